//! 代表之家.

use crate::records::{Field, Kind, record};

record! {
    /// A township's home of deputies, over several stations.
    Home {
        /// 名称
        name: String = Field::new("名称", Kind::Text).required().max(60).listed().searched().sorted(),
        /// 乡镇（街道）
        town: String = Field::new("乡镇（街道）", Kind::Text).required().max(40).listed().searched().sorted(),
        /// 负责人
        head: String = Field::new("负责人", Kind::Text).max(30).listed().searched(),
        /// 联络员
        staff: String = Field::new("联络员", Kind::Text).max(30).listed(),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone).listed(),
        /// 地址
        address: String = Field::new("地址", Kind::Text).max(100).more(),
        /// 成立日期
        founded_on: String = Field::new("成立日期", Kind::Date).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
