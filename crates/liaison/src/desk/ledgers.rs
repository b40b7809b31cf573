//! Answers about ledgers: which there are, and writing them for a period.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::figures::{checked, whose};
use super::settings::{Role, station_of};
use super::{Call, Desk, Nothing, Period, Session};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, COUNTY_REGISTERS, Frame, Order, REGISTERS, Register};
use crate::records::{dates, text};
use crate::store::Write;

/// One ledger there is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerKind {
    /// Name in code.
    pub key: String,
    /// 接待接访登记簿
    pub label: String,
    /// What is in it, in a line.
    pub about: String,
    /// It has a line for each record, so that a form can be filled from it.
    pub by_lines: bool,
}

/// MiB of database pages held while ledgers are written.
const PAGES: i64 = 8;

/// Which ledgers to write, and where to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerAsk {
    /// Keys; empty writes all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub to: String,
    /// One workbook with a sheet each, instead of one file each.
    #[serde(default)]
    pub one_book: bool,
    /// County: codes of the stations; empty for all.
    #[serde(default)]
    pub stations: Vec<String>,
    /// County: a folder for each station instead of all merged.
    #[serde(default)]
    pub per_station: bool,
    /// Folder; "" is 文档/代表联络站台账/台账. All of them, one file each, get a folder of their own in it.
    #[serde(default)]
    pub folder: String,
}

/// What was written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Written {
    /// Full paths of the files.
    pub files: Vec<String>,
    /// The folder.
    pub folder: String,
    /// Rows in all.
    pub rows: u64,
    /// Sentences the clerk should read: a file was open and got another name.
    pub notes: Vec<String>,
}

/// The ledgers there are.
pub fn ledgers(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<LedgerKind>> {
    let all = registers_of(station_of(desk.store()?)?.role);
    Ok(all
        .map(|r| LedgerKind {
            key: r.key.into(),
            label: r.label.into(),
            about: r.about.into(),
            by_lines: r.is_filled(),
        })
        .collect())
}

pub(super) fn registers_of(role: Role) -> impl Iterator<Item = &'static Register> {
    let own: &[Register] = if role == Role::County { COUNTY_REGISTERS } else { &[] };
    REGISTERS.iter().chain(own)
}

/// What stands at the head of everything written down here; at the county with all its stations.
pub(super) fn frame_of(session: &Session, call: &Call<'_>, period: &Period) -> Result<Frame> {
    let own = station_of(&session.store)?;
    let stations = if own.role == Role::County {
        Some(whose(&session.store)?.into_iter().map(|s| (s.code, s.name)).collect())
    } else {
        None
    };
    let day = |text: &str| dates::parse(text).unwrap_or_else(|| call.today());
    Ok(Frame {
        unit: own.name,
        clerk: session.clerk.clone(),
        now: call.now,
        today: call.today(),
        from: day(&period.from),
        to: day(&period.to),
        stations,
    })
}

/// Remembers what was written where.
pub(super) fn note_digests(w: &mut Write<'_>, digests: ledger::Digests) -> Result<()> {
    let mut known: ledger::Digests = w.setting(ledger::DIGESTS)?.unwrap_or_default();
    known.extend(digests);
    // Files that are gone need no protecting.
    known.retain(|path, _| Path::new(path).exists());
    w.set_quietly(ledger::DIGESTS, &known)
}

/// Files that were delivered, as the window shows them, kept in mind as the program's own; `deed`
/// names them in the journal.
pub(super) fn delivered(desk: &mut Desk, call: &Call<'_>, deed: &str, folder: &Path, rows: u64, done: ledger::Delivered) -> Result<Written> {
    let (store, who) = desk.writing(call)?;
    store.transact(deed, &who, |w| note_digests(w, done.digests))?;
    Ok(Written {
        files: done.files.iter().map(|f| f.display().to_string()).collect(),
        folder: folder.display().to_string(),
        rows,
        notes: done.notes,
    })
}

/// The same of ledgers and tables.
pub(super) fn kept(desk: &mut Desk, call: &Call<'_>, written: ledger::Written) -> Result<Written> {
    let ledger::Written {
        files,
        folder,
        rows,
        notes,
        digests,
    } = written;
    delivered(desk, call, "写出台账", &folder, rows, ledger::Delivered { files, notes, digests })
}

