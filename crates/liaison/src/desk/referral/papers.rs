//! 交办单 out to the units.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::county_only;
use crate::desk::{Call, Desk, Nothing, Written, settings, today};
use crate::error::{Error, Result};
use crate::ledger::{self, Paper, PaperFrame, PaperLine};
use crate::records::life::{self, REFERRED, SIGNED, WORKING};
use crate::records::{ANONYMOUS, Kept, Noun, text};
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

/// A station's number as all stations can tell it apart.
pub(super) fn full_number(matter: &Kept) -> String {
    format!("{}/{}", matter.head.station, matter.head.number)
}

/// Eight letters that tell one referral of one matter: another unit's, or an earlier one, has others.
pub(super) fn check_code(matter: &Kept) -> String {
    let of = format!(
        "{}|{}|{}|{}",
        matter.head.id,
        matter.text("lead_unit"),
        matter.text("referred_on"),
        matter.whole("redo_count").unwrap_or(0)
    );
    hex::encode_upper(&Sha256::digest(of.as_bytes())[..4])
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
        let matter = matter.ok_or(Error::NotFound(Noun::Matter.label()))?;
        if ![REFERRED, SIGNED, WORKING].contains(&matter.text("state")) {
            return Err(Error::NotReady(format!(
                "“{}”现在是“{}”，不在承办单位手里，写不出交办单",
                matter.text("title"),
                life::state_label(matter.text("state"))
            )));
        }
        take(matter);
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
            matters.sort_by_cached_key(|m| (m.text("due_on").to_owned(), full_number(m)));
            (unit, alone, matters)
        })
        .map(|(unit, alone, matters)| Paper {
            unit,
            name: if alone.is_empty() {
                format!("交办单_{day}.xlsx")
            } else {
                format!("交办单_{}_{day}.xlsx", text::file_chars(&alone))
            },
            lines: matters.iter().map(line).collect(),
        })
        .collect();
    let folder = if ask.folder.is_empty() {
        call.documents.join("交办单")
    } else {
        PathBuf::from(&ask.folder)
    };
    let known = store.setting(ledger::DIGESTS)?.unwrap_or_default();
    let written = ledger::write_papers(&folder, &known, &frame, &papers)?;
    let (store, who) = desk.writing(call)?;
    store.transact("写出交办单", &who, |w| {
        let mut known: ledger::Digests = w.setting(ledger::DIGESTS)?.unwrap_or_default();
        known.extend(written.digests);
        known.retain(|path, _| Path::new(path).exists());
        w.set_quietly(ledger::DIGESTS, &known)
    })?;
    Ok(Written {
        files: written.files.iter().map(|f| f.display().to_string()).collect(),
        folder: folder.display().to_string(),
        rows,
        notes: written.notes,
    })
}

fn line(matter: &Kept) -> PaperLine {
    let citizen = matter.public_text("citizen");
    PaperLine {
        number: full_number(matter),
        check: check_code(matter),
        title: matter.text("title").into(),
        content: matter.text("content").into(),
        citizen: if matter.flag("confidential") { ANONYMOUS } else { citizen }.into(),
        village: matter.public_text("village").into(),
        co_units: matter.text("co_units").into(),
        referred_on: matter.text("referred_on").into(),
        due_on: matter.text("due_on").into(),
    }
}
