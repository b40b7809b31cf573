//! A draft becomes a checked record, or every remark at once. Two steps on purpose:
//! only what passed here can reach the store, because only `check` makes a `Checked`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::purged::PURGED;
use super::{Field, Kind, List, Noun, Values, book, county, dates, duty, promise, reception_day, report_meeting, text};
use crate::error::Remark;

/// Field values that passed every check; complete, tidied, in FIELDS order.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    pub(crate) values: Values,
}

impl Checked {
    /// The values.
    pub fn values(&self) -> &Values {
        &self.values
    }
}

/// Checks a draft. `words` are the closed lists' current words, `today` bounds dates.
/// On success also says the soft doubts, which a clerk may keep.
pub fn check(noun: Noun, draft: &Values, words: &BTreeMap<List, Vec<String>>, today: NaiveDate) -> Result<(Checked, Vec<Remark>), Vec<Remark>> {
    let mut remarks = Vec::new();
    let mut values = Values::new();
    for field in noun.fields() {
        let given = draft.get(field.key).unwrap_or(&Value::Null);
        if field.derived {
            values.insert(field.key.into(), given_or_blank(field, given));
            continue;
        }
        match read(field, given, words) {
            Ok(value) => {
                if field.required && blank(&value) {
                    remarks.push(Remark::new(field.key, format!("请填写“{}”", field.label)));
                }
                values.insert(field.key.into(), value);
            }
            Err(says) => {
                remarks.push(Remark::new(field.key, says));
                values.insert(field.key.into(), blank_of(field));
            }
        }
    }
    for key in draft.keys() {
        if noun.field(key).is_none() {
            remarks.push(Remark::new(key.as_str(), format!("{}没有“{key}”这一栏", noun.label())));
        }
    }
    if noun == Noun::BookMove {
        book::complete(&mut values);
    }
    rules(noun, &values, &mut remarks);
    if remarks.is_empty() {
        let doubts = doubts(noun, &values, today);
        Ok((Checked { values }, doubts))
    } else {
        Err(remarks)
    }
}

/// The empty value of a field's kind.
pub(crate) fn blank_of(field: &Field) -> Value {
    match field.kind {
        Kind::Whole => Value::Null,
        Kind::Flag => Value::Bool(false),
        Kind::Choices(_) | Kind::Many(_) => Value::Array(Vec::new()),
        _ => Value::String(String::new()),
    }
}

fn given_or_blank(field: &Field, given: &Value) -> Value {
    if given.is_null() { blank_of(field) } else { given.clone() }
}

fn blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(s) => s.is_empty(),
        Value::Array(a) => a.is_empty(),
        _ => false,
    }
}

