//! 接待日.

use super::{Field, Kind, List, Noun, record};

/// Planned, not yet announced.
pub const PLANNED: &str = "planned";
/// Announced to the public.
pub const ANNOUNCED: &str = "announced";
/// Took place.
pub const HELD: &str = "held";
/// Moved to another date.
pub const POSTPONED: &str = "postponed";
/// Called off.
pub const CANCELLED: &str = "cancelled";

/// planned → announced (3 days ahead) → held / postponed / cancelled
pub const STATUS: &[(&str, &str)] = &[
    (PLANNED, "计划"),
    (ANNOUNCED, "已公告"),
    (HELD, "已举行"),
    (POSTPONED, "延期"),
    (CANCELLED, "取消"),
];

record! {
    /// A day on which deputies receive voters at the station.
    ReceptionDay {
        /// 接待日期
        date: String = Field::new("接待日期", Kind::Date).required().listed().sorted(),
        /// 时段
        slot: String = Field::new("时段", Kind::Choice(List::Slot)).listed().sorted(),
        /// 接待地点
        place: String = Field::new("接待地点", Kind::Text).required().max(100).listed().searched().sorted(),
        /// 接待代表
        deputies: Vec<String> = Field::new("接待代表", Kind::Many(Noun::Deputy)).required().listed().hint("两名起"),
        /// 联系工作人员
        staff: String = Field::new("联系工作人员", Kind::Text).max(30).listed().sorted(),
        /// 公告日期
        announced_on: String = Field::new("公告日期", Kind::Date).listed().hint("提前3天公告").sorted(),
        /// 状态
        status: String = Field::new("状态", Kind::OneOf(STATUS)).required().listed().sorted(),
        /// 接待主题
        theme: String = Field::new("接待主题", Kind::Text).max(100).more().searched(),
        /// 改期到
        postponed_to: String = Field::new("改期到", Kind::Date).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
