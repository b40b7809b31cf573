//! A register as a plain table: read from a workbook a person filled in, and the empty one she is
//! given to fill. Cells come as the texts people see; a date as YYYY-MM-DD.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use calamine::{DataRef, Reader as _, Xlsx};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::book::trouble;
use super::files::{Delivery, Digests};
use super::returned::weigh;
use crate::error::{Error, Result};

/// Bytes of the file; rows and columns read of it.
const FILE: usize = 5 << 20;
const ROWS: u32 = 5_000;
const COLUMNS: u32 = 60;

/// One column of the empty table.
pub struct BlankColumn {
    /// What stands above it.
    pub title: String,
    /// Must be filled.
    pub required: bool,
    /// A line that explains it, shown when its cell is entered.
    pub hint: String,
    /// The words it takes; none: any.
    pub words: Vec<String>,
}

/// The rows of a workbook's first sheet with anything in it: row of the sheet as Excel counts, and its cells.
pub fn read_table(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>> {
    let unreadable = || Error::Untrusted("这不是能读的 Excel 工作簿（.xlsx）；老格式的 .xls 请先另存为 .xlsx，加了打开密码的请先去掉".into());
    if bytes.len() > FILE {
        return Err(Error::Untrusted("这个表格文件超过 5 MB，请只留要导入的那一张表".into()));
    }
    // A reader of strangers' files may stumble; the program must not.
    catch_unwind(AssertUnwindSafe(|| {
        weigh(bytes)?;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
        for name in book.sheet_names().into_iter().take(20) {
            // A chart's sheet has no cells.
            let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
            let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
            while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
                let (row, column) = cell.get_position();
                let text = shown(cell.get_value());
                if text.is_empty() || column >= COLUMNS {
                    continue;
                }
                if row >= ROWS {
                    return Err(Error::Untrusted(format!("这个表超过 {ROWS} 行，请分几次导入")));
                }
                if rows.last().is_none_or(|(last, _)| *last != row + 1) {
                    rows.push((row + 1, Vec::new()));
                }
                if let Some((_, cells)) = rows.last_mut() {
                    cells.resize(cells.len().max(column as usize + 1), String::new());
                    cells[column as usize] = text;
                }
            }
            if !rows.is_empty() {
                return Ok(rows);
            }
        }
        Ok(Vec::new())
    }))
    .unwrap_or_else(|_| Err(unreadable()))
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(s) => s.trim().to_owned(),
        DataRef::SharedString(s) => s.trim().to_owned(),
        // A phone number typed into a number cell: no decimals, no exponent.
        DataRef::Float(n) if n.fract() == 0.0 => format!("{n:.0}"),
        DataRef::Float(n) => n.to_string(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Bool(b) => if *b { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(at) => at.chars().take(10).collect(),
        DataRef::DurationIso(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Writes an empty table to be filled in, into `folder`; a file of that name that is there stays, and
/// the new one gets “（2）”.
pub fn write_blank(folder: &Path, name: &str, columns: &[BlankColumn]) -> Result<PathBuf> {
    let mut delivery = Delivery::to(folder)?;
    let (file, path) = delivery.begin(name)?;
    let mut book = Workbook::new();
    lay(&mut book, columns).map_err(|e| trouble(&path, e))?;
    book.save_to_writer(&file).map_err(|e| trouble(&path, e))?;
    file.sync_all().map_err(|e| Error::file(&path, e))?;
    let done = delivery.finish(&Digests::new())?;
    Ok(done.files.into_iter().next().unwrap_or(path))
}

fn lay(book: &mut Workbook, columns: &[BlankColumn]) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    let text = Format::new().set_num_format("@");
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 0)?;
    for (column, at) in columns.iter().zip(0u16..) {
        let title = if column.required {
            format!("{}*", column.title)
        } else {
            column.title.clone()
        };
        sheet.set_column_width(at, f64::from(u32::try_from(title.chars().count()).unwrap_or(10)) * 2.0 + 8.0)?;
        sheet.set_column_format(at, &text)?;
        sheet.write_with_format(0, at, title, &head)?;
        if !column.words.is_empty() {
            sheet.add_data_validation(1, at, 2_000, at, &DataValidation::new().allow_list_strings(&column.words)?)?;
        } else if !column.hint.is_empty() {
            sheet.add_data_validation(1, at, 2_000, at, &DataValidation::new().allow_any_value().set_input_message(&column.hint)?)?;
        }
    }
    Ok(())
}
