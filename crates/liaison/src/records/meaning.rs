//! What a cell of an old ledger means for a field: certain, certain but written otherwise, or not
//! certain, and then asked with what it may mean. Nothing is guessed silently.

mod days;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Field, Kind, List, dates, text};

/// What kind of thing stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Is {
    /// Text.
    #[default]
    Text,
    /// A number cell; its text is the number.
    Number,
    /// A date cell; its text is YYYY-MM-DD.
    Day,
    /// A time cell; its text is HH:MM.
    Time,
    /// An error value like #REF!.
    Error,
}

/// A cell as people see it: tidied text, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// As shown; "" when there is nothing.
    pub text: String,
    /// What it is.
    pub is: Is,
}

impl Given {
    /// Text, tidied.
    pub fn text(text: &str) -> Self {
        Self {
            text: text::tidy(text, true),
            is: Is::Text,
        }
    }

    /// A date, YYYY-MM-DD.
    pub fn day(day: String) -> Self {
        Self { text: day, is: Is::Day }
    }
}

/// One thing a cell may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// What is taken when it is picked.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Choice {
    /// A choice whose label is its value.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { label: value.clone(), value }
    }

    /// A choice under a label of its own.
    pub fn labelled(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// What a cell means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// This.
    Sure(Value),
    /// This, which is not how it stands there; the sentence says so.
    Noted(Value, String),
    /// Not certain: why, and what it may be.
    Ask(String, Vec<Choice>),
}

use Meaning::{Ask, Noted, Sure};
use days::{day, month, time};

/// What helps to read a sheet.
#[derive(Debug, Clone, Default)]
pub struct Aids {
    /// The words of each list.
    pub words: BTreeMap<List, Vec<String>>,
    /// The year the sheet is about, for dates without one; 0 when it does not say.
    pub year: i32,
}

/// Reads a cell for a field. `person` says that the field holds one person's name. Fields that hold other
/// records are read by whoever knows those.
pub fn meaning(field: &Field, person: bool, given: &Given, aids: &Aids) -> Meaning {
    if given.text.is_empty() {
        return Sure(super::blank_of(field));
    }
    if given.is == Is::Error {
        return Ask(format!("“{}”是 Excel 的错误值，看不到原来的内容", field.label), Vec::new());
    }
    let says = |why: &str| format!("“{}”写的是“{}”，{why}", field.label, short(&given.text));
    match field.kind {
        Kind::Date => day(given, aids.year, &says),
        Kind::Month => month(given, &says),
        Kind::Time => time(given, &says),
        Kind::Whole => whole(given, &says),
        Kind::Flag => match text::narrow(&given.text).trim().to_ascii_lowercase().as_str() {
            "是" | "有" | "√" | "✓" | "✔" | "y" | "yes" => Sure(true.into()),
            "否" | "无" | "没有" | "×" | "✗" | "n" | "no" | "-" => Sure(false.into()),
            _ => Ask(says("看不出是“是”还是“否”"), vec![Choice::plain("是"), Choice::plain("否")]),
        },
        Kind::Phone => phone(given, &says),
        Kind::OneOf(codes) => one_of(codes, &given.text, &says),
        Kind::Choice(list) => word(list, &given.text, aids, &says),
        Kind::Choices(list) => {
            let mut taken = Vec::new();
            let mut notes = Vec::new();
            for part in parts(&given.text) {
                match word(list, part, aids, &says) {
                    Sure(value) => taken.push(value),
                    Noted(value, note) => {
                        taken.push(value);
                        notes.push(note);
                    }
                    asked => return asked,
                }
            }
            noted(Value::Array(taken), notes.join("；"))
        }
        Kind::Text | Kind::Long | Kind::One(_) | Kind::Many(_) => plain(field, person, given, &says),
    }
}

/// Certain, with a note when there is one.
fn noted(value: Value, note: String) -> Meaning {
    if note.is_empty() { Sure(value) } else { Noted(value, note) }
}

/// As much of a text as a sentence bears.
pub fn short(text: &str) -> String {
    let mut short: String = text.chars().take(24).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if text.chars().count() > 24 {
        short.push('…');
    }
    short
}

/// Several words or names in one cell.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ',', '，', ';', '；', '\n', '/', '／'])
        .map(|part| part.trim_matches(|c: char| c.is_whitespace()))
        .filter(|part| !part.is_empty())
}

fn plain(field: &Field, person: bool, given: &Given, says: &dyn Fn(&str) -> String) -> Meaning {
    if given.is == Is::Day {
        let why = says("这一格被 Excel 当成了日期，看不到原来写的字");
        return Ask(why, vec![Choice::plain(dates::shown(&given.text))]);
    }
    let kept = text::tidy(&given.text, field.kind == Kind::Long);
    let count = kept.chars().count();
    if count > field.max as usize {
        return Ask(format!("“{}”有 {count} 个字，最多 {} 个", field.label, field.max), Vec::new());
    }
    if !person || !kept.contains(char::is_whitespace) {
        return Sure(kept.into());
    }
    match spaced_name(&kept) {
        Some(joined) => {
            let note = format!("“{}”读作“{joined}”", short(&kept));
            Noted(joined.into(), note)
        }
        None => {
            let pieces: Vec<&str> = kept.split_whitespace().collect();
            Ask(
                says("是一个人还是几个人？"),
                vec![Choice::plain(pieces.concat()), Choice::plain(pieces.join("、"))],
            )
        }
    }
}

