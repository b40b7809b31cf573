//! 人大代表.

use super::{Field, Kind, List, record};

/// Serving.
pub const SERVING: &str = "serving";

/// No longer a deputy.
pub const LEFT: &str = "left";

/// Whether a deputy still serves.
pub const STATUS: &[(&str, &str)] = &[(SERVING, "在任"), (LEFT, "离任"), ("suspended", "暂停履职")];

record! {
    /// A deputy known to the station; one person may hold several levels and sit in several groups.
    Deputy {
        /// 姓名
        name: String = Field::new("姓名", Kind::Text).required().max(30).listed().searched().sorted(),
        /// 性别
        sex: String = Field::new("性别", Kind::Choice(List::Sex)).listed().sorted(),
        /// 代表级别
        levels: Vec<String> = Field::new("级别", Kind::Choices(List::Level)).required().listed().hint("一人可兼几级，可多选"),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone).listed().searched().personal(),
        /// 选区
        constituency: String = Field::new("选区", Kind::Text).max(60).listed().searched().sorted(),
        /// 工作单位及职务
        employer: String = Field::new("工作单位及职务", Kind::Text).max(100).listed().searched().sorted(),
        /// 届次
        term: String = Field::new("届次", Kind::Choice(List::Term)).listed().sorted(),
        /// 状态
        status: String = Field::new("状态", Kind::OneOf(STATUS)).required().listed().sorted(),
        /// 代表证号
        certificate: String = Field::new("代表证号", Kind::Text).max(40).more(),
        /// 民族
        ethnicity: String = Field::new("民族", Kind::Choice(List::Ethnicity)).more(),
        /// 出生年月
        born: String = Field::new("出生年月", Kind::Month).more().personal(),
        /// 政治面貌
        party: String = Field::new("政治面貌", Kind::Choice(List::Party)).more(),
        /// 学历
        education: String = Field::new("学历", Kind::Choice(List::Education)).more(),
        /// 联系的常委会委员
        committee_member: String = Field::new("联系的常委会委员", Kind::Text).max(30).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
