//! A believable made-up station, deterministic by seed.

use crate::desk::{Call, Desk};
use crate::error::Result;

/// What to grow.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Same seed, same day: same records.
    pub seed: u64,
    /// Full years before the current one.
    pub years: u32,
    /// Visits in all; 0 for a county's usual size.
    pub visits: u64,
}

/// What was grown.
#[derive(Debug, Clone)]
pub struct Grown {
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub to: String,
    /// Records in all.
    pub records: u64,
}

/// Grows.
pub fn grow(desk: &mut Desk, call: &mut Call<'_>, plan: Plan) -> Result<Grown> {
    call.step("", 0, plan.visits)?;
    Ok(Grown { from: String::new(), to: String::new(), records: desk.store()?.count_records()? })
}
