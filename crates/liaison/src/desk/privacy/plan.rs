//! Which records have come to the end of their retention, which are as old and stay, and why.

use std::collections::HashMap;

use chrono::Months;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::purging::rule;
use crate::desk::Call;
use crate::desk::settings::{Role, station_of};
use crate::error::{Error, Result};
use crate::records::{Kept, Noun, life, purged};
use crate::store::Store;

/// One line of a dry run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PurgeLine {
    /// Which kind of record.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// As lists call it; 匿名 where the voter asked not to be named.
    pub title: String,
    /// When it ended, YYYY-MM-DD.
    pub ended: String,
    /// Why it stays; "" when it goes.
    pub why: String,
}

/// Everything that would go, and what stays.
pub(super) struct Plan {
    pub(super) years: u32,
    pub(super) until: String,
    pub(super) goes: Vec<PurgeLine>,
    pub(super) stays: Vec<PurgeLine>,
    /// Revisions of what goes, in its order: what was changed since is not what was seen.
    pub(super) revisions: Vec<i64>,
}

pub(super) fn plan(store: &Store, call: &mut Call<'_>) -> Result<Plan> {
    let rule = rule(store)?;
    let until = (rule.years > 0)
        .then(|| call.today().checked_sub_months(Months::new(12 * rule.years)))
        .flatten()
        .ok_or_else(|| Error::NotReady("还没有定保存期限；请先填几年，保存以后再看".into()))?
        .to_string();
    let own = station_of(store)?;
    let mut plan = Plan {
        years: rule.years,
        until,
        goes: Vec::new(),
        stays: Vec::new(),
        revisions: Vec::new(),
    };
    if own.role == Role::County {
        plan.left_at_county(store, call)?;
    } else {
        plan.of_station(store, &own.code, call)?;
    }
    let mut goes: Vec<(PurgeLine, i64)> = plan.goes.drain(..).zip(plan.revisions.drain(..)).collect();
    goes.sort_by(|(a, _), (b, _)| (&a.ended, &a.id).cmp(&(&b.ended, &b.id)));
    (plan.goes, plan.revisions) = goes.into_iter().unzip();
    plan.stays.sort_by(|a, b| (&a.ended, &a.id).cmp(&(&b.ended, &b.id)));
    Ok(plan)
}

impl Plan {
    /// Stands for exactly these records as they are now, by exactly this rule.
    pub(super) fn mark(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(format!("{} {}\n", self.years, self.until));
        for (line, revision) in self.goes.iter().zip(&self.revisions) {
            digest.update(format!("{} {revision}\n", line.id));
        }
        hex::encode(digest.finalize())
    }

    /// A station's own visits and matters. A visit ends with the last of its matters.
    fn of_station(&mut self, store: &Store, own: &str, call: &mut Call<'_>) -> Result<()> {
        let hands_off = store.hands_off()?;
        // Visit → the last end of its matters, and whether one of them stays.
        let mut of_visits: HashMap<String, (String, bool)> = HashMap::new();
        for noun in [Noun::Matter, Noun::Visit] {
            let mut old: Vec<(Kept, String)> = Vec::new();
            let mut seen = 0;
            store.each_changed(noun, 0, &mut |record| {
                seen += 1;
                if seen % 500 == 0 {
                    call.step("查看保存期限", seen, 0)?;
                }
                if record.head.station == own && !purged::is_purged(&record) {
                    let ended = match noun {
                        Noun::Matter => end_of(&record, "closed_on", "raised_on"),
                        _ => {
                            let own = end_of(&record, "date", "date");
                            of_visits.get(&record.head.id).map_or(own.clone(), |(last, _)| own.max(last.clone()))
                        }
                    };
                    old.push((record, ended));
                }
                Ok(())
            })?;
            for (record, ended) in old {
                let open = noun == Noun::Matter && record.head.deleted_at.is_empty() && !life::ENDED.contains(&record.text("state"));
                let due = ended <= self.until;
                let why = if open {
                    "还没有办结"
                } else if of_visits.get(&record.head.id).is_some_and(|(_, stays)| *stays) {
                    "由它登记的意见建议还要保存"
                } else if due && hands_off && !store.proven(&record.head.id)?.is_some_and(|(_, arrived)| arrived) {
                    "最近的改动县里还没有收到"
                } else {
                    ""
                };
                if noun == Noun::Matter && !record.text("visit").is_empty() {
                    let of = of_visits.entry(record.text("visit").to_owned()).or_default();
                    of.0 = of.0.clone().max(ended.clone());
                    of.1 |= !due || !why.is_empty();
                }
                // Of what is not due only what is as old and open is worth telling.
                let began = record.text(noun.date_field().unwrap_or_default()).to_owned();
                if due || (began <= self.until && !why.is_empty()) {
                    self.line(noun, &record, ended, why);
                }
            }
        }
        Ok(())
    }

    /// At the county stations purge their own, and it comes with their bundles; what stays behind
    /// are the county's own words and files on those records.
    fn left_at_county(&mut self, store: &Store, call: &mut Call<'_>) -> Result<()> {
        for noun in [Noun::Visit, Noun::Matter] {
            let mut all = Vec::new();
            store.each_changed(noun, 0, &mut |record| {
                if purged::is_purged(&record) {
                    all.push(record);
                }
                Ok(())
            })?;
            for record in all {
                call.step("查看保存期限", 0, 0)?;
                let id = &record.head.id;
                let speaks = noun == Noun::Matter && store.steps(id)?.iter().any(|step| purged::speaks(&step.values));
                if speaks || store.any_attachment(id)? {
                    let ended = end_of(&record, "closed_on", noun.date_field().unwrap_or_default());
                    self.line(noun, &record, ended, "");
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, noun: Noun, record: &Kept, ended: String, why: &str) {
        let line = PurgeLine {
            noun,
            id: record.head.id.clone(),
            number: record.head.number.clone(),
            title: noun.title_of(record),
            ended,
            why: why.into(),
        };
        if why.is_empty() {
            self.goes.push(line);
            self.revisions.push(record.head.revision);
        } else {
            self.stays.push(line);
        }
    }
}

/// When a record came to its end: the later of what its fields say and the day it went to the bin.
fn end_of(record: &Kept, ended: &str, began: &str) -> String {
    let own = [ended, began]
        .map(|key| record.text(key))
        .into_iter()
        .find(|day| !day.is_empty())
        .unwrap_or_default();
    let withdrawn = if record.text("state") == life::WITHDRAWN {
        record.head.changed_at.get(..10).unwrap_or_default()
    } else {
        ""
    };
    let binned = record.head.deleted_at.get(..10).unwrap_or_default();
    own.max(withdrawn).max(binned).to_owned()
}
