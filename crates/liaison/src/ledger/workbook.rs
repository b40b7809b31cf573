//! A stranger's workbook, .xlsx or .xls, read under limits: weighed before it is opened, then cell by
//! cell, because a sheet's size is whatever its last cell says. What a reader stumbles over is a
//! sentence, never the end of the program.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, ExcelDateTimeType, Reader as _, Xls, Xlsx};
use zip::ZipArchive;

use super::xls::weigh_xls;
use crate::error::{Error, Result};
use crate::records::meaning::{Given, Is};
use crate::records::text;

/// How much of a file is read at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of all that is packed in it.
    pub whole: u64,
    /// Rows of a sheet.
    pub rows: u32,
    /// Columns of a sheet; what stands further right is not looked at.
    pub columns: u32,
}

/// Members an .xlsx may have.
const MEMBERS: usize = 200;
/// Merged cells a sheet may have.
const MERGES: usize = 50_000;
/// Sheets looked at.
const SHEETS: usize = 50;

/// Cells that were made one: first and last row and column, counted from 0, both in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

enum Kind<'b> {
    Xlsx(Box<Xlsx<Cursor<&'b [u8]>>>),
    Xls(Box<Xls<Cursor<&'b [u8]>>>),
}

/// An opened workbook.
pub struct Workbook<'b> {
    kind: Kind<'b>,
    limits: Limits,
    /// Of the sheets asked for: they stand behind all cells, so each look passes over the whole sheet.
    merges: HashMap<String, Vec<Merge>>,
}

/// Told of each row that has anything in it: its place counted from 0, its cells by column; answers
/// whether to go on.
pub type EachRow<'e> = &'e mut dyn FnMut(u32, Vec<(u32, Given)>) -> Result<bool>;

pub(super) fn refuse(says: impl Into<String>) -> Error {
    Error::Untrusted(says.into())
}

pub(super) fn unreadable() -> Error {
    refuse("这个 Excel 文件有损坏，读不出来")
}

/// Runs a reader of strangers' files: it may stumble, the program must not.
pub(super) fn unshaken<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(unreadable()))
}

impl<'b> Workbook<'b> {
    /// Weighs a file and opens it.
    pub(super) fn open(bytes: &'b [u8], limits: Limits) -> Result<Self> {
        if bytes.len() > limits.bytes {
            return Err(refuse(format!("这个文件超过 {} MB，请只留要导入的那一张表", limits.bytes >> 20)));
        }
        unshaken(|| {
            let kind = if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
                weigh_xls(bytes)?;
                Kind::Xls(Box::new(Xls::new(Cursor::new(bytes)).map_err(|_| unreadable())?))
            } else if bytes.starts_with(b"PK") {
                weigh(bytes, limits.whole)?;
                Kind::Xlsx(Box::new(Xlsx::new(Cursor::new(bytes)).map_err(|_| not_excel())?))
            } else {
                return Err(not_excel());
            };
            Ok(Self {
                kind,
                limits,
                merges: HashMap::new(),
            })
        })
    }

    /// Names of the sheets.
    pub fn sheets(&self) -> Vec<String> {
        let mut names = match &self.kind {
            Kind::Xlsx(book) => book.sheet_names(),
            Kind::Xls(book) => book.sheet_names(),
        };
        names.truncate(SHEETS);
        names
    }

    /// Reads a sheet from top to bottom; one without cells, a chart's, has no rows.
    pub fn rows(&mut self, sheet: &str, each: EachRow<'_>) -> Result<()> {
        let limits = self.limits;
        unshaken(|| match &mut self.kind {
            Kind::Xlsx(book) => {
                let Ok(mut cells) = book.worksheet_cells_reader(sheet) else { return Ok(()) };
                let mut rows = Rows::new(limits, each);
                while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
                    if !rows.cell(cell.get_position(), given(cell.get_value()))? {
                        return Ok(());
                    }
                }
                rows.end()
            }
            Kind::Xls(book) => {
                let Ok(range) = book.worksheet_range(sheet) else { return Ok(()) };
                let Some((top, left)) = range.start() else { return Ok(()) };
                let mut rows = Rows::new(limits, each);
                for (row, column, data) in range.used_cells() {
                    let at = (top + count(row), left + count(column));
                    if !rows.cell(at, given(&as_ref(data)))? {
                        return Ok(());
                    }
                }
                rows.end()
            }
        })
    }

    /// The merged cells of a sheet, as far as its columns are looked at.
    pub fn merges(&mut self, sheet: &str) -> Result<Vec<Merge>> {
        if let Some(known) = self.merges.get(sheet) {
            return Ok(known.clone());
        }
        let found = unshaken(|| {
            Ok(match &mut self.kind {
                Kind::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
                Kind::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            })
        })?;
        if found.len() > MERGES {
            return Err(refuse("这个表里合并的格子多得不正常，没有采用"));
        }
        let merge = |d: calamine::Dimensions| Merge {
            rows: (d.start.0, d.end.0),
            columns: (d.start.1, d.end.1),
        };
        let sound = |m: &Merge| m.columns.0 < self.limits.columns && m.rows.0 <= m.rows.1 && m.columns.0 <= m.columns.1;
        let found: Vec<Merge> = found.into_iter().map(merge).filter(sound).collect();
        self.merges.insert(sheet.to_owned(), found.clone());
        Ok(found)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX / 2)
}

