//! Retention by a rule in years. What ended that long ago loses its personal data: the dry run
//! lists what would go and what stays and why; then one transaction does it, as plain changes that
//! travel to the county like any other, and a journal row that says by which rule.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::Months;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::settings::{Role, station_of};
use crate::desk::{Call, Desk};
use crate::error::{Error, Remark, Result};
use crate::records::{Kept, Noun, dates, life, purged};
use crate::store::{Purge, Store};

/// The setting that keeps the rule.
const RETENTION: &str = "retention";
/// A dry run shows so many lines of each; it counts them all.
const SHOWN: usize = 200;

/// How long personal data is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Retention {
    /// Whole years after a record's end, 1 to 99; 0: no rule, nothing is ever purged.
    pub years: u32,
    /// Earlier purges, newest first, in sentences; only told.
    #[serde(default)]
    pub done: Vec<String>,
}

/// One line of a dry run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PurgeLine {
    /// Which kind of record.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// When it ended, YYYY-MM-DD.
    pub ended: String,
    /// Why it stays; "" when it goes.
    pub why: String,
}

/// What a purge would do now.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PurgeLook {
    /// The rule.
    pub years: u32,
    /// What ended by this day is meant, YYYY-MM-DD.
    pub until: String,
    /// How many go.
    pub go: u64,
    /// How many are as old and stay.
    pub stay: u64,
    /// The first of those that go, oldest first.
    pub goes: Vec<PurgeLine>,
    /// The first of those that stay.
    pub stays: Vec<PurgeLine>,
}

/// Does it: what was seen in the dry run, and no more.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PurgeAsk {
    /// As in the dry run.
    pub until: String,
    /// As in the dry run.
    pub go: u64,
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Purged {
    /// Visits and matters.
    pub records: u64,
    /// Steps.
    pub steps: u64,
    /// Attachments.
    pub attachments: u64,
    /// What is left to do by hand, in sentences.
    pub notes: Vec<String>,
}

/// The rule, and what was done by it.
pub fn retention(desk: &mut Desk, _: &mut Call<'_>, _: crate::desk::Nothing) -> Result<Retention> {
    told(desk.store()?)
}

fn told(store: &Store) -> Result<Retention> {
    let rule: Retention = store.setting(RETENTION)?.unwrap_or_default();
    let mut done: Vec<String> = store
        .purges()?
        .into_iter()
        .map(|(at, p)| {
            format!(
                "{} 按 {} 年的期限清除了 {} 条记录、{} 个附件",
                dates::shown(at.get(..10).unwrap_or("")),
                p.years,
                p.records,
                p.attachments
            )
        })
        .collect();
    done.reverse();
    Ok(Retention { done, ..rule })
}

/// Keeps the rule; purges nothing.
pub fn retention_save(desk: &mut Desk, call: &mut Call<'_>, ask: Retention) -> Result<Retention> {
    if ask.years > 99 {
        return Err(Error::Draft(vec![Remark::new("years", "请填 1 到 99 年；填 0 表示不清除")]));
    }
    let rule = Retention {
        years: ask.years,
        done: Vec::new(),
    };
    let (store, who) = desk.writing(call)?;
    store.transact("修改保存期限", &who, |w| w.set(RETENTION, &rule))?;
    told(desk.store()?)
}

/// Everything that would go, and what stays.
struct Plan {
    years: u32,
    until: String,
    goes: Vec<PurgeLine>,
    stays: Vec<PurgeLine>,
}

fn plan(store: &Store, call: &mut Call<'_>) -> Result<Plan> {
    let rule: Retention = store.setting(RETENTION)?.unwrap_or_default();
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
    };
    if own.role == Role::County {
        plan.left_at_county(store, call)?;
    } else {
        plan.of_station(store, &own.code, call)?;
    }
    for lines in [&mut plan.goes, &mut plan.stays] {
        lines.sort_by(|a, b| (&a.ended, &a.id).cmp(&(&b.ended, &b.id)));
    }
    Ok(plan)
}