fn read(field: &Field, given: &Value, words: &BTreeMap<List, Vec<String>>) -> Result<Value, String> {
    let label = field.label;
    match field.kind {
        Kind::Flag => match given {
            Value::Null => Ok(Value::Bool(false)),
            Value::Bool(_) => Ok(given.clone()),
            Value::String(s) if s == "是" => Ok(Value::Bool(true)),
            Value::String(s) if s.is_empty() || s == "否" => Ok(Value::Bool(false)),
            _ => Err(format!("“{label}”请选是或否")),
        },
        Kind::Whole => {
            let number = match given {
                Value::Null => return Ok(Value::Null),
                Value::Number(n) => n.as_i64(),
                Value::String(s) if text::tidy(s, false).is_empty() => return Ok(Value::Null),
                Value::String(s) => text::narrow(&text::tidy(s, false)).parse::<i64>().ok(),
                _ => None,
            };
            match number {
                Some(n) if (0..=1_000_000).contains(&n) => Ok(n.into()),
                Some(_) => Err(format!("“{label}”请填 0 到 1000000 的整数")),
                None => Err(format!("“{label}”要填整数")),
            }
        }
        Kind::Choices(_) | Kind::Many(_) => {
            let items: Vec<String> = match given {
                Value::Null => Vec::new(),
                Value::String(s) => s.split(['、', ',', '，']).map(|w| text::tidy(w, false)).collect(),
                Value::Array(a) => a
                    .iter()
                    .map(|v| v.as_str().map(|s| text::tidy(s, false)).ok_or_else(|| format!("“{label}”的内容不对")))
                    .collect::<Result<_, _>>()?,
                _ => return Err(format!("“{label}”的内容不对")),
            };
            let mut kept: Vec<Value> = Vec::new();
            for item in items.into_iter().filter(|i| !i.is_empty()) {
                if let Kind::Choices(list) = field.kind {
                    word(list, &item, label, words)?;
                }
                let item = Value::from(item);
                if !kept.contains(&item) {
                    kept.push(item);
                }
            }
            Ok(Value::Array(kept))
        }
        kind => {
            let typed = match given {
                Value::Null => String::new(),
                Value::String(s) => text::tidy(s, kind == Kind::Long),
                Value::Number(n) => n.to_string(),
                _ => return Err(format!("“{label}”要填文字")),
            };
            if typed.is_empty() {
                return Ok(Value::String(typed));
            }
            let count = typed.chars().count();
            if count > field.max as usize {
                return Err(format!("“{label}”最多 {} 个字，现在有 {count} 个", field.max));
            }
            let kept = match kind {
                Kind::Date => dates::read(&typed)
                    .map(|d| d.to_string())
                    .ok_or_else(|| format!("“{label}”看不懂，请写成 2026-1-5 或 2026年1月5日"))?,
                Kind::Month => dates::read_month(&typed).ok_or_else(|| format!("“{label}”看不懂，请写成 1975-3 或 1975年3月"))?,
                Kind::Time => dates::read_time(&typed).ok_or_else(|| format!("“{label}”看不懂，请写成 9:30"))?,
                Kind::Phone => {
                    let phone = text::narrow(&typed).replace(' ', "");
                    if !phone.chars().all(|c| c.is_ascii_digit() || "-+/()、;,".contains(c)) {
                        return Err(format!("“{label}”里有不是数字的字"));
                    }
                    phone
                }
                Kind::OneOf(codes) => codes
                    .iter()
                    .find(|(code, words)| *code == typed || *words == typed)
                    .map(|(code, _)| (*code).to_owned())
                    .ok_or_else(|| format!("“{label}”没有“{typed}”这一项"))?,
                Kind::Choice(list) => {
                    word(list, &typed, label, words)?;
                    typed
                }
                _ if typed == PURGED => return Err(format!("“{label}”不能写“{PURGED}”，这几个字由程序在清除时填")),
                _ => typed,
            };
            Ok(Value::String(kept))
        }
    }
}

fn word(list: List, word: &str, label: &str, words: &BTreeMap<List, Vec<String>>) -> Result<(), String> {
    if list.open() || words.get(&list).is_none_or(|known| known.iter().any(|w| w == word)) {
        return Ok(());
    }
    Err(format!("“{label}”没有“{word}”这一项，可在“设置 → 选项表”里添加"))
}

fn rules(noun: Noun, values: &Values, remarks: &mut Vec<Remark>) {
    let text = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or("");
    let whole = |key: &str| values.get(key).and_then(Value::as_i64);
    match noun {
        Noun::Deputy | Noun::Visit => {
            let key = if noun == Noun::Deputy { "name" } else { "citizen" };
            let name = text(key);
            if name.chars().any(|c| c.is_ascii_digit()) {
                remarks.push(Remark::new(key, "姓名里有数字，请检查"));
            }
        }
        Noun::ReceptionDay => {
            if text("status") == reception_day::POSTPONED && text("postponed_to").is_empty() {
                remarks.push(Remark::new("postponed_to", "延期的接待日请写明改到哪一天"));
            }
            if !text("announced_on").is_empty() && text("announced_on") > text("date") {
                remarks.push(Remark::new("announced_on", "公告日期不能晚于接待日期"));
            }
        }
        Noun::Activity => {
            if let (Some(present), Some(expected)) = (whole("present"), whole("expected"))
                && present > expected
            {
                remarks.push(Remark::new("present", format!("实到 {present} 人比应到 {expected} 人还多")));
            }
            if !text("ended_on").is_empty() && text("ended_on") < text("date") {
                remarks.push(Remark::new("ended_on", "结束日期不能早于开始日期"));
            }
            if !text("step").is_empty() && text("project").is_empty() {
                remarks.push(Remark::new("project", "一厅两会请写明是哪个民生实事项目"));
            }
        }
        Noun::ReportMeeting => report_meeting::rules(values, remarks),
        Noun::Promise => promise::rules(values, remarks),
        Noun::BookMove => book::rules(values, remarks),
        Noun::Duty => duty::rules(values, remarks),
        Noun::Proposal => county::proposal::rules(values, remarks),
        Noun::Supervision => county::supervision::rules(values, remarks),
        Noun::Matter if text("source") == "visit" && text("citizen").is_empty() => {
            remarks.push(Remark::new("citizen", "接访登记的意见请写明反映人（要保密可勾选“保密”）"));
        }
        _ => {}
    }
}

