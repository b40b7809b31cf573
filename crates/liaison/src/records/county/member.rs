//! 县人大常委会委员, each in touch with some deputies.

use crate::records::{Field, Kind, Noun, record};

record! {
    /// A member of the standing committee and the deputies he or she keeps in touch with.
    Member {
        /// 姓名
        name: String = Field::new("姓名", Kind::Text).required().max(30).listed().searched().sorted(),
        /// 职务
        position: String = Field::new("职务", Kind::Text).max(60).listed().searched(),
        /// 联系的代表
        deputies: Vec<String> = Field::new("联系的代表", Kind::Many(Noun::Deputy)).listed(),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone).listed(),
        /// 届次
        term: String = Field::new("届次", Kind::Choice(crate::records::List::Term)).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
