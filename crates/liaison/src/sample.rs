//! A believable made-up station: a township that does not exist, people who never lived,
//! and years as an office knows them. The same seed on the same day gives the same records.
//!
//! `words` and `topics` hold the words, `people` who there is, `lives` how matters fare,
//! `talks` and `meets` visits and activities, `duties` reports, papers and books, `years` what happens when; `town` lives
//! through it and writes, `county` lays a whole county's rows down, `term` holds its beginning and its 换届. Figures are counted in `years`.

mod chance;
mod county;
mod duties;
mod lives;
mod meets;
mod people;
mod talks;
mod term;
mod topics;
mod town;
mod words;
mod years;

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use self::chance::Chance;
pub use self::county::{CountyPlan, code, grow_county};
use self::town::Town;
use self::years::Agenda;
use crate::desk::settings::{rules_of, station_of};
use crate::desk::{Call, Desk, Draft};
use crate::error::{Error, Result};
use crate::records::{Noun, Values};
use crate::store::splitmix;

/// What to grow.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Same seed, same day: same records.
    pub seed: u64,
    /// Full years before the current one; at least 1.
    pub years: u32,
    /// Visits in all; never fewer than a county's usual, 0 for just that.
    pub visits: u64,
}

/// What was grown.
#[derive(Debug, Clone)]
pub struct Grown {
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub to: String,
    /// Records in all, the recycle bin left out.
    pub records: u64,
}

/// Most visits a sample can have.
pub const MOST_VISITS: u64 = 1_000_000;

/// Changes in one commit. The usual sample is one commit; a large one is many, so that the
/// store's log does not grow without end.
const BATCH: u64 = 20_000;

/// Grows a sample in an empty station.
pub fn grow(desk: &mut Desk, call: &mut Call<'_>, plan: Plan) -> Result<Grown> {
    let store = desk.store()?;
    if store.count_records()? > 0 || !store.deleted(1)?.is_empty() {
        return Err(Error::NotReady(
            "这个站已经有记录了，样板只能建在空站里；要看样板，请换一个文件夹另建一站".into(),
        ));
    }
    let (now, today) = (call.now, call.today());
    let holidays = store.holidays_all()?;
    let mut chance = Chance::new(plan.seed);
    let agenda = Agenda::new(today, plan.years.max(1), &holidays, &mut chance);
    let usual = agenda.talks();
    let extra = plan.visits.min(MOST_VISITS).saturating_sub(usual);
    let mut town = Town {
        seed: plan.seed,
        seats: people::seats(&mut chance),
        chance,
        aside: Chance::new(!plan.seed),
        titles: Vec::new(),
        now,
        rules: rules_of(store)?,
        station: station_of(store)?,
        clerk: String::new(),
        holidays,
        voters: (plan.visits / 3).max(420),
        extra,
        written: 0,
        groups: Vec::new(),
        meets: HashMap::new(),
        matters: HashMap::new(),
        at: now,
        stride: TimeDelta::zero(),
        agenda,
    };
    store.seed_ids(plan.seed);
    let start = town.agenda.start;
    let mut day = start;
    while day <= today {
        let (store, who) = desk.writing(call)?;
        town.clerk.clone_from(&who.clerk);
        let first = day == start;
        let done = store.transact("建样板站", &who, |w| live_on(&mut town, w, day, call));
        day = match done {
            Ok(next) => next,
            // What earlier commits wrote stays; saying that nothing changed would be untrue.
            Err(Error::Cancelled) if !first => return Err(Error::NotReady("样板站没有建完就停下了，里面只有前几年的样板记录，请换一个空文件夹重来".into())),
            Err(other) => return Err(other),
        };
    }
    desk.store()?.draft_keep(half_typed(plan.seed, today), &now.to_rfc3339())?;
    Ok(Grown {
        from: start.to_string(),
        to: today.to_string(),
        records: desk.store()?.count_records()?,
    })
}

/// Lives on from `day` until the commit is full; answers the day to go on with.
fn live_on(town: &mut Town, w: &crate::store::Write<'_>, mut day: NaiveDate, call: &mut Call<'_>) -> Result<NaiveDate> {
    let full = town.written + BATCH;
    let days = |span: TimeDelta| u64::try_from(span.num_days()).unwrap_or(0);
    while day <= town.agenda.today && town.written < full {
        town.day(w, day)?;
        day = day.succ_opt().unwrap_or(NaiveDate::MAX);
        call.step("写样板记录", days(day - town.agenda.start), days(town.agenda.today - town.agenda.start) + 1)?;
    }
    Ok(day)
}

/// A visit somebody was called away from while typing.
fn half_typed(seed: u64, today: NaiveDate) -> Draft {
    let mut state = seed;
    let id = uuid::Builder::from_random_bytes(((u128::from(splitmix(&mut state)) << 64) | u128::from(splitmix(&mut state))).to_be_bytes());
    let mut values = Values::new();
    for (key, value) in [
        ("kind", json!("station")),
        ("date", json!(today.to_string())),
        ("citizen", json!("田𠮷顺")),
        ("village", json!("茶园沟村4组")),
        ("problem", json!("茶厂旁的水沟堵了，一下雨水就漫到")),
    ] {
        values.insert(key.into(), value);
    }
    Draft {
        id: id.into_uuid().to_string(),
        noun: Noun::Visit,
        record: String::new(),
        values,
        changed_at: String::new(),
    }
}
