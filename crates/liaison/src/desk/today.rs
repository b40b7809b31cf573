//! 今日: what must be done today, what is late, and whether the work is safe.
//! Flags come from `records::due`.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::records::{Hit, line};
use super::settings::rules_of;
use super::{BundleLine, Call, Desk, Draft, Nothing};
use crate::error::Result;
use crate::records::due::{Bounds, flags};
use crate::records::{Kept, Noun, dates, duty, reception_day};
use crate::store::{Filter, Query, Store};

/// A matter, promise or declared duty on the desk, with the days left (negative: late).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DueMatter {
    /// The record.
    pub matter: Hit,
    /// YYYY-MM-DD, or "".
    pub due_on: String,
    /// Days until the deadline; negative when late.
    pub days_left: i64,
    /// "overdue", "soon", "urge", "not_fed_back".
    pub flags: Vec<String>,
}

/// The next reception day.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NextReception {
    /// The day.
    pub day: Hit,
    /// YYYY-MM-DD.
    pub date: String,
    /// 星期三
    pub weekday: String,
    /// Days from today.
    pub days_left: i64,
    /// It was announced.
    pub announced: bool,
    /// Last day to announce it in time, YYYY-MM-DD.
    pub announce_by: String,
    /// Names of the deputies.
    pub deputies: Vec<String>,
}

/// The desk of today.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Today {
    /// YYYY-MM-DD
    pub date: String,
    /// 星期三
    pub weekday: String,
    /// The next reception day, if one is planned.
    pub next_reception: Option<NextReception>,
    /// Reception days of the past still marked planned or announced.
    pub unclosed_receptions: Vec<Hit>,
    /// A reception day was held this month.
    pub held_this_month: u64,
    /// Late, most late first; at most 20.
    pub overdue: Vec<DueMatter>,
    /// How many are late.
    pub overdue_total: u64,
    /// Due soon, nearest first; at most 20.
    pub soon: Vec<DueMatter>,
    /// How many are due soon.
    pub soon_total: u64,
    /// Should be urged; at most 20.
    pub urge: Vec<DueMatter>,
    /// How many should be urged.
    pub urge_total: u64,
    /// Answered but not fed back to voter and deputy; at most 20.
    pub not_fed_back: Vec<DueMatter>,
    /// How many are not fed back.
    pub not_fed_back_total: u64,
    /// Waiting for a signature or a referral.
    pub to_refer: Vec<DueMatter>,
    /// How many wait.
    pub to_refer_total: u64,
    /// Promises of deputies that are late or due soon, nearest first; at most 20.
    pub promises: Vec<DueMatter>,
    /// How many they are.
    pub promises_total: u64,
    /// 履职申报 that wait for their review, longest first; at most 20.
    pub to_review: Vec<DueMatter>,
    /// How many they are.
    pub to_review_total: u64,
    /// What was being typed.
    pub drafts: Vec<Draft>,
    /// The newest bundle.
    pub last_bundle: Option<BundleLine>,
    /// A bundle the schedule packed, to be carried to the county.
    pub to_carry: Option<BundleLine>,
    /// Changes not in any bundle yet.
    pub unpacked: u64,
    /// Records in all.
    pub records: u64,
    /// RFC 3339 of the last saved change, or "".
    pub saved_at: String,
    /// The PC's clock says an earlier time than the last change was saved at: somebody set it back, or its battery is empty.
    pub clock_back: bool,
    /// RFC 3339 of the last backup, or "".
    pub backup_at: String,
    /// Changes wait longer than three days for a backup.
    pub backup_late: bool,
    /// No drill passed for more than 90 days.
    pub drill_due: bool,
    /// Voters' data is months past its retention, and nobody has purged it.
    pub purge_due: bool,
    /// Bytes left where records and backups lie, once they are too few.
    pub tight: Option<u64>,
    /// A handoff is due by the rules.
    pub handoff_due: bool,
}

pub(super) fn bounds(store: &Store, today: NaiveDate) -> Result<Bounds> {
    let rules = rules_of(store)?;
    let holidays = store.holidays_all()?;
    Ok(Bounds::of(today, rules.soon_days, rules.urge_days, &holidays))
}

fn due_line(noun: Noun, record: &Kept, today: NaiveDate, bounds: &Bounds) -> DueMatter {
    DueMatter {
        matter: line(noun, record),
        due_on: record.text("due_on").to_owned(),
        days_left: dates::parse(record.text("due_on")).map_or(0, |d| (d - today).num_days()),
        flags: flags(noun, record, bounds),
    }
}

/// Lines about something of a deputy's, each under the deputy's name.
fn of_deputies(store: &Store, noun: Noun, rows: &[Kept], today: NaiveDate, bounds: &Bounds) -> Result<Vec<DueMatter>> {
    let names = store.names_in(noun, rows)?;
    let lines = rows.iter().map(|r| {
        let mut due = due_line(noun, r, today, bounds);
        if let Some(name) = names.get(r.text("deputy")) {
            due.matter.title = format!("{name}：{}", due.matter.title);
        }
        due
    });
    Ok(lines.collect())
}