/// A name spread over its column with spaces: 张　三. None where it may be several names.
pub fn spaced_name(text: &str) -> Option<String> {
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let chinese = pieces.iter().all(|p| p.chars().all(|c| !c.is_ascii() && c.is_alphabetic()));
    let joined = pieces.concat();
    let one_alone = pieces.iter().any(|p| p.chars().count() == 1);
    (chinese && one_alone && joined.chars().count() <= 4).then_some(joined)
}

fn numbers(text: &str) -> Vec<i64> {
    let text = text::narrow(text);
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty() && run.len() <= 8)
        .filter_map(|run| run.parse().ok())
        .collect()
}

/// What people put behind a number.
const UNITS: [&str; 14] = ["人次", "学时", "课时", "人", "次", "件", "个", "户", "册", "本", "张", "票", "名", "篇"];

fn whole(given: &Given, says: &dyn Fn(&str) -> String) -> Meaning {
    let text = text::narrow(&given.text);
    let text = text.trim();
    let bare = UNITS.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text).trim();
    let in_range = |n: &i64| (0..=1_000_000).contains(n);
    if let Some(n) = bare.parse::<i64>().ok().filter(in_range) {
        return Sure(n.into());
    }
    // 1,200 and 1 200: groups of three.
    let groups: Vec<&str> = bare.split([',', ' ']).collect();
    let grouped = groups.len() > 1 && groups.iter().skip(1).all(|g| g.len() == 3) && groups.first().is_some_and(|g| (1..=3).contains(&g.len()));
    let digits = groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()));
    if let (true, Some(n)) = (grouped && digits, groups.concat().parse::<i64>().ok().filter(in_range)) {
        let note = format!("“{text}”读作 {n}");
        return Noted(n.into(), note);
    }
    let mut choices = Vec::new();
    if let (true, Ok(n)) = (digits, groups.concat().parse::<i64>()) {
        choices.push(n);
    } else if let Ok(n) = bare.parse::<f64>() {
        choices.extend([n.floor() as i64, n.ceil() as i64]);
    } else {
        choices.extend(numbers(bare));
    }
    choices.retain(in_range);
    choices.dedup();
    Ask(says("看不准是多少"), choices.into_iter().map(|n| Choice::plain(n.to_string())).collect())
}

fn phone(given: &Given, says: &dyn Fn(&str) -> String) -> Meaning {
    let phone = text::narrow(&given.text).replace([' ', '\n'], "");
    if phone.chars().all(|c| c.is_ascii_digit() || "-+/()、;,".contains(c)) && phone.chars().count() <= 40 {
        return Sure(phone.into());
    }
    let runs = phone.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|run| run.len() >= 7);
    let choices = if phone.contains("E+") {
        Vec::new()
    } else {
        runs.map(Choice::plain).collect()
    };
    Ask(says("不像一个电话号码"), choices)
}

fn one_of(codes: &[(&str, &str)], said: &str, says: &dyn Fn(&str) -> String) -> Meaning {
    let said = text::tidy(said, false);
    let plain = |text: &str| text.split(['（', '(']).next().unwrap_or_default().trim().to_owned();
    let exact = codes.iter().find(|(code, label)| *code == said || *label == said);
    let short: Vec<_> = codes
        .iter()
        .filter(|(code, label)| plain(label) == said || (code.len() == 1 && text::narrow(&said).to_ascii_uppercase().starts_with(code)))
        .collect();
    if let Some((code, _)) = exact.or(if let [one] = short.as_slice() { Some(*one) } else { None }) {
        return Sure((*code).into());
    }
    let mut close: Vec<_> = codes
        .iter()
        .filter(|(_, label)| label.contains(&said) || said.contains(&plain(label)))
        .collect();
    close.extend(codes.iter().filter(|pair| !close.contains(pair)).collect::<Vec<_>>());
    let choices = close.into_iter().map(|(code, label)| Choice::labelled(*code, *label)).collect();
    Ask(says("没有这一项"), choices)
}

fn word(list: List, said: &str, aids: &Aids, says: &dyn Fn(&str) -> String) -> Meaning {
    let said = text::tidy(said, false);
    let known = aids.words.get(&list).map(Vec::as_slice).unwrap_or_default();
    if known.contains(&said) || (list.open() && said.chars().count() <= 200) {
        return Sure(said.into());
    }
    // 县级, 男性: the same word with its kind behind it.
    let bare = ['级', '性', '类']
        .iter()
        .find_map(|end| said.strip_suffix(*end))
        .filter(|bare| known.iter().any(|w| w == bare));
    if let Some(bare) = bare {
        return Sure(bare.into());
    }
    let close = |w: &&String| w.contains(&said) || said.contains(w.as_str());
    let choices = known.iter().filter(close).chain(known.iter().filter(|w| !close(w)));
    Ask(says(&format!("“{}”里没有这一项", list.label())), choices.map(Choice::plain).collect())
}

#[cfg(test)]
mod tests;
