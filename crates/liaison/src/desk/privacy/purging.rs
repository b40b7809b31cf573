//! Retention by a rule in years. What ended that long ago loses its personal data: the dry run
//! lists what would go and what stays and why; then one transaction does it, as plain changes that
//! travel to the county like any other, and a journal row that says by which rule. A backup comes
//! first, so that a rule mistyped can be made good; it holds what went, as older ones do, until
//! somebody has looked and takes those away too (`old_backups`).

use std::collections::HashSet;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::old_backups;
use super::plan::{PurgeLine, plan};
use crate::desk::settings::{Role, station_of};
use crate::desk::{Call, Desk, backups};
use crate::error::{Error, Remark, Result};
use crate::records::{Kept, Noun, dates, purged};
use crate::store::{Purge, Store};

/// The setting that keeps the rule.
const RETENTION: &str = "retention";
/// A dry run shows so many lines of each; it counts them all.
const SHOWN: usize = 200;
/// Months past its term after which the desk of today reminds.
const PATIENCE: u32 = 3;

/// How long personal data is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Retention {
    /// Whole years after a record's end, 1 to 99; 0: no rule, nothing is ever purged.
    pub years: u32,
    /// Earlier purges, newest first, in sentences; only told.
    #[serde(default)]
    pub done: Vec<String>,
    /// Backups at the usual place that were made before the last purge and still hold what went; only told.
    #[serde(default)]
    pub old_backups: u64,
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
    /// Stands for these very records as they are; whoever purges hands it back.
    pub seen: String,
    /// The first of those that go, oldest first.
    pub goes: Vec<PurgeLine>,
    /// The first of those that stay.
    pub stays: Vec<PurgeLine>,
}

/// Does it: what was seen in the dry run, and nothing else.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PurgeAsk {
    /// As in the dry run.
    pub seen: String,
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

/// The rule alone.
pub(super) fn rule(store: &Store) -> Result<Retention> {
    Ok(store.setting(RETENTION)?.unwrap_or_default())
}

/// Whether 今日 should say that a purge is due: something is past its term by months, so that the reminder
/// comes four times a year and not with every day that passes.
pub(in crate::desk) fn is_due(store: &Store, today: NaiveDate) -> Result<bool> {
    let years = rule(store)?.years;
    let own = station_of(store)?;
    let until = (years > 0).then(|| today.checked_sub_months(Months::new(12 * years + PATIENCE))).flatten();
    match until {
        // The county's own goes after its stations' have.
        Some(until) if own.role == Role::Station => store.any_kept_past(&own.code, &until.to_string()),
        _ => Ok(false),
    }
}

/// The rule, and what was done by it.
pub fn retention(desk: &mut Desk, call: &mut Call<'_>, _: crate::desk::Nothing) -> Result<Retention> {
    let store = desk.store()?;
    let told = |(at, p): (String, Purge)| {
        let day = dates::shown(at.get(..10).unwrap_or(""));
        format!("{day} 按 {} 年的期限清除了 {} 条记录、{} 个附件", p.years, p.records, p.attachments)
    };
    Ok(Retention {
        done: store.purges()?.into_iter().rev().map(told).collect(),
        old_backups: old_backups::lying(store, call)?.len() as u64,
        ..rule(store)?
    })
}

/// Keeps the rule; purges nothing.
pub fn retention_save(desk: &mut Desk, call: &mut Call<'_>, ask: Retention) -> Result<Retention> {
    if ask.years > 99 {
        return Err(Error::Draft(vec![Remark::new("years", "请填 1 到 99 年；填 0 表示不清除")]));
    }
    let rule = Retention {
        years: ask.years,
        ..Retention::default()
    };
    let (store, who) = desk.writing(call)?;
    store.transact("修改保存期限", &who, |w| w.set(RETENTION, &rule))?;
    retention(desk, call, crate::desk::Nothing {})
}

/// The dry run.
pub fn purge_look(desk: &mut Desk, call: &mut Call<'_>, _: crate::desk::Nothing) -> Result<PurgeLook> {
    let plan = plan(desk.store()?, call)?;
    let some = |lines: &[PurgeLine]| lines.iter().take(SHOWN).cloned().collect();
    Ok(PurgeLook {
        years: plan.years,
        seen: plan.mark(),
        go: plan.goes.len() as u64,
        stay: plan.stays.len() as u64,
        goes: some(&plan.goes),
        stays: some(&plan.stays),
        until: plan.until,
    })
}

fn not_as_seen() -> Error {
    Error::NotAllowed("看过以后情况变了（又有记录到期、改动或取回），这次什么也没有清除；请重新看一遍再清除".into())
}

/// Takes it out, all in one transaction, then writes the file anew.
pub fn purge(desk: &mut Desk, call: &mut Call<'_>, ask: PurgeAsk) -> Result<Purged> {
    let plan = plan(desk.store()?, call)?;
    if plan.mark() != ask.seen {
        return Err(not_as_seen());
    }
    if plan.goes.is_empty() {
        return Err(Error::NotReady("现在没有保存期满、可以清除的记录".into()));
    }
    backups::before(desk, call)?;
    // A backup takes its time, and the window goes on working beside it.
    let plan = self::plan(desk.store()?, call)?;
    if plan.mark() != ask.seen {
        return Err(not_as_seen());
    }
    let stood = places_of(desk.store()?, &plan.goes)?;
    let own = station_of(desk.store()?)?.code;
    let mut done = Purge {
        years: plan.years,
        until: plan.until.clone(),
        records: plan.goes.len() as u64,
        ..Purge::default()
    };
    let total = done.records;
    let (store, who) = desk.writing(call)?;
    let done = store.transact("按保存期限清除个人信息", &who, |w| {
        for ((line, revision), n) in plan.goes.iter().zip(&plan.revisions).zip(0..) {
            if n % 20 == 0 {
                call.step("清除个人信息", n, total)?;
            }
            let record = w.get(line.noun, &line.id)?.ok_or(Error::NotFound(line.noun.label()))?;
            // The window goes on working beside a long purge.
            if record.head.revision != *revision {
                return Err(not_as_seen());
            }
            if record.head.station == own {
                w.replace_purged(line.noun, &line.id, purged::purged(line.noun, &record.values))?;
            }
            w.forget(&[&line.id], &mut done)?;
            let steps = if line.noun == Noun::Matter { w.steps(&line.id)? } else { Vec::new() };
            for step in steps {
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
    let mut notes = vec!["以前写出的台账、打印件、U 盘上的包、拷到别处的备份里还可能有这些信息，请按规定另行销毁。".to_owned()];
    // What is gone is gone by the commit; this only leaves no trace of it between the pages.
    match store.write_anew() {
        Ok(true) => {}
        Ok(false) => notes.push("数据文件很大，或别的工作还在读，没有整个重写；腾出来的地方已经抹掉。".into()),
        Err(error) => notes.push(format!("已经清除；数据文件没有能整个重写（{error}），腾出来的地方已经抹掉。")),
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
