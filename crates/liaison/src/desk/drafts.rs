//! What is being typed, kept field by field inside the encrypted store and offered
//! again after a crash. Drafts are not records: no journal row, never in a bundle.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Desk, IdAsk, Nothing};
use crate::error::Result;
use crate::records::{Noun, Values};

/// A form that has not been saved yet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Draft {
    /// "" when new; the answer brings its id.
    pub id: String,
    /// Which kind of record.
    pub noun: Noun,
    /// The record being changed, or "".
    pub record: String,
    /// Field values as typed.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// RFC 3339; set by the program.
    #[serde(default)]
    pub changed_at: String,
}

/// Keeps a draft.
pub fn keep(desk: &mut Desk, call: &mut Call<'_>, draft: Draft) -> Result<Draft> {
    let now = call.now.to_rfc3339();
    desk.store()?.draft_keep(draft, &now)
}

/// Every draft, newest first.
pub fn all(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<Draft>> {
    desk.store()?.drafts()
}

/// Drops a draft.
pub fn drop_draft(desk: &mut Desk, _: &mut Call<'_>, ask: IdAsk) -> Result<Nothing> {
    desk.store()?.draft_drop(&ask.id)?;
    Ok(Nothing {})
}
