//! What an old matter must say: its state, and the days that go with it. Years of work are not walked
//! again step by step; a matter comes in as it stood, and goes on from there.

use serde_json::Value;

use super::row::{Draft, Reader, is_blank};
use super::special::{HANDLED, sources};
use crate::records::life;
use crate::records::meaning::{Choice, Given};

/// An answer that is a rule over the row's other cells.
const BY_DAYS: &str = "by_days";
const BY_OTHER: &str = "by_other";

const MOVED: &[&str] = &[life::REFERRED, life::SIGNED, life::WORKING, life::ANSWERED, life::RATED, life::REDO];

pub(super) fn settle(reader: &Reader<'_>, draft: &mut Draft) {
    each_other(reader, draft, "title", "content", "取内容的前 40 个字作标题");
    each_other(reader, draft, "content", "title", "和标题一样");
    state(reader, draft);
    let days = ["referred_on", "signed_on", "answered_on", "closed_on"];
    missing_day(reader, draft, "raised_on", true, &days, "按交办日期；没有的按答复、办结日期");
    let state = text(draft, "state").to_owned();
    if state == life::CLOSED {
        missing_day(reader, draft, "closed_on", true, &["answered_on"], "按答复日期");
    } else if text(draft, "closed_how") == HANDLED || MOVED.contains(&state.as_str()) {
        draft.values.remove("closed_how");
    }
    if MOVED.contains(&state.as_str()) {
        missing_day(reader, draft, "referred_on", true, &["raised_on"], "按登记日期");
        missing(reader, draft, "lead_unit", "这件事已经交办，请写明主办单位", Vec::new());
    }
    if is_blank(draft.values.get("source")) {
        missing(reader, draft, "source", "表里没有写来源", sources());
    }
}

fn text<'d>(draft: &'d Draft, key: &str) -> &'d str {
    draft.values.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// What the clerk said of something missing, for this row or for all.
fn answer(reader: &Reader<'_>, draft: &mut Draft, key: &str) -> Option<Option<String>> {
    let row = format!("{key}|@{}", draft.row);
    reader.answered(draft, &row).or_else(|| reader.answered(draft, &format!("{key}|")))
}

fn take(reader: &Reader<'_>, draft: &mut Draft, key: &str, value: &str) {
    let Some(field) = reader.noun().field(key) else { return };
    if let Some(value) = reader.field(draft, field, field.label, &Given::text(value), "") {
        draft.values.insert(key.into(), value);
    }
}

fn missing(reader: &Reader<'_>, draft: &mut Draft, key: &str, says: &str, choices: Vec<Choice>) {
    if !is_blank(draft.values.get(key)) || draft.asks_of(key) {
        return;
    }
    if let Some(Some(value)) = answer(reader, draft, key) {
        take(reader, draft, key, &value);
    }
    if is_blank(draft.values.get(key))
        && !draft.asks_of(key)
        && !draft.skip
        && let Some(field) = reader.noun().field(key)
    {
        reader.ask_missing(draft, field, format!("{key}|"), says.to_owned(), choices);
    }
}

/// A day that is missing may be another's.
fn missing_day(reader: &Reader<'_>, draft: &mut Draft, key: &str, offer: bool, others: &[&str], rule: &str) {
    if !is_blank(draft.values.get(key)) || draft.asks_of(key) {
        return;
    }
    let other = others.iter().find_map(|other| Reader::day_of(draft, other));
    if let (Some(Some(value)), Some(day)) = (answer(reader, draft, key), other)
        && value == BY_DAYS
    {
        draft.values.insert(key.into(), day.to_string().into());
        return;
    }
    let label = reader.noun().field(key).map_or("", |f| f.label);
    let choices = (offer && other.is_some()).then(|| Choice::labelled(BY_DAYS, rule)).into_iter().collect();
    let by_rule = matches!(answer(reader, draft, key), Some(Some(value)) if value == BY_DAYS);
    let says = format!("没有“{label}”");
    if by_rule {
        if let Some(field) = reader.noun().field(key) {
            reader.ask_missing(draft, field, format!("{key}|@{}", draft.row), says, Vec::new());
        }
        return;
    }
    missing(reader, draft, key, &says, choices);
}

/// A title out of the content, or the other way round.
fn each_other(reader: &Reader<'_>, draft: &mut Draft, key: &str, other: &str, rule: &str) {
    let from = text(draft, other).to_owned();
    if !is_blank(draft.values.get(key)) || from.is_empty() || draft.asks_of(key) {
        return;
    }
    if matches!(answer(reader, draft, key), Some(Some(value)) if value == BY_OTHER) {
        let first = from.lines().next().unwrap_or_default();
        let made: String = if key == "title" { first.chars().take(40).collect() } else { from };
        draft.values.insert(key.into(), made.into());
        return;
    }
    let label = reader.noun().field(key).map_or("", |f| f.label);
    missing(reader, draft, key, &format!("没有“{label}”"), vec![Choice::labelled(BY_OTHER, rule)]);
}

/// How far a matter was; by its days, where the clerk says so.
fn state(reader: &Reader<'_>, draft: &mut Draft) {
    if !is_blank(draft.values.get("state")) || draft.asks_of("state") {
        return;
    }
    if !is_blank(draft.values.get("closed_on")) {
        draft.values.insert("state".into(), life::CLOSED.into());
        draft.note("", "有办结日期，状态算“办结”");
        return;
    }
    if matches!(answer(reader, draft, "state"), Some(Some(value)) if value == BY_DAYS) {
        let has = |key: &str| !is_blank(draft.values.get(key));
        let state = match () {
            () if has("answered_on") => life::ANSWERED,
            () if has("referred_on") && has("lead_unit") => life::REFERRED,
            () => life::RECORDED,
        };
        draft.values.insert("state".into(), state.into());
        return;
    }
    let rule = "按日期算：有答复日期的是“已答复”，有交办日期的是“已交办”，其余是“登记”";
    let choices = std::iter::once(Choice::labelled(BY_DAYS, rule)).chain(reader.choices_of("state")).collect();
    missing(reader, draft, "state", "没有写状态", choices);
}
