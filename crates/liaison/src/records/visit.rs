//! 接访 / 走访. One table; the kind tells which. No ID number is collected.

use super::{Field, Kind, List, Noun, record};

/// 走访入户: the kind that belongs into the 走访 register.
pub const HOME: &str = "home";

/// How deputy and voter met.
pub const KINDS: &[(&str, &str)] = &[
    ("station", "进站接访"),
    ("appointment", "预约"),
    ("phone", "电话"),
    (HOME, "走访入户"),
    ("online", "线上"),
];

/// The voter's word becomes a matter.
pub const AS_MATTER: &str = "matter";
/// Answered on the spot.
pub const ON_THE_SPOT: &str = "answered";

/// What was done with what the voter said.
pub const HANDLING: &[(&str, &str)] = &[
    (ON_THE_SPOT, "当场答复"),
    (AS_MATTER, "登记为意见建议"),
    ("declined", "不予受理（告知去向）"),
    ("noted", "记录备查"),
];

record! {
    /// One meeting of voters with deputies.
    Visit {
        /// 方式
        kind: String = Field::new("方式", Kind::OneOf(KINDS)).required().listed().sorted(),
        /// 日期
        date: String = Field::new("日期", Kind::Date).required().listed().sorted(),
        /// 时间
        time: String = Field::new("时间", Kind::Time).more(),
        /// 接待日
        reception_day: String = Field::new("接待日", Kind::One(Noun::ReceptionDay)).more(),
        /// 代表
        deputies: Vec<String> = Field::new("接待代表", Kind::Many(Noun::Deputy)).required().listed(),
        /// 选民姓名
        citizen: String = Field::new("选民姓名", Kind::Text).required().max(30).listed().searched().personal().sorted(),
        /// 性别
        sex: String = Field::new("性别", Kind::Choice(List::Sex)),
        /// 住址（村组）
        village: String = Field::new("住址（村组）", Kind::Choice(List::Village)).listed().searched().personal().sorted(),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone).listed().searched().personal(),
        /// 人数
        people: Option<i64> = Field::new("人数", Kind::Whole).hint("不填按 1 人计"),
        /// 反映问题（原话）
        problem: String = Field::new("反映问题（原话）", Kind::Long).listed().searched(),
        /// 类别
        category: String = Field::new("类别", Kind::Choice(List::Category)).listed().sorted(),
        /// 代表答复
        reply: String = Field::new("代表答复", Kind::Long).searched(),
        /// 处理方式
        handling: String = Field::new("处理方式", Kind::OneOf(HANDLING)).listed().sorted(),
        /// 地点
        place: String = Field::new("地点", Kind::Text).max(100).more(),
        /// 来访方式
        way: String = Field::new("来访方式", Kind::Choice(List::Way)).more(),
        /// 转交单位
        unit: String = Field::new("转交单位", Kind::Choice(List::Unit)).more(),
        /// 办理结果
        result: String = Field::new("办理结果", Kind::Text).max(400).more(),
        /// 反馈时间
        fed_back_on: String = Field::new("反馈时间", Kind::Date).more(),
        /// 反馈方式
        fed_back_way: String = Field::new("反馈方式", Kind::Choice(List::FeedbackWay)).more(),
        /// 满意度
        rating: String = Field::new("满意度", Kind::Choice(List::Rating)).more(),
        /// 户数
        households: Option<i64> = Field::new("走访户数", Kind::Whole).more(),
        /// 宣传内容
        publicity: String = Field::new("宣传内容", Kind::Text).max(400).more(),
        /// 保密
        confidential: bool = Field::new("保密（不公开姓名）", Kind::Flag).more(),
        /// 记录人
        recorder: String = Field::new("记录人", Kind::Text).max(30).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
