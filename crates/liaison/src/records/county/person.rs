//! One person behind several stations' deputy records.

use crate::records::{Field, Kind, Noun, record};

record! {
    /// Deputy records of several stations that are one person, or surely are not.
    Person {
        /// 姓名
        name: String = Field::new("姓名", Kind::Text).required().max(30).listed().searched().sorted(),
        /// 代表证号
        certificate: String = Field::new("代表证号", Kind::Text).max(40).listed(),
        /// 各站的登记
        deputies: Vec<String> = Field::new("各站的登记", Kind::Many(Noun::Deputy)).listed(),
        /// 不是同一人的登记
        others: Vec<String> = Field::new("不是同一人的登记", Kind::Many(Noun::Deputy)).more(),
        /// 依据
        reason: String = Field::new("合并依据", Kind::Long).more(),
    }
}