impl Plan {
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
            ended,
            why: why.into(),
        };
        if why.is_empty() { self.goes.push(line) } else { self.stays.push(line) }
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

/// The dry run.
pub fn purge_look(desk: &mut Desk, call: &mut Call<'_>, _: crate::desk::Nothing) -> Result<PurgeLook> {
    let plan = plan(desk.store()?, call)?;
    let some = |lines: &[PurgeLine]| lines.iter().take(SHOWN).cloned().collect();
    Ok(PurgeLook {
        years: plan.years,
        until: plan.until,
        go: plan.goes.len() as u64,
        stay: plan.stays.len() as u64,
        goes: some(&plan.goes),
        stays: some(&plan.stays),
    })
}

/// Takes it out, all in one transaction, then writes the file anew.
pub fn purge(desk: &mut Desk, call: &mut Call<'_>, ask: PurgeAsk) -> Result<Purged> {
    let plan = plan(desk.store()?, call)?;
    if plan.until != ask.until || plan.goes.len() as u64 != ask.go {
        return Err(Error::NotAllowed(
            "看过以后情况变了（又有记录到期、办结或取回），这次什么也没有清除；请重新看一遍再清除".into(),
        ));
    }
    if plan.goes.is_empty() {
        return Err(Error::NotReady("现在没有保存期满、可以清除的记录".into()));
    }
    let stood = places_of(desk.store()?, &plan.goes)?;
    let own = station_of(desk.store()?)?.code;
    let mut steps: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for line in plan.goes.iter().filter(|line| line.noun == Noun::Matter) {
        steps.insert(line.id.clone(), desk.store()?.steps(&line.id)?);
    }
    let mut done = Purge {
        years: plan.years,
        until: plan.until.clone(),
        records: plan.goes.len() as u64,
        ..Purge::default()
    };
    let total = done.records;
    let (store, who) = desk.writing(call)?;
    let done = store.transact("按保存期限清除个人信息", &who, |w| {
        for (line, n) in plan.goes.iter().zip(0..) {
            if n % 20 == 0 {
                call.step("清除个人信息", n, total)?;
            }
            let record = w.get(line.noun, &line.id)?.ok_or(Error::NotFound(line.noun.label()))?;
            if record.head.station == own {
                w.replace_purged(line.noun, &line.id, purged::purged(line.noun, &record.values))?;
            }
            w.forget(&[&line.id], &mut done)?;
            for step in steps.remove(&line.id).unwrap_or_default() {
                let left = purged::purged(Noun::Step, &step.values);
                let id = step.head.id.clone();
                if left != step.values {
                    if step.head.station == own {
                        w.replace_purged(Noun::Step, &id, left)?;
                    } else if record.head.station == own {
                        w.blank_received(Noun::Step, &Kept { values: left, ..step }, &mut done)?;
                    }
                    done.steps += 1;
                }
                w.forget(&[&id], &mut done)?;
            }
        }
        w.forget_drafts(&plan.until)?;
        w.forget_villages(&stood, &mut done)?;
        w.note_purge(&done)?;
        Ok(done)
    })?;
    let mut notes = vec!["以前写出的台账、打印件、U 盘上的包和备份里还可能有这些信息，请按规定另行销毁。".to_owned()];
    if !store.write_anew()? {
        notes.push("数据文件很大，没有整个重写；腾出来的地方已经抹掉。".into());
    }
    Ok(Purged {
        records: done.records,
        steps: done.steps,
        attachments: done.attachments,
        notes,
    })
}

/// Villages and addresses that stand in these records.
fn places_of(store: &Store, lines: &[PurgeLine]) -> Result<HashSet<String>> {
    let mut places = HashSet::new();
    for line in lines {
        places.extend(store.get(line.noun, &line.id)?.map(|record| record.text("village").to_owned()));
    }
    places.remove("");
    Ok(places)
}
