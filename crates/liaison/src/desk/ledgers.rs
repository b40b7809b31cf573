//! Answers about ledgers: which there are, and writing them for a period.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::figures::checked;
use super::settings::station_of;
use super::{Call, Desk, Nothing, Period};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, Frame, Order, REGISTERS, Register};
use crate::records::dates;

/// One ledger there is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LedgerKind {
    /// Name in code.
    pub key: String,
    /// 接待接访登记簿
    pub label: String,
    /// What is in it, in a line.
    pub about: String,
}

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
pub fn ledgers(_: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<LedgerKind>> {
    Ok(REGISTERS
        .iter()
        .map(|r| LedgerKind {
            key: r.key.into(),
            label: r.label.into(),
            about: r.about.into(),
        })
        .collect())
}

/// Writes ledgers.
pub fn ledger_write(desk: &mut Desk, call: &mut Call<'_>, ask: LedgerAsk) -> Result<Written> {
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let period = Period {
        from: ask.from.clone(),
        to: ask.to.clone(),
    };
    let mut remarks = match checked(&period) {
        Err(Error::Draft(remarks)) => remarks,
        other => other.map(|()| Vec::new())?,
    };
    let mut registers = Vec::new();
    for key in &ask.kinds {
        match Register::find(key) {
            Some(register) if registers.iter().all(|r: &&Register| r.key != register.key) => registers.push(register),
            Some(_) => {}
            None => remarks.push(Remark::new("kinds", format!("没有“{key}”这种台账"))),
        }
    }
    let all = ask.kinds.is_empty();
    if all {
        registers.extend(REGISTERS);
    }
    let (Some(from), Some(to), true) = (dates::parse(&ask.from), dates::parse(&ask.to), remarks.is_empty()) else {
        return Err(Error::Draft(remarks));
    };
    let station = station_of(&session.store)?;
    let frame = Frame {
        unit: station.name,
        clerk: session.clerk.clone(),
        now: call.now,
        today: call.today(),
        from,
        to,
    };
    let folder = if ask.folder.is_empty() {
        call.documents.join("台账")
    } else {
        PathBuf::from(&ask.folder)
    };
    let order = Order {
        registers,
        one_book: ask.one_book,
        own_folder: all && !ask.one_book,
        folder,
    };
    let written = ledger::write(&session.store, &desk.home, &frame, &order, &mut |doing, done, total| {
        call.step(doing, done, total)
    })?;
    let (store, who) = desk.writing(call)?;
    store.transact("写出台账", &who, |w| {
        let mut known: ledger::Digests = w.setting(ledger::DIGESTS)?.unwrap_or_default();
        known.extend(written.digests);
        // Files that are gone need no protecting.
        known.retain(|path, _| Path::new(path).exists());
        w.set_quietly(ledger::DIGESTS, &known)
    })?;
    let shown = |path: &Path| path.display().to_string();
    Ok(Written {
        files: written.files.iter().map(|f| shown(f)).collect(),
        folder: shown(&written.folder),
        rows: written.rows,
        notes: written.notes,
    })
}
