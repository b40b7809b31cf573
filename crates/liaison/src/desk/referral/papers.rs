//! 交办单 out to the units.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::county_only;
use crate::desk::{Call, Desk, Nothing, Written, ledgers, settings, today};
use crate::error::{Error, Result};
use crate::ledger::{self, Paper, PaperFrame, PaperLine};
use crate::records::{Kept, Noun};
use crate::store::UnitLine;

/// Which slips.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PapersAsk {
    /// Units whose open matters are wanted; empty with `ids`.
    #[serde(default)]
    pub units: Vec<String>,
    /// Just these matters, each on its unit's slip.
    #[serde(default)]
    pub ids: Vec<String>,
    /// A slip for every matter instead of one for every unit.
    #[serde(default)]
    pub each: bool,
    /// Folder to write to; "" is 文档/代表联络站台账/交办单.
    #[serde(default)]
    pub folder: String,
}

/// How every unit stands.
pub fn referral_units(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Vec<UnitLine>> {
    county_only(desk, "交办")?;
    let store = desk.store()?;
    store.unit_lines(&today::bounds(store, call.today())?)
}

/// Writes slips: all of them, whole, or none.
pub fn referral_papers(desk: &mut Desk, call: &mut Call<'_>, ask: PapersAsk) -> Result<Written> {
    county_only(desk, "交办单")?;
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let store = &session.store;
    let mut by_unit: BTreeMap<(String, String), Vec<Kept>> = BTreeMap::new();
    let mut rows = 0;
    let mut take = |matter: Kept| {
        rows += 1;
        let unit = matter.text("lead_unit").to_owned();
        let alone = if ask.each {
            format!("{}_{}", matter.head.station, matter.head.number)
        } else {
            String::new()
        };
        by_unit.entry((unit, alone)).or_default().push(matter);
    };
    for unit in &ask.units {
        store.with_unit(unit)?.into_iter().for_each(&mut take);
    }
    for id in &ask.ids {
        let matter = store.get(Noun::Matter, id)?.filter(|m| m.head.deleted_at.is_empty());
        take(matter.ok_or(Error::NotFound(Noun::Matter.label()))?);
    }
    if rows == 0 {
        return Err(Error::NotReady("没有要写的：这些单位手里现在没有交办的意见建议".into()));
    }
    let own = settings::station_of(store)?;
    let frame = PaperFrame {
        office: own.name,
        clerk: session.clerk.clone(),
        phone: own.phone,
        now: call.now,
    };
    let day = call.today().format("%Y%m%d");
    let papers: Vec<Paper> = by_unit
        .into_iter()
        .map(|((unit, alone), mut matters)| {
            matters.sort_by_cached_key(ledger::paper_order);
            (unit, alone, matters)
        })
        .map(|(unit, alone, matters)| {
            Ok(Paper {
                unit,
                name: if alone.is_empty() {
                    format!("交办单_{day}.xlsx")
                } else {
                    format!("交办单_{}_{day}.xlsx", alone)
                },
                lines: matters.iter().map(PaperLine::of).collect::<Result<_>>()?,
            })
        })
        .collect::<Result<_>>()?;
    let folder = if ask.folder.is_empty() {
        call.documents.join("交办单")
    } else {
        PathBuf::from(&ask.folder)
    };
    let known = store.setting(ledger::DIGESTS)?.unwrap_or_default();
    let written = ledger::write_papers(&folder, &known, &frame, &papers)?;
    ledgers::delivered(desk, call, "写出交办单", &folder, rows, written)
}
