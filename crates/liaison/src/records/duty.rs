//! 履职申报: what no other register knows of — a deputy's own deeds, attendance elsewhere, honours —
//! entered, reviewed, and then part of the deputy's file. Once filed it is never edited: what was
//! wrong is reversed by an entry of its own.

use super::{Field, Kept, Kind, List, Noun, Values, record};
use crate::error::Remark;

/// Waits for review.
pub const DECLARED: &str = "declared";
/// Reviewed: part of the file, and counted.
pub const FILED: &str = "filed";
/// Returned with an opinion, to be mended and declared again.
pub const RETURNED: &str = "returned";

/// 申报 → 审核 → 入档, or back.
pub const STATUS: &[(&str, &str)] = &[(DECLARED, "申报待审"), (FILED, "已入档"), (RETURNED, "已退回")];

/// The kind of an honour.
pub const HONOUR: &str = "表彰";
/// The kind of an entry that takes another record's points back.
pub const REVERSAL: &str = "冲销";

record! {
    /// One entry about one deputy.
    Duty {
        /// 代表
        deputy: String = Field::new("代表", Kind::One(Noun::Deputy)).required().listed(),
        /// 履职类型
        kind: String = Field::new("履职类型", Kind::Choice(List::DutyKind)).required().listed().sorted(),
        /// 标题
        title: String = Field::new("标题", Kind::Text).required().max(100).listed().searched().sorted(),
        /// 时间
        date: String = Field::new("时间", Kind::Date).required().listed().sorted(),
        /// 内容
        content: String = Field::new("内容", Kind::Long).searched().hint("做了什么、结果怎样；表彰写明授予单位和级别"),
        /// 来源记录编号
        source: String = Field::new("来源记录编号", Kind::Text).max(40).hint("冲销时写被冲销那条记录的编号；文件、证书写文号"),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
        /// 审核状态
        status: String = Field::new("审核状态", Kind::OneOf(STATUS)).derived().listed().sorted(),
        /// 审核人
        reviewer: String = Field::new("审核人", Kind::Text).derived(),
        /// 审核日期
        reviewed_on: String = Field::new("审核日期", Kind::Date).derived(),
        /// 审核意见
        opinion: String = Field::new("审核意见", Kind::Long).derived(),
    }
}

/// An entry that was just typed waits for its review, whatever was said of it before.
pub fn declare(values: &mut Values) {
    values.insert("status".into(), DECLARED.into());
    for key in ["reviewer", "reviewed_on", "opinion"] {
        values.insert(key.into(), "".into());
    }
}

/// What a review says of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Review<'a> {
    /// Into the file, or back.
    pub accept: bool,
    /// Why; needed to send one back.
    pub opinion: &'a str,
    /// Who reviewed.
    pub reviewer: &'a str,
    /// YYYY-MM-DD
    pub on: &'a str,
}

/// Writes a review down; or says why it can't be.
pub fn review(entry: &Kept, review: &Review<'_>) -> Result<Values, Remark> {
    if entry.text("status") != DECLARED {
        return Err(Remark::new("status", "这条已经审核过了"));
    }
    if !review.accept && review.opinion.is_empty() {
        return Err(Remark::new("opinion", "退回请写明意见，好让申报的人照着改"));
    }
    let mut values = entry.values.clone();
    let status = if review.accept { FILED } else { RETURNED };
    for (key, value) in [
        ("status", status),
        ("reviewer", review.reviewer),
        ("reviewed_on", review.on),
        ("opinion", review.opinion),
    ] {
        values.insert(key.into(), value.into());
    }
    Ok(values)
}

/// What must stand together.
pub(super) fn rules(values: &Values, remarks: &mut Vec<Remark>) {
    let text = |key: &str| values.get(key).and_then(serde_json::Value::as_str).unwrap_or("");
    if text("kind") == REVERSAL && text("source").is_empty() {
        remarks.push(Remark::new("source", "冲销请写明被冲销那条记录的编号"));
    }
}
