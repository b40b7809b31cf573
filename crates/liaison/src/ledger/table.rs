//! A register as a plain table: read from a workbook a person filled in, and the empty one she is
//! given to fill. Cells come as the texts people see; a date as YYYY-MM-DD.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, XlsxError};

use super::book::trouble;
use super::files::{Delivery, Digests};
use super::workbook::{Limits, Workbook};
use crate::error::{Error, Result};
use crate::records::meaning::Is;

/// A register of a county is a few hundred rows.
const LIMITS: Limits = Limits {
    bytes: 5 << 20,
    whole: 40 << 20,
    rows: 5_000,
    columns: 60,
};

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
    let mut book = Workbook::open(bytes, LIMITS)?;
    for name in book.sheets() {
        let mut rows = Vec::new();
        book.rows(&name, &mut |row, given| {
            let mut cells = vec![String::new(); given.last().map_or(0, |(column, _)| *column as usize + 1)];
            for (column, given) in given {
                if let Some(cell) = cells.get_mut(column as usize).filter(|_| given.is != Is::Error) {
                    *cell = given.text;
                }
            }
            rows.push((row + 1, cells));
            Ok(true)
        })?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// Writes an empty table to be filled in, into `folder`; a file of that name that is there stays, and
/// the new one gets “（2）”.
pub fn write_blank(folder: &Path, name: &str, columns: &[BlankColumn]) -> Result<PathBuf> {
    let mut delivery = Delivery::to(folder)?;
    let (file, path) = delivery.begin(name)?;
    let mut book = rust_xlsxwriter::Workbook::new();
    lay(&mut book, columns).map_err(|e| trouble(&path, e))?;
    book.save_to_writer(&file).map_err(|e| trouble(&path, e))?;
    file.sync_all().map_err(|e| Error::file(&path, e))?;
    let done = delivery.finish(&Digests::new())?;
    Ok(done.files.into_iter().next().unwrap_or(path))
}

fn lay(book: &mut rust_xlsxwriter::Workbook, columns: &[BlankColumn]) -> Result<(), XlsxError> {
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
