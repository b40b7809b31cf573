//! A 交办单 that came back. It is a stranger's file: read whole into memory under a cap, unpacked
//! once to count what it holds, and only then given to the reader of Excel. Cells are read one by
//! one, because a sheet's size is whatever its last cell says.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::Path;

use calamine::{DataRef, Reader as _, Xlsx};
use sha2::{Digest as _, Sha256};

use super::paper::{COLUMNS, TEAR};
use super::workbook::{day_of_serial, given, unshaken, weigh};
use crate::error::{Error, Result};
use crate::records::meaning::{Given, Is};
use crate::records::{dates, text};

/// Bytes of the file, of all that is in it.
const FILE: u64 = 5 << 20;
const WHOLE: u64 = 40 << 20;
/// Lines and cells read.
const LINES: u32 = 2_000;
const CELLS: usize = 200_000;
/// Rows in which the header must stand.
const HEADER_WITHIN: u32 = 20;

/// What the county wrote and must find again.
const OURS: [&str; 2] = ["编号", "核对码"];

/// One line as it came back; texts are tidied, dates YYYY-MM-DD.
#[derive(Debug, Clone, Default)]
pub struct ReturnedLine {
    /// Row of the sheet, as Excel counts.
    pub row: u32,
    /// 编号
    pub number: String,
    /// 核对码
    pub check: String,
    /// 签收人
    pub signed_by: String,
    /// 签收日期
    pub signed_on: String,
    /// 承办人
    pub handler: String,
    /// 电话
    pub phone: String,
    /// 答复日期
    pub answered_on: String,
    /// A–D, or "".
    pub result_class: String,
    /// 答复内容
    pub answer: String,
    /// What can't be read in it, each a sentence.
    pub wrong: Vec<String>,
}

/// A slip that came back.
#[derive(Debug, Clone)]
pub struct ReturnedPaper {
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Its lines.
    pub lines: Vec<ReturnedLine>,
}

fn refuse(says: impl Into<String>) -> Error {
    Error::Untrusted(says.into())
}

/// The bytes of a file that came back, or as many as show that it is too large.
pub fn returned_bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|e| Error::file(path, e))?;
    if !file.metadata().map_err(|e| Error::file(path, e))?.is_file() {
        return Err(Error::NotReady("请选一个退回来的交办单文件（.xlsx）".into()));
    }
    file.take(FILE + 1).read_to_end(&mut bytes).map_err(|e| Error::file(path, e))?;
    Ok(bytes)
}

/// Reads a slip; nothing is believed but what stands in the cells.
pub fn read_returned(bytes: Vec<u8>) -> Result<ReturnedPaper> {
    if bytes.len() as u64 > FILE {
        return Err(refuse("这个文件比交办单大得多（超过 5 MB），不是县里发出的交办单"));
    }
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let lines = unshaken(|| {
        weigh(&bytes, WHOLE)?;
        lines(bytes)
    })?;
    Ok(ReturnedPaper { sha256, lines })
}

fn lines(bytes: Vec<u8>) -> Result<Vec<ReturnedLine>> {
    let unreadable = || refuse("这个 Excel 文件有损坏，读不出来");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| refuse("这不是 Excel 工作簿（.xlsx），读不出来"))?;
    for name in book.sheet_names().into_iter().take(20) {
        let mut reader = match book.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // A chart's sheet has no cells.
            Err(_) => continue,
        };
        let mut table = Table::default();
        while let Some(cell) = reader.next_cell_with_formula().map_err(|_| unreadable())? {
            table.take(cell.pos, &cell.value, cell.formula.is_some())?;
            if table.torn {
                break;
            }
        }
        if table.header.is_some() {
            return table.finish();
        }
    }
    Err(refuse("没有找到交办单的表头（编号、核对码、签收人……），这不是县里发出的交办单"))
}

