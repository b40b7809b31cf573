//! 代表小组.

use super::{Field, Kind, List, Noun, record};

record! {
    /// A group of deputies: regional, professional, 五彩 or across townships.
    Group {
        /// 小组名称
        name: String = Field::new("小组名称", Kind::Text).required().max(60).listed().searched().sorted(),
        /// 类型
        kind: String = Field::new("类型", Kind::Choice(List::GroupKind)).required().listed().sorted(),
        /// 组长
        leader: String = Field::new("组长", Kind::One(Noun::Deputy)).listed(),
        /// 成员
        members: Vec<String> = Field::new("成员", Kind::Many(Noun::Deputy)).listed(),
        /// 联络员
        staff: String = Field::new("联络员", Kind::Text).max(30).listed().sorted(),
        /// 成立日期
        founded_on: String = Field::new("成立日期", Kind::Date).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
