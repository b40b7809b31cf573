//! 审核: an entry goes into the file, or back with an opinion.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::records::{Opened, opened};
use crate::desk::{Call, Desk};
use crate::error::{Error, Remark, Result};
use crate::records::{Noun, duty, text};

/// What the reviewer says of an entry.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReviewAsk {
    /// The entry.
    pub id: String,
    /// The revision she saw.
    #[serde(default)]
    pub revision: Option<i64>,
    /// Into the file; else back.
    pub accept: bool,
    /// Why; needed to send it back.
    #[serde(default)]
    pub opinion: String,
}

/// Reviews a declared entry.
pub fn duty_review(desk: &mut Desk, call: &mut Call<'_>, ask: ReviewAsk) -> Result<Opened> {
    let opinion = text::tidy(&ask.opinion, true);
    if opinion.chars().count() > 500 {
        return Err(Error::Draft(vec![Remark::new("opinion", "审核意见请写在 500 字以内")]));
    }
    let on = call.today().to_string();
    let (store, who) = desk.writing(call)?;
    store.transact(if ask.accept { "审核入档" } else { "审核退回" }, &who, |w| {
        let entry = w.get(Noun::Duty, &ask.id)?.ok_or(Error::NotFound(Noun::Duty.label()))?;
        let said = duty::Review {
            accept: ask.accept,
            opinion: &opinion,
            reviewer: &who.clerk,
            on: &on,
        };
        let values = duty::review(&entry, &said).map_err(|remark| Error::Draft(vec![remark]))?;
        w.replace(Noun::Duty, &ask.id, ask.revision, values)?;
        Ok(())
    })?;
    opened(desk.store()?, call, Noun::Duty, &ask.id)
}
