//! One row: its cells read, what is not certain asked or answered, then checked like any draft.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde_json::Value;

use super::known::{Known, as_record, twin_key};
use super::{OldLedgerAnswer, OldLedgerRemark, letters, matters, promised};
use crate::ledger::{Back, Merge, Register, Target};
use crate::records::meaning::{Aids, Choice, Given, Meaning, meaning, short};
use crate::records::{ANONYMOUS, Checked, Field, Kind, List, Noun, Values, check, dates, text};

/// What is asked of one cell.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub key: String,
    pub kind: String,
    pub column: String,
    pub said: String,
    pub says: String,
    pub choices: Vec<Choice>,
    pub may_blank: bool,
    pub at: String,
}

/// A row as it was read.
pub(super) struct RowRead {
    pub row: u32,
    pub title: String,
    pub state: &'static str,
    pub says: Vec<OldLedgerRemark>,
    pub asks: Vec<Asked>,
    pub checked: Option<Checked>,
    /// The number it keeps, or "".
    pub number: String,
}

/// Who reads rows.
pub(super) struct Reader<'a> {
    pub register: &'static Register,
    pub columns: Vec<Option<Target>>,
    pub known: &'a Known,
    pub answers: HashMap<String, OldLedgerAnswer>,
    pub aids: Aids,
    /// Words of closed lists.
    pub closed: BTreeMap<List, Vec<String>>,
    pub today: NaiveDate,
    /// Rows met so far, by what makes them the same.
    pub seen: HashMap<String, u32>,
}

/// A row while it is read.
pub(super) struct Draft {
    pub row: u32,
    pub values: Values,
    pub asks: Vec<Asked>,
    pub says: Vec<OldLedgerRemark>,
    pub wrong: bool,
    pub skip: bool,
    pub number: String,
    /// Of a promise: the day of its report, YYYY-MM-DD.
    pub report_day: String,
}

impl Draft {
    /// A question about this field is open already; how a voter came says how deputy and voter met, deputy
    /// and day say which report.
    pub(super) fn asks_of(&self, key: &str) -> bool {
        let of = |kind: &str| match key {
            "kind" => kind == "way_met",
            "report" => ["deputy", "report_day"].contains(&kind),
            _ => false,
        };
        self.asks.iter().filter_map(|a| a.kind.split(':').next()).any(|kind| kind == key || of(kind))
    }

    pub(super) fn note(&mut self, at: &str, says: impl Into<String>) {
        self.says.push(OldLedgerRemark {
            at: at.to_owned(),
            says: says.into(),
        });
    }
}

/// Fields that hold one person's name.
fn is_person(noun: Noun, key: &str) -> bool {
    matches!(
        key,
        "citizen" | "host" | "recorder" | "staff" | "lecturer" | "overseer" | "teller" | "committee_member" | "signed_by" | "handler"
    ) || (noun == Noun::Deputy && key == "name")
}

/// What an answer stands for in place of words: a new record, a new word, a rule.
pub(super) const ADD: &str = "add:";
/// Before the name of a record that comes with the rows.
pub(super) const NEW: &str = "new:";

