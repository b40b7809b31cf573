//! 述职评议: one deputy's report to the voters, the vote on it, and what follows from the vote.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Field, Kept, Kind, List, Noun, Values, record};
use crate::error::Remark;

/// How the report was given.
pub const FORMS: &[(&str, &str)] = &[("oral", "口头"), ("written", "书面")];

/// What the vote says.
pub const CONCLUSIONS: &[(&str, &str)] = &[("competent", "称职"), ("basic", "基本称职"), ("incompetent", "不称职")];

/// Keys of the four votes there can be.
pub const VOTES: [&str; 4] = ["competent", "basic", "incompetent", "abstained"];

record! {
    /// One deputy's report; `rate` and `conclusion` follow from the votes.
    ReportMeeting {
        /// 述职代表
        deputy: String = Field::new("述职代表", Kind::One(Noun::Deputy)).required().listed(),
        /// 日期
        date: String = Field::new("日期", Kind::Date).required().listed().sorted(),
        /// 地点
        place: String = Field::new("地点", Kind::Text).max(100).listed().searched(),
        /// 所在的活动
        activity: String = Field::new("述职评议会", Kind::One(Noun::Activity)).hint("已登记成小组活动的，选上它"),
        /// 应到
        expected: Option<i64> = Field::new("应到", Kind::Whole),
        /// 实到
        present: Option<i64> = Field::new("实到", Kind::Whole),
        /// 形式
        form: String = Field::new("形式", Kind::OneOf(FORMS)).listed().sorted(),
        /// 发出票
        sent: Option<i64> = Field::new("发出票", Kind::Whole),
        /// 收回票
        returned: Option<i64> = Field::new("收回票", Kind::Whole),
        /// 有效票
        valid: Option<i64> = Field::new("有效票", Kind::Whole),
        /// 称职
        competent: Option<i64> = Field::new("称职", Kind::Whole),
        /// 基本称职
        basic: Option<i64> = Field::new("基本称职", Kind::Whole),
        /// 不称职
        incompetent: Option<i64> = Field::new("不称职", Kind::Whole),
        /// 弃权
        abstained: Option<i64> = Field::new("弃权", Kind::Whole),
        /// 意见
        opinion: String = Field::new("意见", Kind::Long).searched(),
        /// 级别
        level: String = Field::new("述职级别", Kind::Choice(List::Level)).more(),
        /// 监票人
        overseer: String = Field::new("监票人", Kind::Text).max(30).more(),
        /// 计票人
        teller: String = Field::new("计票人", Kind::Text).max(30).more(),
        /// 记录人
        recorder: String = Field::new("记录人", Kind::Text).max(30).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
        /// 满意率: 82.5%
        rate: String = Field::new("满意率", Kind::Text).derived().listed(),
        /// 结论
        conclusion: String = Field::new("结论", Kind::OneOf(CONCLUSIONS)).derived().listed().sorted(),
        /// The deputy's name, by which a report is called and found.
        name: String = Field::new("姓名", Kind::Text).derived().inner().searched(),
    }
}

/// A report is called by its deputy.
pub fn of_deputy(values: &mut Values, deputy: Option<&Kept>) {
    values.insert("name".into(), deputy.map_or("", |d| d.text("name")).into());
}

/// From how many per cent of 称职 votes which conclusion follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Thresholds {
    /// 称职 from here on.
    pub competent: u32,
    /// 基本称职 from here on; 不称职 below.
    pub basic: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { competent: 80, basic: 50 }
    }
}

/// 满意率: 称职 votes per cent of the valid ones, one decimal; none without a vote.
pub fn rate(votes: &Values) -> Option<f64> {
    let whole = |key: &str| votes.get(key).and_then(Value::as_i64);
    match (whole("competent"), whole("valid")) {
        (competent, Some(valid)) if valid > 0 => Some((competent.unwrap_or(0) as f64 * 1000.0 / valid as f64).round() / 10.0),
        _ => None,
    }
}

/// The conclusion that follows from the votes; "" without a vote. Compared in whole votes, so that
/// rounding never lifts anyone over a line.
pub fn conclusion(votes: &Values, lines: Thresholds) -> &'static str {
    let whole = |key: &str| votes.get(key).and_then(Value::as_i64).unwrap_or(0);
    let (competent, valid) = (whole("competent") * 100, whole("valid"));
    match valid {
        ..=0 => "",
        _ if competent >= valid * i64::from(lines.competent) => "competent",
        _ if competent >= valid * i64::from(lines.basic) => "basic",
        _ => "incompetent",
    }
}

/// Sets what follows from the votes. A conclusion once drawn stands as long as its votes do,
/// whatever the lines are by now.
pub fn conclude(values: &mut Values, before: Option<&Values>, lines: Thresholds) {
    if before.is_some_and(|before| ["competent", "valid"].iter().all(|key| before.get(*key) == values.get(*key))) {
        return;
    }
    let rate = rate(values).map_or_else(String::new, |rate| format!("{rate:.1}%"));
    values.insert("conclusion".into(), conclusion(values, lines).into());
    values.insert("rate".into(), rate.into());
}

