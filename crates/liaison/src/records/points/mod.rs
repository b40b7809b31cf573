//! 履职积分: rules as dated data, and what they make of a deputy's records. Points are derived every
//! time and never kept; nobody is sorted or ranked by them. `number` is a point, `rules` what a rule set
//! says and may say, `reckon` counts, with a reason for every half point.

#[cfg(test)]
mod laws;
mod number;
mod reckon;
mod rules;

pub use number::Points;
pub use reckon::{Counted, Fact, GroupSum, ItemSum, Reckoning, facts_of, quarters, reckon};
pub use rules::{Item, ItemGroup, RuleSet, picked, presets, source_label};
