//! An old ledger: which sheet it is on, which register it is, where its column titles stand. Its
//! rows are handed on one by one, merged cells told, so that a long one needs no memory.

use std::collections::HashMap;

use super::registers::Register;
use super::workbook::{Limits, Merge, Workbook};
use crate::error::{Error, Result};
use crate::records::meaning::Given;

/// A year of the busiest station is a few thousand rows; twenty years of it are fewer than these.
const LIMITS: Limits = Limits {
    bytes: 40 << 20,
    whole: 600 << 20,
    rows: 150_000,
    columns: 80,
};
/// Rows in which the column titles must stand.
const HEADER_WITHIN: u32 = 20;

/// A sheet of an old ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldSheet {
    /// Its name.
    pub name: String,
    /// Key of the register it looks like; "" where it looks like none.
    pub register: &'static str,
    /// How well it fits.
    pub fit: usize,
}

/// Where a sheet's column titles stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// First and last row of the titles, counted from 0.
    pub rows: (u32, u32),
    /// Title by column, from the first column on; "" where there is none.
    pub titles: Vec<String>,
    /// The first thing under each title.
    pub samples: Vec<String>,
    /// The year the words above the titles name; 0 for none.
    pub year: i32,
}

type Row = (u32, Vec<(u32, Given)>);

/// Told of each row: its place counted from 0, its cells by column, the merged cells that reach into it.
pub type EachOldRow<'e> = &'e mut dyn FnMut(u32, Vec<(u32, Given)>, &[Merge]) -> Result<()>;

/// An opened old ledger.
pub struct OldLedger<'b> {
    book: Workbook<'b>,
}

impl<'b> OldLedger<'b> {
    /// Opens a file's bytes.
    pub fn open(bytes: &'b [u8]) -> Result<Self> {
        Ok(Self {
            book: Workbook::open(bytes, LIMITS)?,
        })
    }

    /// Its sheets, each with the register it looks like.
    pub fn sheets(&mut self) -> Result<Vec<OldSheet>> {
        let mut sheets = Vec::new();
        for name in self.book.sheets() {
            let top = self.top(&name)?;
            let words: String = top.iter().flat_map(|(_, cells)| cells).map(|(_, given)| given.text.as_str()).collect();
            let merges = self.book.merges(&name)?;
            let best = Register::readable()
                .map(|register| {
                    let fit = headers(&top, &merges).map(|header| register.fits(&header.titles)).max().unwrap_or(0);
                    // A sheet that says what it is.
                    let named = fit > 0 && (words.contains(register.label) || name.contains(register.label));
                    (register, if named { fit + 100 } else { fit })
                })
                // The first of those that fit alike.
                .fold(
                    None,
                    |best: Option<(&Register, usize)>, next| if best.is_none_or(|b| next.1 > b.1) { Some(next) } else { best },
                );
            let (register, fit) = best.filter(|(_, fit)| *fit > 0).map_or(("", 0), |(r, fit)| (r.key, fit));
            sheets.push(OldSheet { name, register, fit });
        }
        Ok(sheets)
    }

    /// Where the column titles of a register stand on a sheet; none where they are not found.
    pub fn header(&mut self, sheet: &str, register: &Register) -> Result<Option<Header>> {
        let top = self.top(sheet)?;
        let merges = self.book.merges(sheet)?;
        let best = headers(&top, &merges).fold(None, |best: Option<(Header, usize)>, header| {
            let fit = register.fits(&header.titles);
            if fit > best.as_ref().map_or(0, |(_, fit)| *fit) {
                Some((header, fit))
            } else {
                best
            }
        });
        Ok(best.map(|(header, _)| header))
    }

