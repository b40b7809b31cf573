//! 整改承诺: what a deputy promised after the voters' opinions, by when, and whether it was kept.

use serde_json::Value;

use super::{Field, Kept, Kind, Noun, Values, record};
use crate::error::Remark;

record! {
    /// One promise made at a report; the deputy is the report's.
    Promise {
        /// 承诺内容
        content: String = Field::new("承诺内容", Kind::Text).required().max(200).listed().searched(),
        /// 述职评议
        report: String = Field::new("述职评议", Kind::One(Noun::ReportMeeting)).required(),
        /// 承诺日期
        made_on: String = Field::new("承诺日期", Kind::Date).required().listed().sorted(),
        /// 完成期限
        due_on: String = Field::new("完成期限", Kind::Date).required().listed().sorted(),
        /// 落实日期
        fulfilled_on: String = Field::new("落实日期", Kind::Date).listed().sorted().hint("落实了再填"),
        /// 落实情况
        outcome: String = Field::new("落实情况", Kind::Long).searched(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
        /// 承诺代表
        deputy: String = Field::new("承诺代表", Kind::One(Noun::Deputy)).derived().listed(),
    }
}

/// A promise is its report's deputy's.
pub fn of_report(values: &mut Values, report: Option<&Kept>) {
    values.insert("deputy".into(), report.map_or("", |r| r.text("deputy")).into());
}

/// What must stand together.
pub(super) fn rules(values: &Values, remarks: &mut Vec<Remark>) {
    let text = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or("");
    for (key, label) in [("due_on", "完成期限"), ("fulfilled_on", "落实日期")] {
        if !text(key).is_empty() && text(key) < text("made_on") {
            remarks.push(Remark::new(key, format!("{label}不能早于承诺日期")));
        }
    }
    if text("fulfilled_on").is_empty() != text("outcome").is_empty() {
        let (key, says) = if text("outcome").is_empty() {
            ("outcome", "填了落实日期，请写明落实情况")
        } else {
            ("fulfilled_on", "写了落实情况，请填写落实日期；还没落实的写在备注里")
        };
        remarks.push(Remark::new(key, says));
    }
}
