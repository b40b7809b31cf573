//! Old ledgers come in: which sheet is which register, which column is what, what each row would do,
//! what is not certain and is asked; then all sound rows in one commit, which can be taken back.
//!
//! `known` is what is there already, `row` reads a row, `named` the names in it, `promised` which report a promise was made at, `merged` the cells made one, `special` the columns that hold two things,
//! `matters` what an old matter must say, `walk` goes over a sheet, `taking` keeps, `undoing` takes back.

mod known;
mod matters;
mod merged;
mod named;
mod promised;
mod row;
mod special;
mod taking;
mod undoing;
mod walk;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::taking::old_ledger_take;
pub use self::undoing::{OldLedgerTaken, old_ledger_undo, old_ledgers};
pub use self::walk::old_ledger_look;
use super::settings::{Role, station_of};
use super::{Call, Desk};
use crate::error::{Error, Result};
use crate::ledger::{Header, OldLedger, Register};
use crate::records::meaning::Choice;
use crate::records::text;
use crate::store::Store;

/// An old ledger at the door, and what is known of it so far.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct OldLedgerAsk {
    /// The file's name, for people.
    #[serde(default)]
    pub name: String,
    /// The workbook (.xlsx or .xls), base64.
    pub base64: String,
    /// Which sheet; "" for the one that looks most like a register.
    #[serde(default)]
    pub sheet: String,
    /// Key of the register; "" for the one it looks like.
    #[serde(default)]
    pub register: String,
    /// What each column is read as, by the keys of `OldLedgerTarget`; "" for not read. Empty: as guessed.
    #[serde(default)]
    pub columns: Vec<String>,
    /// What the clerk said to what was asked.
    #[serde(default)]
    pub answers: Vec<OldLedgerAnswer>,
    /// Take rows too that are there already.
    #[serde(default)]
    pub twins_too: bool,
}

/// What the clerk said to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerAnswer {
    /// Which question.
    pub key: String,
    /// take, blank, skip: take this, leave the cell blank, leave those rows out.
    pub how: String,
    /// The value of a choice, or what she typed.
    #[serde(default)]
    pub value: String,
}

/// Something that may be chosen, by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerTarget {
    /// Its key.
    pub key: String,
    /// What people call it.
    pub label: String,
}

/// A sheet of the workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerSheet {
    /// Its name.
    pub name: String,
    /// Key of the register it looks like, or "".
    pub register: String,
}

/// A column of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerColumn {
    /// A, B, C …
    pub at: String,
    /// What stands over it.
    pub title: String,
    /// The first thing under it.
    pub sample: String,
    /// Key of what it is read as, or "".
    pub reads: String,
}

/// What a file holds, and what is made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerFile {
    /// Its sheets.
    pub sheets: Vec<OldLedgerSheet>,
    /// The sheet looked at.
    pub sheet: String,
    /// The register it is taken for; "" where it looks like none and none was named.
    pub register: String,
    /// The registers there are.
    pub registers: Vec<OldLedgerTarget>,
    /// The row of the column titles as Excel counts; 0 where none was found.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<OldLedgerColumn>,
    /// What columns of this register may be.
    pub targets: Vec<OldLedgerTarget>,
}

/// A remark about a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerRemark {
    /// E12; "" when it is about the row.
    pub at: String,
    /// The sentence.
    pub says: String,
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerLine {
    /// Row of the sheet as Excel counts.
    pub row: u32,
    /// What the record would be called.
    pub title: String,
    /// new, twin, ask, wrong, skip, none: the last is no record (a sum, a heading).
    pub state: String,
    /// What is wrong or to be known.
    pub says: Vec<OldLedgerRemark>,
}

/// Something that is not certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerQuestion {
    /// Its key, for the answer.
    pub key: String,
    /// Questions of one kind may be answered alike.
    pub kind: String,
    /// The column.
    pub column: String,
    /// What stands there; "" when nothing does.
    pub said: String,
    /// Why it is asked.
    pub says: String,
    /// What it may be.
    pub choices: Vec<Choice>,
    /// The cell may stay blank.
    pub may_blank: bool,
    /// Something may be typed.
    pub may_type: bool,
    /// How many cells ask this.
    pub count: u64,
    /// The first of them: E12.
    pub cells: Vec<String>,
}

/// How many rows would do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerCounts {
    /// Would be taken in.
    pub new: u64,
    /// Are there already.
    pub twin: u64,
    /// Wait for an answer.
    pub ask: u64,
    /// Have something wrong.
    pub wrong: u64,
    /// Are left out as the clerk said.
    pub skip: u64,
    /// Are no records.
    pub none: u64,
}

impl OldLedgerCounts {
    fn count(&mut self, state: &str) {
        *match state {
            "new" => &mut self.new,
            "twin" => &mut self.twin,
            "ask" => &mut self.ask,
            "wrong" => &mut self.wrong,
            "skip" => &mut self.skip,
            _ => &mut self.none,
        } += 1;
    }
}