impl Reader<'_> {
    pub(super) fn noun(&self) -> Noun {
        self.register.of()
    }

    pub(super) fn row(&mut self, row: u32, cells: &[(u32, Given)], merges: &[Merge]) -> RowRead {
        let mut draft = Draft {
            row: row + 1,
            values: Values::new(),
            asks: Vec::new(),
            says: Vec::new(),
            wrong: false,
            skip: false,
            number: String::new(),
            report_day: String::new(),
        };
        if let Some((key, value)) = self.register.implies() {
            draft.values.insert(key.into(), value.into());
        }
        self.merged(&mut draft, merges);
        for (column, given) in cells {
            let Some(target) = self.columns.get(*column as usize).cloned().flatten() else {
                continue;
            };
            let at = format!("{}{}", letters(*column as usize), draft.row);
            self.cell(&mut draft, &target, given, &at);
        }
        self.fill(&mut draft);
        self.end(draft)
    }

    fn cell(&self, draft: &mut Draft, target: &Target, given: &Given, at: &str) {
        match target.back {
            Back::Nothing => {}
            Back::Number => draft.number = text::narrow(&given.text).to_ascii_uppercase().replace(' ', ""),
            Back::Field(key) => {
                let Some(field) = self.noun().field(key) else { return };
                if let Some(value) = self.field(draft, field, &target.label, given, at) {
                    draft.values.insert(key.into(), value);
                }
            }
            special => self.special(draft, special, &target.label, given, at),
        }
    }

    /// A cell read for a field; none when it is asked, or left out.
    pub(super) fn field(&self, draft: &mut Draft, field: &Field, label: &str, given: &Given, at: &str) -> Option<Value> {
        match field.kind {
            Kind::Many(Noun::Deputy) => Some(Value::Array(
                self.people(draft, field.key, label, &given.text, at).into_iter().map(Value::from).collect(),
            )),
            Kind::One(noun) => self.one(draft, noun, field, label, given, at).map(Value::from),
            _ => self.certain(draft, field.key, label, !field.required, given, at, &|given| {
                meaning(field, is_person(self.noun(), field.key), given, &self.aids)
            }),
        }
    }

    /// What a cell means; where that is not certain, what the clerk said of it, or the question.
    #[expect(clippy::too_many_arguments, reason = "a cell, its place and its reader; each is one thing")]
    pub(super) fn certain(
        &self,
        draft: &mut Draft,
        key: &str,
        label: &str,
        may_blank: bool,
        given: &Given,
        at: &str,
        read: &dyn Fn(&Given) -> Meaning,
    ) -> Option<Value> {
        let (says, choices) = match read(given) {
            Meaning::Sure(value) => return Some(value),
            Meaning::Noted(value, note) => {
                draft.note(at, note);
                return Some(value);
            }
            Meaning::Ask(says, choices) => (says, choices),
        };
        let mut asked = Asked {
            key: format!("{key}|{}", given.text),
            kind: key.to_owned(),
            column: label.to_owned(),
            said: short(&given.text),
            says,
            choices,
            may_blank,
            at: at.to_owned(),
        };
        if let Some(answer) = self.answered(draft, &asked.key) {
            let value = answer?;
            match read(&Given::text(&value)) {
                Meaning::Sure(value) | Meaning::Noted(value, _) => return Some(value),
                Meaning::Ask(again, _) => asked.says = again,
            }
        }
        draft.asks.push(asked);
        None
    }

    /// What was answered: the words, or none for nothing; the row may be left out by it.
    pub(super) fn answered(&self, draft: &mut Draft, key: &str) -> Option<Option<String>> {
        let answer = self.answers.get(key)?;
        Some(match answer.how.as_str() {
            "take" => Some(answer.value.clone()),
            "skip" => {
                draft.skip = true;
                None
            }
            _ => None,
        })
    }

    /// Answers to what is blank, and what the rules of a noun say of old records.
    fn fill(&self, draft: &mut Draft) {
        let hidden = draft.values.get("citizen").and_then(Value::as_str) == Some(ANONYMOUS);
        if hidden && self.noun().field("confidential").is_some() {
            draft.values.insert("confidential".into(), true.into());
        }
        match self.noun() {
            Noun::Matter => matters::settle(self, draft),
            Noun::Promise => promised::settle(self, draft),
            _ => {}
        }
        for field in self.noun().fields() {
            let keys = [format!("{}|@{}", field.key, draft.row), format!("{}|", field.key)];
            let asked = draft.asks_of(field.key);
            let blank = is_blank(draft.values.get(field.key)) && !asked && !field.derived;
            let key = keys
                .iter()
                .find(|key| blank && self.answers.contains_key(*key) && (field.required || key.contains('@')));
            if let Some(key) = key
                && let Some(Some(value)) = self.answered(draft, &key.clone())
                && let Some(value) = self.field(draft, field, field.label, &Given::text(&value), "")
            {
                draft.values.insert(field.key.into(), value);
            }
        }
        if self.noun() == Noun::ReportMeeting {
            self.conclude(draft);
        }
    }

    fn end(&mut self, mut draft: Draft) -> RowRead {
        let noun = self.noun();
        let mut checked = None;
        match check(noun, &draft.values, &self.closed, self.today) {
            Ok((sound, doubts)) => {
                for doubt in doubts {
                    let at = self.at(&doubt.field, draft.row);
                    draft.note(&at, doubt.says);
                }
                checked = Some(sound);
            }
            Err(remarks) => {
                for remark in remarks {
                    // Why no report was found is said already.
                    let asked = draft.asks_of(&remark.field) || (remark.field == "report" && draft.wrong);
                    match noun.field(&remark.field) {
                        _ if asked => {}
                        Some(field) if is_blank(draft.values.get(field.key)) => self.missing(&mut draft, field, remark.says),
                        _ => {
                            let at = self.at(&remark.field, draft.row);
                            draft.note(&at, remark.says);
                            draft.wrong = true;
                        }
                    }
                }
            }
        }
        let number = self.number(&mut draft, checked.as_mut());
        let mut record = as_record(checked.as_ref().map_or(&draft.values, Checked::values));
        if let Some(name) = self.known.by_id(Noun::Deputy, record.text("deputy")).filter(|_| noun == Noun::ReportMeeting) {
            record.values.insert("name".into(), name.name.clone().into());
        }
        let mut state = match () {
            () if draft.skip => "skip",
            () if draft.wrong => "wrong",
            () if !draft.asks.is_empty() => "ask",
            () if checked.is_none() => "wrong",
            () => "new",
        };
        if state == "new" {
            let key = twin_key(noun, &record.values);
            if let Some(twin) = self.known.twin(&key) {
                draft.note("", format!("已经有 {twin}"));
                state = "twin";
            } else if let Some(first) = self.seen.get(&key) {
                draft.note("", format!("和第 {first} 行相同"));
                state = "twin";
            } else {
                self.seen.insert(key, draft.row);
            }
            if !number.is_empty() {
                self.seen.insert(number.clone(), draft.row);
            }
        }
        RowRead {
            row: draft.row,
            title: noun.title_of(&record),
            state,
            says: draft.says,
            asks: if draft.skip { Vec::new() } else { draft.asks },
            checked,
            number,
        }
    }

    /// Something a record needs stands nowhere in its row.
    pub(super) fn missing(&self, draft: &mut Draft, field: &Field, says: String) {
        let key = if field.required {
            format!("{}|", field.key)
        } else {
            format!("{}|@{}", field.key, draft.row)
        };
        let choices = match meaning(field, false, &Given::text("？"), &self.aids) {
            Meaning::Ask(_, choices) => choices,
            _ => Vec::new(),
        };
        self.ask_missing(draft, field, key, says, choices);
    }

    pub(super) fn ask_missing(&self, draft: &mut Draft, field: &Field, key: String, says: String, choices: Vec<Choice>) {
        // The same was asked and the answer did not help: ask for this row alone.
        let key = if self.answers.contains_key(&key) {
            format!("{}|@{}", field.key, draft.row)
        } else {
            key
        };
        draft.asks.push(Asked {
            key,
            kind: field.key.to_owned(),
            column: field.label.to_owned(),
            said: String::new(),
            says,
            choices,
            may_blank: false,
            at: self.at(field.key, draft.row),
        });
    }

    /// The cell of a field in a row; the row alone when the sheet has no such column.
    pub(super) fn at(&self, key: &str, row: u32) -> String {
        let column = self
            .columns
            .iter()
            .position(|t| t.as_ref().is_some_and(|t| t.back == Back::Field(self.noun().field(key).map_or("", |f| f.key))));
        column.map_or(String::new(), |column| format!("{}{row}", letters(column)))
    }

    /// A number of our own kind that is free is kept; any other is written down in the note.
    fn number(&self, draft: &mut Draft, checked: Option<&mut Checked>) -> String {
        let Some(checked) = checked.filter(|_| !draft.number.is_empty()) else {
            return String::new();
        };
        let noun = self.noun();
        let year = noun
            .date_field()
            .and_then(|key| checked.values.get(key))
            .and_then(Value::as_str)
            .and_then(|d| d.get(..4));
        let series = year.map_or_else(
            || noun.prefix(&checked.values).to_owned(),
            |year| format!("{}-{year}", noun.prefix(&checked.values)),
        );
        let last = draft.number.strip_prefix(&series).and_then(|rest| rest.strip_prefix('-'));
        let ours = last.is_some_and(|n| (4..=7).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
        if ours && !self.known.has_number(&draft.number) && !self.seen.contains_key(&draft.number) {
            return draft.number.clone();
        }
        let (number, why) = (draft.number.clone(), if ours { "已经用了" } else { "不是本程序的编号" });
        if noun.field("note").is_some() {
            let note = checked.values.get("note").and_then(Value::as_str).unwrap_or_default();
            let whole = [note, &format!("原编号 {number}")]
                .into_iter()
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join("；");
            checked.values.insert("note".into(), whole.into());
            draft.note("", format!("编号 {number} {why}：另编新号，原编号记在备注里"));
        } else {
            draft.note("", format!("编号 {number} {why}：另编新号"));
        }
        String::new()
    }

    /// A day of this row, of one field; none while it is blank.
    pub(super) fn day_of(draft: &Draft, key: &str) -> Option<NaiveDate> {
        draft.values.get(key).and_then(Value::as_str).and_then(dates::parse)
    }
}

/// Nothing stands there.
pub(super) fn is_blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(all)) => all.is_empty(),
        Some(_) => false,
    }
}