    /// Every row below the titles, merged cells told for each: its place counted from 0, its cells by column.
    pub fn rows(&mut self, sheet: &str, below: u32, each: EachOldRow<'_>) -> Result<()> {
        let mut merges = self.book.merges(sheet)?;
        merges.retain(|m| m.rows.1 > below);
        merges.sort_unstable_by_key(|m| m.rows.0);
        let mut merges = merges.into_iter().peekable();
        // Those that reach into the row at hand, with what stands in each.
        let mut open: Vec<(Merge, Given)> = Vec::new();
        self.book.rows(sheet, &mut |row, mut cells| {
            if row <= below {
                return Ok(true);
            }
            open.retain(|(merge, _)| merge.rows.1 >= row);
            while let Some(merge) = merges.next_if(|m| m.rows.0 <= row) {
                let given = cells.iter().find(|(column, _)| *column == merge.columns.0);
                let given = given.filter(|_| merge.rows.0 == row).map(|(_, given)| given.clone());
                open.push((merge, given.unwrap_or_default()));
            }
            // Side by side they can be no more than the columns are.
            if open.len() > LIMITS.columns as usize {
                return Err(Error::Untrusted("这个表里合并的格子互相重叠，没有采用".into()));
            }
            let here: Vec<Merge> = open.iter().map(|(merge, _)| *merge).collect();
            for (merge, given) in open
                .iter()
                .filter(|(m, given)| m.rows.0 < row && m.columns.0 == m.columns.1 && !given.text.is_empty())
            {
                if cells.iter().all(|(column, _)| *column != merge.columns.0) {
                    cells.push((merge.columns.0, given.clone()));
                }
            }
            cells.sort_by_key(|(column, _)| *column);
            each(row, cells, &here)?;
            Ok(true)
        })
    }

    fn top(&mut self, sheet: &str) -> Result<Vec<Row>> {
        let mut top = Vec::new();
        self.book.rows(sheet, &mut |row, cells| {
            top.push((row, cells));
            Ok(row < HEADER_WITHIN)
        })?;
        Ok(top)
    }
}

/// Each row that may be the titles. Cells merged downwards make a header of several rows, in which the
/// lowest words count: 办理情况 above 主办单位 and 协办单位.
fn headers<'t>(top: &'t [Row], merges: &'t [Merge]) -> impl Iterator<Item = Header> + 't {
    top.iter().filter(|(row, _)| *row < HEADER_WITHIN).map(move |(row, cells)| {
        let end = cells
            .iter()
            .filter_map(|(column, _)| merges.iter().find(|m| m.rows.0 == *row && m.columns == (*column, *column)).map(|m| m.rows.1))
            .max()
            .unwrap_or(*row)
            .min(row + 2);
        let mut by_column: HashMap<u32, &str> = HashMap::new();
        for (_, cells) in top.iter().filter(|(r, _)| (*row..=end).contains(r)) {
            by_column.extend(cells.iter().map(|(column, given)| (*column, given.text.as_str())));
        }
        let width = by_column.keys().max().map_or(0, |last| *last as usize + 1);
        let titles = (0u32..)
            .take(width)
            .map(|column| by_column.get(&column).map_or(String::new(), |t| t.replace('\n', "")));
        let next = top.iter().find(|(r, _)| *r > end).map(|(_, cells)| cells.as_slice()).unwrap_or_default();
        let sample = |column: u32| next.iter().find(|(c, _)| *c == column).map_or(String::new(), |(_, given)| given.text.clone());
        let above: String = top
            .iter()
            .filter(|(r, _)| r < row)
            .flat_map(|(_, cells)| cells)
            .map(|(_, given)| given.text.as_str())
            .collect();
        Header {
            rows: (*row, end),
            titles: titles.collect(),
            samples: (0u32..).take(width).map(sample).collect(),
            year: year_in(&above),
        }
    })
}

/// The first year named in these words.
fn year_in(words: &str) -> i32 {
    let digits: Vec<char> = words.chars().collect();
    let year = digits
        .windows(5)
        .find(|w| w[4] == '年' && w[0] == '2' && w[1] == '0' && w[..4].iter().all(char::is_ascii_digit));
    year.and_then(|w| w[..4].iter().collect::<String>().parse().ok()).unwrap_or(0)
}
