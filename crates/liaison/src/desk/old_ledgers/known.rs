//! What is there already: people, groups, books and activities by name, records by what makes them the
//! same, and the numbers that are given.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::settings::station_of;
use crate::desk::Rules;
use crate::desk::settings::rules_of;
use crate::error::Result;
use crate::records::{Kept, Noun, Values, dates};
use crate::store::Store;

/// A record by name.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub id: String,
    pub name: String,
    /// What tells it from another of the name.
    pub detail: String,
}

/// A report a deputy gave.
#[derive(Debug, Clone)]
pub(super) struct Report {
    pub id: String,
    /// YYYY-MM-DD
    pub date: String,
    pub place: String,
}

/// What is there already.
pub(super) struct Known {
    pub station: String,
    pub rules: Rules,
    named: HashMap<(Noun, String), Vec<Named>>,
    /// Of promises: the reports they may have been made at, by deputy.
    reports: HashMap<String, Vec<Report>>,
    twins: HashMap<String, String>,
    numbers: HashSet<String>,
}

/// Nouns rows name.
const NAMED: [Noun; 4] = [Noun::Deputy, Noun::Group, Noun::Book, Noun::Activity];

impl Known {
    pub(super) fn of(store: &Store, noun: Noun) -> Result<Self> {
        let mut named: HashMap<(Noun, String), Vec<Named>> = HashMap::new();
        for of in NAMED {
            // Only books that were handed out and projects of several steps name activities.
            if of == Noun::Activity && !matches!(noun, Noun::Activity | Noun::BookMove | Noun::Publicity | Noun::ReportMeeting | Noun::Matter) {
                continue;
            }
            store.each(of, "", "9999", None, &mut |record| {
                let name = record.text("name").to_owned();
                let detail = match of {
                    Noun::Deputy => record.texts("levels").join("、") + record.text("constituency"),
                    Noun::Activity => dates::shown(record.text("date")),
                    _ => record.text("kind").to_owned(),
                };
                let one = Named {
                    id: record.head.id,
                    name: name.clone(),
                    detail,
                };
                named.entry((of, name)).or_default().push(one);
                Ok(())
            })?;
        }
        let mut known = Self {
            station: station_of(store)?.name,
            rules: rules_of(store)?,
            named,
            reports: HashMap::new(),
            twins: HashMap::new(),
            numbers: store.numbers_borne(noun)?,
        };
        if noun == Noun::Promise {
            store.each(Noun::ReportMeeting, "", "9999", None, &mut |record| {
                let report = Report {
                    id: record.head.id.clone(),
                    date: record.text("date").to_owned(),
                    place: record.text("place").to_owned(),
                };
                known.reports.entry(record.text("deputy").to_owned()).or_default().push(report);
                Ok(())
            })?;
        }
        store.each(noun, "", "9999", None, &mut |record| {
            known
                .twins
                .insert(twin_key(noun, &record.values), format!("{}（{}）", noun.title_of(&record), record.head.number));
            Ok(())
        })?;
        Ok(known)
    }

    /// Those of this name.
    pub(super) fn called(&self, noun: Noun, name: &str) -> &[Named] {
        self.named.get(&(noun, name.to_owned())).map(Vec::as_slice).unwrap_or_default()
    }

    /// Those whose name holds this, or is held in it.
    pub(super) fn like(&self, noun: Noun, name: &str) -> Vec<&Named> {
        let close = |known: &str| known.chars().count() > 1 && (known.contains(name) || name.contains(known));
        let mut all: Vec<&Named> = self
            .named
            .iter()
            .filter(|((of, known), _)| *of == noun && close(known))
            .flat_map(|(_, all)| all)
            .collect();
        all.sort_unstable_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        all.truncate(12);
        all
    }

    /// All of a noun, by name; for a short list to pick from.
    pub(super) fn all(&self, noun: Noun) -> Vec<&Named> {
        let mut all: Vec<&Named> = self.named.iter().filter(|((of, _), _)| *of == noun).flat_map(|(_, all)| all).collect();
        all.sort_unstable_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        all
    }

    /// The one with this id.
    pub(super) fn by_id(&self, noun: Noun, id: &str) -> Option<&Named> {
        self.named
            .iter()
            .filter(|((of, _), _)| *of == noun)
            .flat_map(|(_, all)| all)
            .find(|one| one.id == id)
    }

    /// The reports a deputy gave.
    pub(super) fn reports_of(&self, deputy: &str) -> &[Report] {
        self.reports.get(deputy).map(Vec::as_slice).unwrap_or_default()
    }

    /// The record that is the same as this one.
    pub(super) fn twin(&self, key: &str) -> Option<&str> {
        self.twins.get(key).map(String::as_str)
    }

    /// Whether a number is given already.
    pub(super) fn has_number(&self, number: &str) -> bool {
        self.numbers.contains(number)
    }
}

/// Fields by which two records are the same.
fn keys(noun: Noun) -> &'static [&'static str] {
    match noun {
        Noun::ReceptionDay => &["date", "slot", "place"],
        Noun::Visit => &["date", "kind", "citizen", "village", "problem"],
        Noun::Matter => &["title", "content", "citizen"],
        Noun::ReportMeeting => &["deputy", "date"],
        Noun::Promise => &["report", "content"],
        Noun::Publicity => &["date", "title", "outlet"],
        Noun::BookMove => &["date", "book", "kind", "count", "deputies", "source"],
        Noun::Activity => &["date", "name"],
        _ => &["name"],
    }
}

/// What makes two records of a noun the same, in one text. A voter who asked not to be named is the same
/// as 匿名, which is all a ledger ever said.
pub(super) fn twin_key(noun: Noun, values: &Values) -> String {
    let hidden = values.get("confidential").and_then(Value::as_bool).unwrap_or(false);
    let public = hidden.then(|| as_record(values).public(noun).into_owned().values);
    let values = public.as_ref().unwrap_or(values);
    let part = |key: &&str| match values.get(*key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.chars().filter(|c| !c.is_whitespace()).collect(),
        Some(other) => other.to_string(),
    };
    keys(noun).iter().map(part).collect::<Vec<_>>().join("\u{1f}")
}

/// A row as a record, for what it would be called.
pub(super) fn as_record(values: &Values) -> Kept {
    Kept {
        head: crate::records::Head::default(),
        values: values.clone(),
    }
}