/// Cells on their way into rows.
struct Rows<'e> {
    limits: Limits,
    each: EachRow<'e>,
    row: u32,
    cells: Vec<(u32, Given)>,
}

impl<'e> Rows<'e> {
    fn new(limits: Limits, each: EachRow<'e>) -> Self {
        Self {
            limits,
            each,
            row: 0,
            cells: Vec::new(),
        }
    }

    fn cell(&mut self, (row, column): (u32, u32), given: Given) -> Result<bool> {
        if given.text.is_empty() || column >= self.limits.columns {
            return Ok(true);
        }
        if row >= self.limits.rows {
            return Err(refuse(format!("这个表超过 {} 行，请分几次导入", self.limits.rows)));
        }
        if row < self.row {
            return Err(unreadable());
        }
        if row > self.row {
            let going_on = self.flush()?;
            self.row = row;
            if !going_on {
                return Ok(false);
            }
        }
        self.cells.push((column, given));
        Ok(true)
    }

    fn flush(&mut self) -> Result<bool> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() { Ok(true) } else { (self.each)(self.row, cells) }
    }

    fn end(mut self) -> Result<()> {
        self.flush().map(drop)
    }
}

pub(super) fn not_excel() -> Error {
    refuse("这不是 Excel 工作簿（.xlsx、.xls），或者加了打开密码；请用 Excel 或 WPS 打开，另存为 .xlsx 再选")
}

/// Unpacks everything once, keeping nothing: what a member says of its own size is not to be trusted.
pub(super) fn weigh(bytes: &[u8], whole: u64) -> Result<()> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| not_excel())?;
    if zip.len() > MEMBERS {
        return Err(refuse("这个文件里的东西多得不正常，没有打开"));
    }
    let mut left = whole;
    for at in 0..zip.len() {
        let member = zip.by_index(at).map_err(|_| not_excel())?;
        let unpacked = std::io::copy(&mut member.take(left + 1), &mut std::io::sink()).map_err(|_| unreadable())?;
        left = left.checked_sub(unpacked).ok_or_else(|| refuse("这个文件展开以后大得不正常，没有打开"))?;
    }
    Ok(())
}

fn as_ref(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(n) => DataRef::Float(*n),
        Data::String(s) => DataRef::SharedString(s),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(s) => DataRef::DateTimeIso(s.clone()),
        Data::DurationIso(s) => DataRef::DurationIso(s.clone()),
        Data::Error(e) => DataRef::Error(e.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A cell as people see it; digits of a telephone stay digits.
pub(super) fn given(value: &DataRef<'_>) -> Given {
    let (text, is): (Cow<'_, str>, Is) = match value {
        DataRef::String(s) => (s.into(), Is::Text),
        DataRef::SharedString(s) => ((*s).into(), Is::Text),
        DataRef::DateTimeIso(s) => return day_in(s).map_or_else(|| Given::text(s), Given::day),
        DataRef::DurationIso(s) => (s.into(), Is::Text),
        DataRef::Int(n) => (n.to_string().into(), Is::Number),
        // No decimals, no exponent.
        DataRef::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => (format!("{n:.0}").into(), Is::Number),
        DataRef::Float(n) => (n.to_string().into(), Is::Number),
        DataRef::Bool(b) => (if *b { "是" } else { "否" }.into(), Is::Text),
        DataRef::DateTime(at) => return moment(at),
        DataRef::Error(_) => ("错误值".into(), Is::Error),
        DataRef::Empty => ("".into(), Is::Text),
    };
    Given {
        text: text::tidy(&text, true),
        is,
    }
}

fn day_in(iso: &str) -> Option<String> {
    crate::records::dates::parse(iso.get(..10)?).map(|day| day.to_string())
}

/// A cell formatted as a date or a time.
fn moment(at: &ExcelDateTime) -> Given {
    let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
    if at.as_f64() < 1.0 {
        return Given {
            text: format!("{hour:02}:{minute:02}"),
            is: Is::Time,
        };
    }
    match chrono::NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()) {
        Some(day) => Given::day(day.to_string()),
        None => Given::text(&at.as_f64().to_string()),
    }
}

/// The day Excel would show for a number; none for one outside this century.
pub(super) fn day_of_serial(serial: f64) -> Option<String> {
    if !(36_526.0..73_051.0).contains(&serial) {
        return None;
    }
    let given = moment(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
    (given.is == Is::Day).then_some(given.text)
}
