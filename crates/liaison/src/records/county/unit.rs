//! 承办单位.

use crate::records::{Field, Kind, record};

/// What a unit is.
pub const KINDS: &[(&str, &str)] = &[
    ("department", "县直部门"),
    ("town", "乡镇（街道）"),
    ("public", "事业单位"),
    ("company", "企业"),
    ("other", "其他"),
];

record! {
    /// A unit that matters are handed to; matters name it by `name`.
    Unit {
        /// 单位名称
        name: String = Field::new("单位名称", Kind::Text).required().max(60).listed().searched().sorted(),
        /// 性质
        kind: String = Field::new("性质", Kind::OneOf(KINDS)).required().listed().sorted(),
        /// 分管领导
        head: String = Field::new("分管领导", Kind::Text).max(30).listed().searched(),
        /// 联系人
        staff: String = Field::new("联系人", Kind::Text).max(30).listed().searched(),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone).listed(),
        /// 分管副县长
        chief: String = Field::new("分管副县长", Kind::Text).max(30).more(),
        /// 对口专委
        committee: String = Field::new("对口专（工）委", Kind::Text).max(60).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