/// Soft doubts: kept with a click.
fn doubts(noun: Noun, values: &Values, today: NaiveDate) -> Vec<Remark> {
    let mut doubts = Vec::new();
    let text = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or("");
    let today = today.to_string();
    for field in noun.fields().iter().filter(|f| f.kind == Kind::Phone && !f.derived) {
        let digits = text(field.key).chars().filter(char::is_ascii_digit).count();
        let mobile = text(field.key).starts_with('1') && !text(field.key).contains('-');
        if (mobile && digits != 11) || (digits > 0 && digits < 7) {
            let by = if digits < 11 { "少" } else { "多" };
            doubts.push(Remark::new(field.key, format!("电话有 {digits} 位，是不是{by}了？")));
        }
    }
    let name_key = if noun == Noun::Deputy { "name" } else { "citizen" };
    if matches!(noun, Noun::Deputy | Noun::Visit) && text(name_key).chars().count() == 1 {
        doubts.push(Remark::new(name_key, "姓名只有一个字，写全了吗？"));
    }
    match noun {
        Noun::ReceptionDay => {
            let deputies = values.get("deputies").and_then(Value::as_array).map_or(0, Vec::len);
            if deputies == 1 {
                doubts.push(Remark::new("deputies", "接待代表一般两名起，现在只有一名"));
            }
            if text("status") == reception_day::HELD && text("date") > today.as_str() {
                doubts.push(Remark::new("status", "日期还没到，已经举行了吗？"));
            }
        }
        Noun::ReportMeeting => report_meeting::doubts(values, &mut doubts),
        Noun::BookMove => book::doubts(values, &mut doubts),
        _ => {}
    }
    match noun {
        Noun::Visit | Noun::Activity | Noun::ReportMeeting | Noun::Publicity | Noun::BookMove | Noun::Duty if text("date") > today.as_str() => {
            doubts.push(Remark::new("date", "日期在今天之后，写对了吗？"));
        }
        Noun::Matter if text("raised_on") > today.as_str() => {
            doubts.push(Remark::new("raised_on", "日期在今天之后，写对了吗？"));
        }
        _ => {}
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(noun: Noun, draft: Value) -> Result<(Checked, Vec<Remark>), Vec<Remark>> {
        let words = List::ALL.iter().map(|l| (*l, l.seed().iter().map(|w| (*w).to_owned()).collect())).collect();
        let Value::Object(draft) = draft else { panic!("draft is an object") };
        check(noun, &draft, &words, NaiveDate::from_ymd_opt(2024, 6, 1).unwrap())
    }

    fn fields(remarks: &[Remark]) -> Vec<&str> {
        remarks.iter().map(|r| r.field.as_str()).collect()
    }

    #[test]
    fn says_everything_at_once() {
        let refused = run(Noun::Visit, json!({"kind": "飞来", "date": "明天", "people": "三", "category": "天文"})).unwrap_err();
        assert_eq!(fields(&refused), ["kind", "date", "deputies", "citizen", "people", "category"]);
    }

    #[test]
    fn tidies_and_keeps_rare_characters() {
        let (kept, doubts) = run(
            Noun::Visit,
            json!({"kind": "进站接访", "date": "2024年5月6日", "deputies": ["d1", "d1"], "citizen": "　𬭚三䶮 ", "phone": "１３９ １２３４ ５６７", "people": "３"}),
        )
        .unwrap();
        assert_eq!(kept.values["citizen"], "𬭚三䶮");
        assert_eq!(kept.values["kind"], "station");
        assert_eq!(kept.values["date"], "2024-05-06");
        assert_eq!(kept.values["deputies"], json!(["d1"]));
        assert_eq!(kept.values["people"], 3);
        assert_eq!(fields(&doubts), ["phone"]);
    }

    #[test]
    fn unknown_columns_are_named() {
        let refused = run(Noun::Group, json!({"name": "一组", "kind": "地域", "身份证": "1"})).unwrap_err();
        assert_eq!(fields(&refused), ["身份证"]);
    }
}