/// What an old ledger would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerLook {
    /// Rows by what they would do.
    pub counts: OldLedgerCounts,
    /// Row by row.
    pub lines: Vec<OldLedgerLine>,
    /// What is not certain.
    pub questions: Vec<OldLedgerQuestion>,
}

/// What an old ledger did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerDone {
    /// The import, for taking it back; "" when nothing came in.
    pub id: String,
    /// Rows by what they did; `new` counts all that were taken in.
    pub counts: OldLedgerCounts,
    /// Deputies, groups and books that came with them.
    pub with: u64,
}

fn bytes_of(ask: &OldLedgerAsk) -> Result<Vec<u8>> {
    BASE64_STANDARD
        .decode(&ask.base64)
        .map_err(|_| Error::NotReady("文件没有读完整，请再选一次".into()))
}

/// Old ledgers are a station's own.
fn station_only(store: &Store) -> Result<()> {
    match station_of(store)?.role {
        Role::Station => Ok(()),
        Role::County => Err(Error::NotAllowed("旧台账由联络站各自导入；县里的站点、单位、委员用“从表格导入”".into())),
    }
}

fn register_called(key: &str) -> Result<&'static Register> {
    Register::readable()
        .find(|r| r.key == key)
        .ok_or_else(|| Error::NotReady("请选是哪一本台账；这张表看不出来".into()))
}

/// A, B … Z, AA …
fn letters(column: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    match column / 26 {
        0 => letter(column).to_string(),
        more => format!("{}{}", letters(more - 1), letter(column)),
    }
}

/// What was settled of a file: its sheet, its register, its titles.
struct Settled {
    sheets: Vec<OldLedgerSheet>,
    sheet: String,
    register: String,
    header: Option<Header>,
}

fn settle(old: &mut OldLedger<'_>, ask: &OldLedgerAsk) -> Result<Settled> {
    let found = old.sheets()?;
    let best = found.iter().rev().max_by_key(|s| s.fit).filter(|s| s.fit > 0).or(found.first());
    let sheet = match found.iter().find(|s| s.name == ask.sheet) {
        Some(sheet) => sheet,
        None if ask.sheet.is_empty() => best.ok_or_else(|| Error::Untrusted("这个文件里没有工作表".into()))?,
        None => return Err(Error::NotReady(format!("这个文件里没有“{}”这张工作表", ask.sheet))),
    };
    let register = if ask.register.is_empty() {
        sheet.register
    } else {
        register_called(&ask.register)?.key
    };
    let header = match register {
        "" => None,
        key => old.header(&sheet.name, register_called(key)?)?,
    };
    Ok(Settled {
        sheet: sheet.name.clone(),
        register: register.to_owned(),
        header,
        sheets: found
            .iter()
            .map(|s| OldLedgerSheet {
                name: s.name.clone(),
                register: s.register.into(),
            })
            .collect(),
    })
}

/// What a file holds; changes nothing.
pub fn old_ledger_read(desk: &mut Desk, _: &mut Call<'_>, ask: OldLedgerAsk) -> Result<OldLedgerFile> {
    station_only(desk.store()?)?;
    let bytes = bytes_of(&ask)?;
    let settled = settle(&mut OldLedger::open(&bytes)?, &ask)?;
    let register = Register::readable().find(|r| r.key == settled.register);
    let header = settled.header.unwrap_or_default();
    let guessed = register.map(|r| r.guess(&header.titles)).unwrap_or_default();
    let columns = header.titles.iter().zip(&header.samples).zip(guessed).enumerate();
    let column = |(at, ((title, sample), reads)): (usize, ((&String, &String), Option<crate::ledger::Target>))| OldLedgerColumn {
        at: letters(at),
        title: title.clone(),
        sample: text::tidy(sample, false).chars().take(40).collect(),
        reads: reads.map_or(String::new(), |t| t.back.key().to_owned()),
    };
    let mut targets: Vec<OldLedgerTarget> = Vec::new();
    for target in register.map(Register::targets).unwrap_or_default() {
        let key = target.back.key();
        if !key.is_empty() && targets.iter().all(|t| t.key != key) {
            targets.push(OldLedgerTarget {
                key: key.into(),
                label: target.label,
            });
        }
    }
    Ok(OldLedgerFile {
        sheets: settled.sheets,
        sheet: settled.sheet,
        register: settled.register,
        registers: Register::readable()
            .map(|r| OldLedgerTarget {
                key: r.key.into(),
                label: r.label.into(),
            })
            .collect(),
        header_row: if header.titles.is_empty() { 0 } else { header.rows.0 + 1 },
        columns: columns.map(column).collect(),
        targets,
    })
}
