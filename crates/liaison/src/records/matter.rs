//! 意见建议: what a voter raised, and how far it has come. The way it moves is in `life`.

use super::{Field, Kind, List, Noun, life, record};

/// Where it came from.
pub const SOURCES: &[(&str, &str)] = &[("visit", "接访走访"), ("activity", "小组活动"), ("online", "线上渠道"), ("other", "其他")];

record! {
    /// One matter raised at the station. Fields below `state` are set by moves only.
    Matter {
        /// 标题
        title: String = Field::new("标题", Kind::Text).required().max(100).listed().searched().sorted(),
        /// 登记日期
        raised_on: String = Field::new("登记日期", Kind::Date).required().listed().sorted(),
        /// 类别
        category: String = Field::new("类别", Kind::Choice(List::Category)).required().listed().sorted(),
        /// 内容摘要
        content: String = Field::new("内容摘要", Kind::Long).required().searched(),
        /// 反映人
        citizen: String = Field::new("反映人", Kind::Text).max(30).listed().searched().personal(),
        /// 村组
        village: String = Field::new("村组", Kind::Choice(List::Village)).searched().personal(),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone).searched().personal(),
        /// 收集代表
        deputies: Vec<String> = Field::new("收集代表", Kind::Many(Noun::Deputy)).listed(),
        /// 来源
        source: String = Field::new("来源", Kind::OneOf(SOURCES)).required(),
        /// 来源接访
        visit: String = Field::new("来源接访", Kind::One(Noun::Visit)).more(),
        /// 来源活动
        activity: String = Field::new("来源活动", Kind::One(Noun::Activity)).more(),
        /// 线上渠道
        channel: String = Field::new("线上渠道", Kind::Choice(List::Channel)).more(),
        /// 保密
        confidential: bool = Field::new("保密（不公开姓名）", Kind::Flag).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
        /// 状态
        state: String = Field::new("状态", Kind::OneOf(life::STATES)).derived().listed().sorted(),
        /// 主办单位
        lead_unit: String = Field::new("主办单位", Kind::Text).derived().listed().searched(),
        /// 协办单位
        co_units: String = Field::new("协办单位", Kind::Text).derived(),
        /// 交办日期
        referred_on: String = Field::new("交办日期", Kind::Date).derived(),
        /// 要求办结日期
        due_on: String = Field::new("要求办结日期", Kind::Date).derived().listed().sorted(),
        /// 签收人
        signed_by: String = Field::new("签收人", Kind::Text).derived(),
        /// 签收日期
        signed_on: String = Field::new("签收日期", Kind::Date).derived(),
        /// 承办人
        handler: String = Field::new("承办人", Kind::Text).derived(),
        /// 承办电话
        handler_phone: String = Field::new("承办电话", Kind::Phone).derived(),
        /// 办理情况
        progress: String = Field::new("办理情况", Kind::Long).derived().searched(),
        /// 答复日期
        answered_on: String = Field::new("答复日期", Kind::Date).derived(),
        /// 结果类别
        result_class: String = Field::new("结果类别", Kind::OneOf(life::RESULT_CLASSES)).derived(),
        /// 是否上报上级
        reported_up: bool = Field::new("上报上级", Kind::Flag).derived(),
        /// 反馈选民日期
        fed_voter_on: String = Field::new("反馈选民日期", Kind::Date).derived(),
        /// 反馈代表日期
        fed_deputy_on: String = Field::new("反馈代表日期", Kind::Date).derived(),
        /// 代表满意度
        deputy_rating: String = Field::new("代表满意度", Kind::Text).derived(),
        /// 选民满意度
        voter_rating: String = Field::new("选民满意度", Kind::Text).derived(),
        /// 办理态度
        attitude_rating: String = Field::new("办理态度", Kind::Text).derived(),
        /// 办结日期
        closed_on: String = Field::new("办结日期", Kind::Date).derived(),
        /// 办理方式
        closed_how: String = Field::new("办理方式", Kind::OneOf(life::WAYS)).derived(),
        /// 重办次数
        redo_count: Option<i64> = Field::new("重办次数", Kind::Whole).derived(),
        /// 催办次数
        urge_count: Option<i64> = Field::new("催办次数", Kind::Whole).derived(),
        /// 最近催办
        urged_on: String = Field::new("最近催办", Kind::Date).derived(),
        /// 代表建议编号
        proposal_number: String = Field::new("代表建议编号", Kind::Text).derived(),
        /// Id of the county's last step that was taken in here.
        county_step: String = Field::new("县里最近一步", Kind::Text).derived().inner(),
    }
}
