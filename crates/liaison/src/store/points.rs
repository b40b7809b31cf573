//! What points are counted by and from: the schemes kept here, the years pinned, a person's facts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Store;
use crate::error::Result;
use crate::records::Kept;
use crate::records::points::{Fact, Points, RuleSet, facts_of, picked};

/// Setting with the schemes.
pub const POINTS_RULES: &str = "points_rules";
/// Setting with the years that were closed.
pub const POINTS_CLOSED: &str = "points_closed";

/// A year whose rules are pinned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ClosedYear {
    /// The year.
    pub year: i32,
    /// YYYY-MM-DD when it was closed.
    pub on: String,
    /// By whom.
    pub clerk: String,
    /// The schemes it was counted by.
    pub sets: Vec<RuleSet>,
    /// Deputy and level → points on that day; corrections made later show beside it.
    #[ts(type = "Record<string, number>")]
    pub totals: BTreeMap<String, Points>,
}

/// The level asked for, or the first of a deputy's with a scheme for that year.
pub fn points_level(deputy: &Kept, asked: &str, sets: &[RuleSet], year: i32) -> String {
    if !asked.is_empty() {
        return asked.to_owned();
    }
    let levels = deputy.texts("levels");
    let with = levels.iter().find(|level| picked(sets, level, year).is_some());
    with.or(levels.first()).map_or_else(String::new, |level| (*level).to_owned())
}

impl Store {
    /// The schemes of a year: as pinned when it was closed, else as they are.
    pub fn points_sets(&self, year: i32) -> Result<(Vec<RuleSet>, Option<ClosedYear>)> {
        let closed: Vec<ClosedYear> = self.setting(POINTS_CLOSED)?.unwrap_or_default();
        match closed.into_iter().find(|c| c.year == year) {
            Some(closed) => Ok((closed.sets.clone(), Some(closed))),
            None => Ok((self.setting(POINTS_RULES)?.unwrap_or_default(), None)),
        }
    }

    /// The facts of a year in the records of one person.
    pub fn points_facts(&self, ids: &[String], year: i32) -> Result<Vec<Fact>> {
        // 冲销 may be written later than what it takes back.
        let deeds = self.deeds(ids, &format!("{year}-01-01"), "9999-12-31")?;
        let last = format!("{year}-12-31");
        Ok(facts_of(&deeds, ids).into_iter().filter(|f| f.date <= last).collect())
    }
}
