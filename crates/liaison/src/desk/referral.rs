//! The county's referral desk: many matters moved at once, slips for the units and what comes back
//! on them, formal proposals, supervision, and how the units do.

mod evaluating;
mod following;
mod many;
mod papers;
mod returns;

pub use evaluating::{Evaluation, EvaluationAsk, EvaluationOpen, EvaluationWrite, UnitMark, evaluation, evaluation_open, evaluation_weights, evaluation_write};
pub(in crate::desk) use following::follow;
pub use following::{ProgressAsk, supervision_progress};
pub use many::{ManyAsk, ManyMoved, ManyOutcome, move_many};
pub use papers::{PapersAsk, referral_papers, referral_units};
pub use returns::{Fate, ReturnAsk, ReturnLine, Returned, referral_return};

use super::{Desk, Role, settings};
use crate::error::{Error, Result};

/// Refuses where this is not the county office.
fn county_only(desk: &Desk, what: &str) -> Result<()> {
    if settings::station_of(desk.store()?)?.role == Role::County {
        return Ok(());
    }
    Err(Error::NotAllowed(format!("{what}由县人大办公室来做")))
}
