//! 代表任期: one deputy in one term that has been closed. Written by 换届 and never by hand: it is
//! what the archive says of a term, whatever becomes of the deputy's own record later.

use super::{Field, Kind, List, Noun, record};

/// Elected again.
pub const REELECTED: &str = "reelected";
/// No longer a deputy.
pub const LEFT: &str = "left";

/// How the term ended for a deputy.
pub const OUTCOMES: &[(&str, &str)] = &[(REELECTED, "连任"), (LEFT, "离任")];

record! {
    /// One deputy's seat in a closed term, with what the register said then.
    Seat {
        /// 代表
        deputy: String = Field::new("代表", Kind::One(Noun::Deputy)).required().listed(),
        /// 届次
        term: String = Field::new("届次", Kind::Choice(List::Term)).required().listed().sorted(),
        /// 任期开始
        began: String = Field::new("任期开始", Kind::Date).required().listed().sorted(),
        /// 任期结束
        ended: String = Field::new("任期结束", Kind::Date).required().listed().sorted(),
        /// 换届结果
        outcome: String = Field::new("换届结果", Kind::OneOf(OUTCOMES)).required().listed().sorted(),
        /// 级别
        levels: Vec<String> = Field::new("级别", Kind::Choices(List::Level)).listed(),
        /// 选区
        constituency: String = Field::new("选区", Kind::Text).max(60),
        /// 工作单位及职务
        employer: String = Field::new("工作单位及职务", Kind::Text).max(100),
        /// 代表证号
        certificate: String = Field::new("代表证号", Kind::Text).max(40),
        /// 所属小组
        groups: String = Field::new("所属小组", Kind::Text),
    }
}
