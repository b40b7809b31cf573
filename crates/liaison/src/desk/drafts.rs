//! What is being typed, kept field by field inside the encrypted store and offered
//! again after a crash. Drafts are not records: no journal row, never in a bundle.

use super::{Call, Desk, Draft, IdAsk, Nothing};
use crate::error::Result;

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
