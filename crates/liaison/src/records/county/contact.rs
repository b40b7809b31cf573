//! 委员联系代表: one meeting, call or walk together.

use crate::records::{Field, Kind, Noun, record};

/// How they met.
pub const WAYS: &[(&str, &str)] = &[
    ("visit", "走访"),
    ("talk", "座谈"),
    ("phone", "电话"),
    ("together", "一起接待选民"),
    ("online", "线上"),
    ("other", "其他"),
];

record! {
    /// One contact of a committee member with deputies.
    Contact {
        /// 日期
        date: String = Field::new("日期", Kind::Date).required().listed().sorted(),
        /// 委员
        member: String = Field::new("委员", Kind::One(Noun::Member)).required().listed(),
        /// 代表
        deputies: Vec<String> = Field::new("联系的代表", Kind::Many(Noun::Deputy)).required().listed(),
        /// 方式
        way: String = Field::new("方式", Kind::OneOf(WAYS)).required().listed().sorted(),
        /// 地点
        place: String = Field::new("地点", Kind::Text).max(60),
        /// 内容
        content: String = Field::new("交流内容", Kind::Long).required().searched(),
        /// 代表的意见
        opinion: String = Field::new("代表的意见建议", Kind::Long).searched(),
        /// 处理情况
        outcome: String = Field::new("处理情况", Kind::Long).more(),
        /// 记录人
        recorder: String = Field::new("记录人", Kind::Text).max(30).more(),
    }
}