/// Writes ledgers.
pub fn ledger_write(desk: &mut Desk, call: &mut Call<'_>, ask: LedgerAsk) -> Result<Written> {
    let period = Period {
        from: ask.from.clone(),
        to: ask.to.clone(),
    };
    let mut remarks = match checked(&period) {
        Err(Error::Draft(remarks)) => remarks,
        other => other.map(|()| Vec::new())?,
    };
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let role = station_of(&session.store)?.role;
    let mut registers = Vec::new();
    for key in &ask.kinds {
        match registers_of(role).find(|r| r.key == key) {
            Some(register) if registers.iter().all(|r: &&Register| r.key != register.key) => registers.push(register),
            Some(_) => {}
            None => remarks.push(Remark::new("kinds", format!("没有“{key}”这种台账"))),
        }
    }
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    let all = ask.kinds.is_empty();
    if all {
        registers.extend(registers_of(role));
    }
    let frame = frame_for(session, call, &period, &ask.stations)?;
    let folder = folder_of(call, &ask.folder);
    let order = Order {
        registers,
        one_book: ask.one_book,
        own_folder: all && !ask.one_book,
        folder,
    };
    if ask.per_station && frame.stations.is_some() {
        return each_station(desk, call, &frame, &order);
    }
    session.store.hold_at_most(PAGES)?;
    let written = ledger::write(&session.store, &desk.home, &frame, &order, &mut |doing, done, total| {
        call.step(doing, done, total)
    })?;
    kept(desk, call, written)
}

/// The same of some of the county's stations; none named: of all.
pub(super) fn frame_for(session: &Session, call: &Call<'_>, period: &Period, stations: &[String]) -> Result<Frame> {
    let mut frame = frame_of(session, call, period)?;
    if let Some(all) = frame.stations.as_mut().filter(|_| !stations.is_empty()) {
        all.retain(|code, _| stations.contains(code));
    }
    Ok(frame)
}

/// Where ledgers go.
pub(super) fn folder_of(call: &Call<'_>, asked: &str) -> PathBuf {
    if asked.is_empty() {
        call.documents.join("台账")
    } else {
        PathBuf::from(asked)
    }
}

/// A folder for each station, as the station itself would have written it.
fn each_station(desk: &mut Desk, call: &mut Call<'_>, frame: &Frame, order: &Order) -> Result<Written> {
    let own = |r: &&Register| !COUNTY_REGISTERS.iter().any(|c| c.key == r.key);
    let registers: Vec<_> = order.registers.iter().copied().filter(own).collect();
    of_each_station(desk, call, frame, &order.folder, &mut |session, home, frame, folder, step| {
        let order = Order {
            registers: registers.clone(),
            folder: folder.to_owned(),
            own_folder: false,
            ..order.clone()
        };
        ledger::write(&session.store, home, frame, &order, step)
    })
}

/// What is written for one station: session, home, its frame, its folder.
type ForOne<'w> = &'w mut dyn FnMut(&Session, &Path, &Frame, &Path, ledger::Step<'_>) -> Result<ledger::Written>;

/// The same work for each station of a frame, into a folder of its own. Those that are done when it is
/// stopped stay: each is whole.
pub(super) fn of_each_station(desk: &mut Desk, call: &mut Call<'_>, frame: &Frame, folder: &Path, write: ForOne<'_>) -> Result<Written> {
    let folder = folder.join(text::file_chars(&format!("{}各站台账", frame.unit)));
    let mut all = Written {
        files: Vec::new(),
        folder: folder.display().to_string(),
        rows: 0,
        notes: Vec::new(),
    };
    let stations = frame.stations.clone().unwrap_or_default();
    let count = stations.len() as u64;
    for (n, (code, name)) in (0..).zip(stations) {
        let folder = folder.join(text::no_device(text::file_chars(&format!("{code}{name}"))));
        let one = Frame {
            unit: name.clone(),
            stations: Some(std::iter::once((code, name.clone())).collect()),
            ..frame.clone()
        };
        let session = desk.session.as_ref().ok_or(Error::Locked)?;
        let written = write(session, &desk.home, &one, &folder, &mut |doing, _, _| {
            call.step(&format!("{name}：{doing}"), n, count)
        })?;
        let written = kept(desk, call, written)?;
        all.files.extend(written.files);
        all.rows += written.rows;
        all.notes.extend(written.notes);
    }
    Ok(all)
}
