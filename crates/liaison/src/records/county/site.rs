//! 代表联络站, as the county's register has it. (`desk::Station` is what a station says of itself.)

use crate::records::{Field, Kind, Noun, record};

/// In use.
pub const OPEN: &str = "open";

/// Whether a station is in use.
pub const STATUS: &[(&str, &str)] = &[(OPEN, "在用"), ("preparing", "筹建"), ("closed", "已撤并")];

record! {
    /// One station in the county's register, known to its bundles by `code`.
    Site {
        /// 站点编号
        code: String = Field::new("站点编号", Kind::Text).required().max(20).listed().searched().sorted().hint("和联络站设置里填的一样，例如 JS-017"),
        /// 名称
        name: String = Field::new("名称", Kind::Text).required().max(60).listed().searched().sorted(),
        /// 所属代表之家
        home: String = Field::new("所属代表之家", Kind::One(Noun::Home)).listed(),
        /// 乡镇（街道）
        town: String = Field::new("乡镇（街道）", Kind::Text).max(40).listed().searched().sorted(),
        /// 站长
        head: String = Field::new("站长", Kind::Text).max(30).listed().searched(),
        /// 联络员
        staff: String = Field::new("联络员", Kind::Text).max(30).listed().searched(),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone).listed(),
        /// 状态
        status: String = Field::new("状态", Kind::OneOf(STATUS)).required().listed().sorted(),
        /// 地址
        address: String = Field::new("地址", Kind::Text).max(100).more(),
        /// 成立日期
        founded_on: String = Field::new("成立日期", Kind::Date).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
