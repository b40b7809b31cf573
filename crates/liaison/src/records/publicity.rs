//! 宣传报道与身边榜样: what was published about the station and its deputies, where and when.

use super::{Field, Kind, List, Noun, record};

/// 宣传报道: counted by pieces.
pub const REPORT: &str = "report";
/// 身边榜样: counted by models.
pub const MODEL: &str = "model";

/// What was published.
pub const KINDS: &[(&str, &str)] = &[(REPORT, "宣传报道"), (MODEL, "身边榜样")];

record! {
    /// One report, or one deputy held up as a model.
    Publicity {
        /// 题目
        title: String = Field::new("题目", Kind::Text).required().max(100).listed().searched().sorted(),
        /// 类型
        kind: String = Field::new("类型", Kind::OneOf(KINDS)).required().listed().sorted(),
        /// 媒体或发布处
        outlet: String = Field::new("媒体或发布处", Kind::Choice(List::Outlet)).required().listed().searched().sorted(),
        /// 日期
        date: String = Field::new("发布日期", Kind::Date).required().listed().sorted(),
        /// 涉及代表
        deputies: Vec<String> = Field::new("涉及代表", Kind::Many(Noun::Deputy)).listed(),
        /// 篇数
        count: Option<i64> = Field::new("篇数", Kind::Whole).listed().hint("不填算 1 篇；同一篇几家转发的，填总篇数"),
        /// 链接或文号
        link: String = Field::new("链接或文号", Kind::Text).max(300),
        /// 内容摘要
        content: String = Field::new("内容摘要", Kind::Long).searched(),
        /// 报道的活动
        activity: String = Field::new("报道的活动", Kind::One(Noun::Activity)).more(),
        /// 记录人
        recorder: String = Field::new("记录人", Kind::Text).max(30).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