/// Promises late or due soon.
fn promises(store: &Store, today: NaiveDate, bounds: &Bounds) -> Result<(Vec<DueMatter>, u64)> {
    let (rows, total) = store.flagged(Noun::Promise, "due", bounds, 20)?;
    Ok((of_deputies(store, Noun::Promise, &rows, today, bounds)?, total))
}

/// Declared duties that nobody reviewed yet.
fn to_review(store: &Store, today: NaiveDate, bounds: &Bounds) -> Result<(Vec<DueMatter>, u64)> {
    let filter = Filter {
        equal: BTreeMap::from([("status".into(), vec![duty::DECLARED.into()])]),
        ..Filter::default()
    };
    let query = Query {
        filter: &filter,
        sort: "date",
        descending: false,
        offset: 0,
        limit: 20,
        bounds,
    };
    let (rows, total) = store.page(Noun::Duty, &query)?;
    Ok((of_deputies(store, Noun::Duty, &rows, today, bounds)?, total))
}

/// Whether the clock was set back by more than what a time server corrects.
fn is_earlier(now: DateTime<FixedOffset>, saved_at: &str) -> bool {
    DateTime::parse_from_rfc3339(saved_at).is_ok_and(|saved| (saved - now).num_minutes() > 10)
}

/// The desk of today.
pub fn today(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Today> {
    let backups = super::backups::backups(desk, call, Nothing {})?;
    let store = desk.store()?;
    let today = call.today();
    let rules = rules_of(store)?;
    let holidays = store.holidays_all()?;
    let bounds = Bounds::of(today, rules.soon_days, rules.urge_days, &holidays);
    let due = |flag: &str| -> Result<(Vec<DueMatter>, u64)> {
        let (rows, total) = store.flagged(Noun::Matter, flag, &bounds, 20)?;
        Ok((rows.iter().map(|r| due_line(Noun::Matter, r, today, &bounds)).collect(), total))
    };
    let (overdue, overdue_total) = due("overdue")?;
    let (soon, soon_total) = due("soon")?;
    let (urge, urge_total) = due("urge")?;
    let (not_fed_back, not_fed_back_total) = due("not_fed_back")?;
    let (to_refer, to_refer_total) = due("to_refer")?;

    let (promises, promises_total) = promises(store, today, &bounds)?;
    let (to_review, to_review_total) = to_review(store, today, &bounds)?;

    let days = store.reception_days()?;
    let is_open = |r: &Kept| [reception_day::PLANNED, reception_day::ANNOUNCED].contains(&r.text("status"));
    let next = days
        .iter()
        .filter(|r| is_open(r) && r.text("date") >= bounds.today.as_str())
        .min_by_key(|r| r.text("date").to_owned());
    let next_reception = match next.and_then(|r| dates::parse(r.text("date")).map(|d| (r, d))) {
        Some((r, date)) => {
            let names = store.names_in(Noun::ReceptionDay, std::slice::from_ref(r))?;
            Some(NextReception {
                day: line(Noun::ReceptionDay, r),
                date: date.to_string(),
                weekday: dates::weekday(date).into(),
                days_left: (date - today).num_days(),
                announced: r.text("status") == reception_day::ANNOUNCED || !r.text("announced_on").is_empty(),
                announce_by: (date - Days::new(rules.announce_days.into())).to_string(),
                deputies: r.texts("deputies").iter().filter_map(|id| names.get(*id).cloned()).collect(),
            })
        }
        None => None,
    };
    let month = bounds.today.get(..7).unwrap_or("").to_owned();
    let last_bundle = super::handoff::last_bundle(store)?;
    let unpacked = store.unpacked()?;
    let records = store.count_records()?;
    // Before the first bundle the days count from when the station was set up.
    let since = last_bundle.as_ref().map_or(store.began_at()?, |b| b.made_at.clone());
    let stale = chrono::DateTime::parse_from_rfc3339(&since).is_ok_and(|at| (call.now - at).num_days() >= rules.handoff_days.into());
    Ok(Today {
        date: bounds.today.clone(),
        weekday: dates::weekday(today).into(),
        next_reception,
        unclosed_receptions: days
            .iter()
            .filter(|r| is_open(r) && r.text("date") < bounds.today.as_str())
            .map(|r| line(Noun::ReceptionDay, r))
            .take(20)
            .collect(),
        held_this_month: days
            .iter()
            .filter(|r| r.text("status") == reception_day::HELD && r.text("date").starts_with(&month))
            .count() as u64,
        overdue,
        overdue_total,
        soon,
        soon_total,
        urge,
        urge_total,
        not_fed_back,
        not_fed_back_total,
        to_refer,
        to_refer_total,
        promises,
        promises_total,
        to_review,
        to_review_total,
        drafts: store.drafts()?,
        backup_at: backups.made_at,
        backup_late: backups.late,
        drill_due: backups.drill_due,
        purge_due: super::privacy::is_due(store, today)?,
        tight: backups.tight,
        handoff_due: unpacked > 0 && stale,
        last_bundle,
        to_carry: super::handoff::to_carry(store)?,
        unpacked,
        records,
        clock_back: is_earlier(call.now, &store.saved_at()?),
        saved_at: store.saved_at()?,
    })
}
