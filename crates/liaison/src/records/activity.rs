//! 小组活动 / 代表行动 / 一厅两会.

use super::{Field, Kind, List, Noun, record};

/// Who organised it.
pub const ORGANISERS: &[(&str, &str)] = &[("station", "联络站"), ("group", "代表小组")];

/// 一厅两会: one 民生实事 project through three steps.
pub const STEPS: &[(&str, &str)] = &[
    ("idea", "主意厅里拿（村级议事厅）"),
    ("plan", "办法一起想（群众理事会）"),
    ("verdict", "效果会上评（民主测评会）"),
];

/// The kind of a training, which has a register of its own.
pub const TRAINING: &str = "学习培训";
/// The kind of a meeting at which deputies report to their voters; each report is a record of its own.
pub const REPORTING: &str = "述职评议";
/// The kinds that go into the register of inspections.
pub const INSPECTIONS: &[&str] = &["视察调研", "执法检查"];
/// The kind that brings deputies to the station like a reception day does.
pub const AT_STATION: &str = "站内接待";

record! {
    /// One activity of the station or of a group.
    Activity {
        /// 活动名称
        name: String = Field::new("活动名称", Kind::Text).required().max(100).listed().searched().sorted(),
        /// 类型
        kind: String = Field::new("类型", Kind::Choice(List::ActivityKind)).required().listed().sorted(),
        /// 日期
        date: String = Field::new("日期", Kind::Date).required().listed().sorted(),
        /// 地点
        place: String = Field::new("地点", Kind::Text).max(100).listed().searched(),
        /// 组织
        organiser: String = Field::new("组织", Kind::OneOf(ORGANISERS)),
        /// 代表小组
        group: String = Field::new("代表小组", Kind::One(Noun::Group)).listed(),
        /// 参加代表
        deputies: Vec<String> = Field::new("参加代表", Kind::Many(Noun::Deputy)).listed(),
        /// 应到
        expected: Option<i64> = Field::new("应到", Kind::Whole),
        /// 实到
        present: Option<i64> = Field::new("实到", Kind::Whole).listed(),
        /// 活动内容
        content: String = Field::new("活动内容", Kind::Long).searched(),
        /// 现场解决问题数
        solved: Option<i64> = Field::new("现场解决问题数", Kind::Whole).listed(),
        /// 交办件数
        referred: Option<i64> = Field::new("交办件数", Kind::Whole).listed().hint("本活动登记的意见建议另有统计，这里填会上交办的总件数"),
        /// 行动季节
        season: String = Field::new("行动季节", Kind::Choice(List::Season)).more(),
        /// 季度主题
        theme: String = Field::new("季度主题", Kind::Text).max(60).more().searched(),
        /// 民生实事项目
        project: String = Field::new("民生实事项目", Kind::Text).max(100).more().searched(),
        /// 一厅两会步骤
        step: String = Field::new("一厅两会步骤", Kind::OneOf(STEPS)).more(),
        /// 上一步活动
        previous: String = Field::new("上一步活动", Kind::One(Noun::Activity)).more().hint("同一项目的前一次会"),
        /// 联动单位
        partners: String = Field::new("联动单位", Kind::Text).max(200).more().hint("多个单位用顿号隔开"),
        /// 主持人
        host: String = Field::new("主持人", Kind::Text).max(30).more(),
        /// 请假及原因
        absent: String = Field::new("请假及原因", Kind::Text).max(400).more(),
        /// 列席人员
        observers: String = Field::new("列席人员", Kind::Text).max(400).more(),
        /// 结束日期
        ended_on: String = Field::new("结束日期", Kind::Date).more(),
        /// 学时
        hours: Option<i64> = Field::new("学时", Kind::Whole).more(),
        /// 记录人
        recorder: String = Field::new("记录人", Kind::Text).max(30).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
        /// 授课人
        lecturer: String = Field::new("授课人", Kind::Text).max(60).more(),
    }
}
