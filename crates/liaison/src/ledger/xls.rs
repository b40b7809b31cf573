//! An .xls weighed before its reader opens it. That reader lays whole rectangles out in memory, as
//! large as the file says they are, and a program that asks for more memory than there is ends on
//! the spot; so what the file says is looked at first, wherever the reader could find it.

use std::io::{Cursor, Read as _};

use super::workbook::{not_excel, refuse, unreadable};
use crate::error::Result;

/// Cells the sheets may span together.
const SPAN: u64 = 6_000_000;
/// Sheets in it.
const SHEETS: usize = 256;

/// Records that bear cells: NUMBER, LABEL, BOOLERR, FORMULA, RK, MULRK, LABELSST, RSTRING.
const CELLS: [u16; 8] = [0x0203, 0x0204, 0x0205, 0x0006, 0x027e, 0x00bd, 0x00fd, 0x00d6];
const RUN_OF_NUMBERS: u16 = 0x00bd;
const DIMENSIONS: u16 = 0x0200;
const BOUND_SHEET: u16 = 0x0085;

/// Refuses an .xls whose cells lie, or are said to lie, too far apart.
pub(super) fn weigh_xls(bytes: &[u8]) -> Result<()> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| unreadable())?;
    if file.exists("/EncryptedPackage") {
        return Err(not_excel());
    }
    // The reader takes the first of the name, wherever in the file it lies.
    let is_book = |entry: &cfb::Entry| entry.is_stream() && ["workbook", "book"].contains(&entry.name().to_lowercase().as_str());
    let books: Vec<_> = file.walk().filter(is_book).map(|entry| entry.path().to_path_buf()).collect();
    if books.is_empty() {
        return Err(not_excel());
    }
    for book in books {
        let mut stream = Vec::new();
        let opened = file.open_stream(book).map_err(|_| unreadable())?;
        opened.take(bytes.len() as u64).read_to_end(&mut stream).map_err(|_| unreadable())?;
        weigh_stream(&stream)?;
    }
    Ok(())
}

/// The stream from its start, and again from wherever it says that a sheet begins: from another
/// place, other bytes are records.
fn weigh_stream(stream: &[u8]) -> Result<()> {
    let mut sheets = Vec::new();
    for (kind, data) in Records(stream) {
        if let (BOUND_SHEET, [a, b, c, d, ..]) = (kind, data) {
            sheets.push(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
        }
    }
    if sheets.len() > SHEETS {
        return Err(refuse("这个文件里的工作表多得不正常，没有打开"));
    }
    let begins = [0].into_iter().chain(sheets.iter().copied());
    let widest = begins.filter_map(|at| stream.get(at..)).map(span).max().unwrap_or(0);
    if widest.saturating_mul(sheets.len().max(1) as u64) > SPAN {
        return Err(refuse("这个老格式的表太大，请用 Excel 或 WPS 打开，另存为 .xlsx 再选"));
    }
    Ok(())
}

/// Cells in the rectangle that all records from here on make or speak of.
fn span(from: &[u8]) -> u64 {
    let (mut rows, mut columns) = (0u64, 0u64);
    let word = |data: &[u8], at: usize| data.get(at..at + 2).map_or(0, |w| u64::from(u16::from_le_bytes([w[0], w[1]])));
    for (kind, data) in Records(from) {
        let (row, column) = match kind {
            // Ten bytes in the oldest formats, with rows of two bytes; the ends stand one further on.
            DIMENSIONS if data.len() == 10 => (word(data, 2), word(data, 6)),
            DIMENSIONS => (word(data, 4) | word(data, 6) << 16, word(data, 10)),
            // A run ends with its last column.
            RUN_OF_NUMBERS => (word(data, 0) + 1, word(data, 2).max(word(data, data.len().saturating_sub(2))) + 1),
            cell if CELLS.contains(&cell) => (word(data, 0) + 1, word(data, 2) + 1),
            _ => continue,
        };
        (rows, columns) = (rows.max(row), columns.max(column));
    }
    rows * columns
}

/// Kind and content of record after record.
struct Records<'s>(&'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let [kind_low, kind_high, size_low, size_high, after @ ..] = self.0 else {
            return None;
        };
        let size = usize::from(u16::from_le_bytes([*size_low, *size_high]));
        let (data, rest) = after.split_at_checked(size)?;
        self.0 = rest;
        Some((u16::from_le_bytes([*kind_low, *kind_high]), data))
    }
}