/// What must stand together.
pub(super) fn rules(values: &Values, remarks: &mut Vec<Remark>) {
    let whole = |key: &str| values.get(key).and_then(Value::as_i64);
    if let (Some(present), Some(expected)) = (whole("present"), whole("expected"))
        && present > expected
    {
        remarks.push(Remark::new("present", format!("实到 {present} 人比应到 {expected} 人还多")));
    }
    if let (Some(returned), Some(sent)) = (whole("returned"), whole("sent"))
        && returned > sent
    {
        remarks.push(Remark::new("returned", format!("收回 {returned} 票，比发出的 {sent} 票还多，这次测评无效")));
    }
    if let (Some(valid), Some(returned)) = (whole("valid"), whole("returned"))
        && valid > returned
    {
        remarks.push(Remark::new("valid", format!("有效票 {valid} 张比收回的 {returned} 张还多")));
    }
    if VOTES.iter().all(|key| whole(key).is_none()) {
        return;
    }
    for (key, label) in [("sent", "发出票"), ("returned", "收回票"), ("valid", "有效票")] {
        if whole(key).is_none() {
            remarks.push(Remark::new(key, format!("填了票数，请填写“{label}”")));
        }
    }
    let sum: i64 = VOTES.iter().filter_map(|key| whole(key)).sum();
    if let Some(valid) = whole("valid").filter(|valid| sum > *valid) {
        remarks.push(Remark::new("competent", format!("四项合计 {sum} 票，比有效票 {valid} 张还多")));
    }
}

/// Soft doubts.
pub(super) fn doubts(values: &Values, doubts: &mut Vec<Remark>) {
    let whole = |key: &str| values.get(key).and_then(Value::as_i64);
    let sum: i64 = VOTES.iter().filter_map(|key| whole(key)).sum();
    if let Some(valid) = whole("valid")
        && sum < valid
    {
        let says = match sum {
            0 => "有效票填了，各项票数还没有填".to_owned(),
            _ => format!("四项合计 {sum} 票，比有效票少 {} 张，对吗？", valid - sum),
        };
        doubts.push(Remark::new("competent", says));
    }
    if let (Some(sent), Some(present)) = (whole("sent"), whole("present"))
        && sent > present
    {
        doubts.push(Remark::new("sent", format!("发出 {sent} 票，比实到 {present} 人多，对吗？")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn votes(given: Value) -> Values {
        given.as_object().cloned().unwrap()
    }

    #[test]
    fn the_conclusion_follows_from_whole_votes() {
        for (competent, valid, says, rate) in [
            (40, 50, "competent", "80.0%"),
            // 79.96 % reads 80.0 %, and is not 80 %.
            (7996, 10_000, "basic", "80.0%"),
            (25, 50, "basic", "50.0%"),
            (24, 49, "incompetent", "49.0%"),
            (0, 30, "incompetent", "0.0%"),
            (0, 0, "", ""),
        ] {
            let mut values = votes(json!({"competent": competent, "valid": valid}));
            conclude(&mut values, None, Thresholds::default());
            assert_eq!((values["conclusion"].as_str(), values["rate"].as_str()), (Some(says), Some(rate)));
        }
        let own = Thresholds { competent: 90, basic: 60 };
        assert_eq!(conclusion(&votes(json!({"competent": 85, "valid": 100})), own), "basic");
        let mut written = votes(json!({"form": "written", "valid": null}));
        conclude(&mut written, None, own);
        assert_eq!((written["conclusion"].as_str(), written["rate"].as_str()), (Some(""), Some("")));
        // Drawn at 80 per cent; the line is another by now, the votes are not.
        let mut drawn = votes(json!({"competent": 85, "valid": 100}));
        conclude(&mut drawn, None, Thresholds::default());
        let before = drawn.clone();
        conclude(&mut drawn, Some(&before), own);
        assert_eq!(drawn, before);
    }

    #[test]
    fn votes_that_can_not_be_are_named() {
        for (given, fields) in [
            (json!({"sent": 40, "returned": 41}), &["returned"][..]),
            (json!({"sent": 40, "returned": 38, "valid": 39}), &["valid"]),
            (
                json!({"sent": 40, "returned": 38, "valid": 37, "competent": 30, "basic": 5, "incompetent": 2, "abstained": 1}),
                &["competent"],
            ),
            (json!({"competent": 30}), &["sent", "returned", "valid"]),
            (json!({"expected": 9, "present": 10}), &["present"]),
            (
                json!({"sent": 40, "returned": 38, "valid": 37, "competent": 30, "basic": 5, "incompetent": 2, "abstained": 0}),
                &[],
            ),
            (json!({}), &[]),
        ] {
            let mut remarks = Vec::new();
            rules(&votes(given.clone()), &mut remarks);
            assert_eq!(remarks.iter().map(|r| r.field.as_str()).collect::<Vec<_>>(), fields, "{given}");
        }
        let mut soft = Vec::new();
        doubts(&votes(json!({"sent": 40, "present": 38, "valid": 37, "competent": 30})), &mut soft);
        assert_eq!(soft.iter().map(|r| r.field.as_str()).collect::<Vec<_>>(), ["competent", "sent"]);
    }
}
