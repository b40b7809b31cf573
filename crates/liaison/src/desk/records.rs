//! Answers about records of every noun. `reading` lists, opens and finds; `saving` checks,
//! keeps, deletes and restores, `derived` says what follows. Here stand the shapes of their questions and answers.

mod derived;
mod reading;
mod saving;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Attachment, Filter};
use crate::error::Remark;
use crate::records::{Kept, Noun, Values};

pub(super) use derived::derive;
pub use reading::{bin, find, page, pick, record, seen_before, version};
pub(super) use reading::{line, opened};
pub use saving::{check, delete, restore, save};
pub(super) use saving::{first_step, key_of, learn, names_unit, words};

/// Asks for one page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PageAsk {
    /// Which records.
    pub noun: Noun,
    /// Cut down to.
    #[serde(default)]
    pub filter: Filter,
    /// Field key to sort by; "" is the noun's own order (newest first, names by pinyin).
    #[serde(default)]
    pub sort: String,
    /// Turn the order round.
    #[serde(default)]
    pub descending: bool,
    /// Rows to pass over.
    #[serde(default)]
    pub offset: u64,
    /// Rows to bring, at most 500.
    pub limit: u64,
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Kept>,
    /// How many there are in all.
    pub total: u64,
    /// id → name, for every reference in the rows.
    #[ts(type = "Record<string, string>")]
    pub names: HashMap<String, String>,
    /// Matters and promises: id → "overdue", "soon" or "urge".
    #[ts(type = "Record<string, string[]>")]
    pub flags: HashMap<String, Vec<String>>,
}

/// Names one record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordAsk {
    /// Which kind.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// The revision the clerk saw; null skips the check.
    #[serde(default)]
    pub revision: Option<i64>,
}

/// Records that refer to the one opened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Related {
    /// Which kind.
    pub noun: Noun,
    /// How many in all.
    pub total: u64,
    /// The newest of them.
    pub rows: Vec<Hit>,
}

/// One line of a record's history.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryLine {
    /// Place in the journal, to ask for this version by.
    pub place: i64,
    /// An older version that can be asked for.
    pub older: bool,
    /// RFC 3339.
    pub at: String,
    /// Clerk.
    pub clerk: String,
    /// What was done: 新增, 修改, 删除, 恢复 …
    pub deed: String,
    /// Labels of the fields that changed, with before and after as people read them.
    pub changes: Vec<(String, String, String)>,
}

/// A record with everything its page shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Opened {
    /// The record.
    pub record: Kept,
    /// Its noun.
    pub noun: Noun,
    /// id → name.
    #[ts(type = "Record<string, string>")]
    pub names: HashMap<String, String>,
    /// Its attachments.
    pub attachments: Vec<Attachment>,
    /// Ids of those the county put on a station's matter.
    pub county_files: Vec<String>,
    /// What refers to it.
    pub related: Vec<Related>,
    /// Who changed what, newest first.
    pub history: Vec<HistoryLine>,
    /// Matters only: its steps, oldest first.
    pub steps: Vec<Kept>,
    /// Matters and promises: its flags.
    pub flags: Vec<String>,
    /// How far it is proven to have come on its way to the county; null at the county.
    pub proof: Option<super::Proof>,
}

/// Asks for a record as one of its changes left it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct VersionAsk {
    /// Which kind.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// Place of the change in the journal.
    pub place: i64,
}

/// What a clerk can change of a record, as it was.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Version {
    /// Field values, to be looked at and saved again.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
}

/// A draft to check.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckAsk {
    /// Which kind.
    pub noun: Noun,
    /// Field values as typed.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
}

/// What was found in a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Remarks {
    /// Must be mended.
    pub errors: Vec<Remark>,
    /// May be kept with a click.
    pub doubts: Vec<Remark>,
}

/// A draft to keep.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveAsk {
    /// Which kind.
    pub noun: Noun,
    /// The record to change; "" makes a new one.
    #[serde(default)]
    pub id: String,
    /// The revision the clerk saw.
    #[serde(default)]
    pub revision: Option<i64>,
    /// Field values as typed.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// The draft this came from; dropped with the same commit.
    #[serde(default)]
    pub draft: String,
}

/// A record as kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Saved {
    /// The record.
    pub record: Kept,
    /// The matter made from a visit that was marked 登记为意见建议.
    pub matter: Option<Kept>,
    /// Doubts that were kept.
    pub doubts: Vec<Remark>,
}

/// Asks the search box.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindAsk {
    /// What was typed.
    pub text: String,
    /// How many hits at most.
    pub limit: u64,
}

/// One hit, or one line that stands for a record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Hit {
    /// Which kind.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its name or title.
    pub title: String,
    /// A second line: date, place, state.
    pub detail: String,
}

/// Asks for names to pick from.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PickAsk {
    /// Which kind.
    pub noun: Noun,
    /// Name, initials or number; "" brings the recent ones.
    pub text: String,
    /// How many at most.
    pub limit: u64,
}

/// A name to pick.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Name {
    /// The record's id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// A second line.
    pub detail: String,
}

/// Asks whether a voter was here before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SeenAsk {
    /// Phone as typed.
    pub phone: String,
    /// Name as typed.
    pub citizen: String,
    /// Village as typed.
    pub village: String,
    /// The visit being edited, left out.
    pub but: String,
}