/// A sheet being read from top to bottom.
#[derive(Default)]
struct Table {
    cells: usize,
    /// Text cells of the row at hand while the header is looked for.
    seen: HashMap<String, u32>,
    row: u32,
    /// Column titles → columns, once the header was met, and its row.
    header: Option<(u32, HashMap<u32, &'static str>)>,
    lines: Vec<ReturnedLine>,
    torn: bool,
}

impl Table {
    fn take(&mut self, (row, col): (u32, u32), value: &DataRef<'_>, formula: bool) -> Result<()> {
        self.cells += 1;
        if self.cells > CELLS {
            return Err(refuse("这个表里的格子多得不正常，没有采用"));
        }
        let given = given(value);
        let said = given.text.clone();
        let Some((header, columns)) = &self.header else {
            if row != self.row {
                self.seen.clear();
                self.row = row;
            }
            if row < HEADER_WITHIN && !said.is_empty() {
                self.seen.insert(said.replace(['\n', ' ', '\u{3000}'], ""), col);
            }
            let needed = |(title, _, fill): &&(&str, f64, bool)| *fill || OURS.contains(title);
            if COLUMNS.iter().filter(needed).all(|(title, _, _)| self.seen.contains_key(*title)) {
                let columns = COLUMNS.iter().filter_map(|(title, _, _)| Some((*self.seen.get(*title)?, *title)));
                self.header = Some((row, columns.collect()));
            }
            return Ok(());
        };
        if row <= *header || self.torn {
            return Ok(());
        }
        if said.contains(TEAR) {
            self.torn = true;
            return Ok(());
        }
        let Some(title) = columns.get(&col) else { return Ok(()) };
        if said.is_empty() && !formula {
            return Ok(());
        }
        if row - header > LINES {
            return Err(refuse(format!("这个表超过 {LINES} 行，不是县里发出的交办单")));
        }
        if self.lines.last().is_none_or(|line| line.row != row + 1) {
            self.lines.push(ReturnedLine {
                row: row + 1,
                ..ReturnedLine::default()
            });
        }
        if let Some(line) = self.lines.last_mut() {
            line.fill(title, value, given, formula);
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<ReturnedLine>> {
        let lines: Vec<_> = self.lines.into_iter().filter(ReturnedLine::says_something).collect();
        if lines.is_empty() {
            return Err(refuse("这个交办单里一行意见建议也没有"));
        }
        Ok(lines)
    }
}

impl ReturnedLine {
    fn says_something(&self) -> bool {
        !self.number.is_empty() || !self.check.is_empty() || self.is_filled() || !self.wrong.is_empty()
    }

    /// The unit wrote something in it.
    pub fn is_filled(&self) -> bool {
        [
            &self.signed_by,
            &self.signed_on,
            &self.handler,
            &self.phone,
            &self.answered_on,
            &self.result_class,
            &self.answer,
        ]
        .iter()
        .any(|text| !text.is_empty())
    }

    fn fill(&mut self, title: &str, value: &DataRef<'_>, given: Given, formula: bool) {
        let fills = COLUMNS.iter().any(|(t, _, fill)| *t == title && *fill);
        if !fills && !OURS.contains(&title) {
            return;
        }
        if formula {
            self.wrong.push(format!("“{title}”是公式，请直接填写内容"));
            return;
        }
        let read = day(value, &given).or_else(|| dates::read(&given.text).map(|d| d.to_string()));
        let said = given.text;
        match title {
            "编号" => self.number = text::narrow(&said).to_ascii_uppercase().replace(' ', ""),
            "核对码" => self.check = text::narrow(&said).to_ascii_uppercase().replace(' ', ""),
            "签收人" => self.signed_by = said,
            "承办人" => self.handler = said,
            "电话" => self.phone = said,
            "答复内容" => self.answer = text::tidy(&said, true),
            "结果类别" => match text::narrow(&said).chars().next().map(|c| c.to_ascii_uppercase()) {
                Some(c @ 'A'..='D') => self.result_class = c.to_string(),
                _ => self.wrong.push(format!("“结果类别”写的是“{}”，应是 A、B、C、D 中的一个", short(&said))),
            },
            "签收日期" | "答复日期" => match read {
                Some(day) if title == "签收日期" => self.signed_on = day,
                Some(day) => self.answered_on = day,
                None => self.wrong.push(format!("“{title}”写的是“{}”，不是日期，例如 2026年11月6日", short(&said))),
            },
            _ => {}
        }
    }
}

fn short(said: &str) -> String {
    said.chars().take(20).collect()
}

/// A real date, or a number that Excel would show as a day of this century.
fn day(value: &DataRef<'_>, given: &Given) -> Option<String> {
    match value {
        DataRef::Float(n) => day_of_serial(*n),
        _ => (given.is == Is::Day).then(|| given.text.clone()),
    }
}

/// Whether no number stands twice: the second line of one matter is nobody's.
pub fn doubles(lines: &[ReturnedLine]) -> HashSet<u32> {
    let mut first: HashSet<&str> = HashSet::new();
    let twice = lines.iter().filter(|line| !line.number.is_empty() && !first.insert(&line.number));
    twice.map(|line| line.row).collect()
}
