//! One sheet as an office prints it: merged title, who fills it in and when, a header
//! that is frozen and repeated on every page, wrapped lines, A4 landscape one page wide.
//! Lines are written top down and never touched again, so a long ledger needs no memory.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::Frame;
use super::cell::{Cell, Look};
use super::column::Head;
use super::looks::Looks;
use crate::records::dates;

/// Row of the column titles; title and two lines of particulars stand above it.
const HEADER_ROW: u32 = 3;
/// Lines one sheet of Excel holds below the header and above the sum.
pub(super) const MOST_LINES: u64 = 1_048_576 - HEADER_ROW as u64 - 2;

/// Points: a line of text, the air above and below, what a pen needs, what Excel allows.
const LINE: f64 = 14.0;
const AIR: f64 = 8.0;
const LOWEST: f64 = 26.0;
const HIGHEST: f64 = 409.0;

/// Excel takes 32,767 UTF-16 units a cell.
const LONGEST: usize = 32_000;

/// The paper a ledger is printed on: A4 lying, as wide as the page, numbered at its foot.
pub(super) fn page(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true);
    sheet.set_margins(0.3, 0.3, 0.5, 0.6, 0.3, 0.3).set_footer("&C第 &P 页　共 &N 页");
}

/// Text a spreadsheet might take for a formula once someone edits the cell, or saves the sheet as
/// plain text and opens that; blanks before the sign do not stop all of them.
pub(super) fn like_formula(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control())
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// What the library makes of a row nobody gave a height.
const UNSAID: f64 = 15.0;

/// A sheet being written.
pub(super) struct Sheet<'b> {
    looks: &'b Looks,
    heads: Vec<Head>,
    sums: Vec<i64>,
    header: u32,
    lines: u64,
    long: bool,
}

impl<'b> Sheet<'b> {
    /// Everything down to the header. `label` stands over it, `name` on its tab.
    pub(super) fn begin(sheet: &mut Worksheet, looks: &'b Looks, frame: &Frame, label: &str, name: &str, heads: Vec<Head>) -> Result<Self, XlsxError> {
        Self::begin_under(sheet, looks, frame, label, name, heads, "")
    }

    /// The same with a paragraph over the table.
    pub(super) fn begin_under(
        sheet: &mut Worksheet,
        looks: &'b Looks,
        frame: &Frame,
        label: &str,
        name: &str,
        heads: Vec<Head>,
        words: &str,
    ) -> Result<Self, XlsxError> {
        let header = HEADER_ROW + u32::from(!words.is_empty());
        sheet.set_name(name)?;
        page(sheet);
        sheet.set_repeat_rows(header, header)?.set_freeze_panes(header + 1, 0)?;
        let last = u16::try_from(heads.len().max(2) - 1).unwrap_or(u16::MAX);
        for (col, head) in (0u16..).zip(&heads) {
            sheet.set_column_width(col, head.width)?;
        }
        sheet
            .set_row_height(0, 32)?
            .merge_range(0, 0, 0, last, &format!("{}{label}", frame.period()).replace("年年度", "年度"), &looks.title)?;
        let middle = half(&heads);
        let shown = |date: chrono::NaiveDate| dates::shown(&date.to_string());
        let particulars = [
            [
                format!("填报单位：{}", frame.unit),
                format!("统计时段：{}至{}", shown(frame.from), shown(frame.to)),
            ],
            [format!("填表日期：{}", shown(frame.today)), format!("填表人：{}", frame.clerk)],
        ];
        for (row, [left, right]) in (1u32..).zip(&particulars) {
            sheet.set_row_height(row, 20)?;
            for (from, to, text) in [(0, middle, left), (middle + 1, last, right)] {
                if from == to {
                    sheet.write_string_with_format(row, from, text, &looks.particulars)?;
                } else {
                    sheet.merge_range(row, from, row, to, text, &looks.particulars)?;
                }
            }
        }
        if !words.is_empty() {
            // Larger letters than the table's.
            let width = heads.iter().map(|h| h.width).sum::<f64>() * 10.0 / 12.0;
            sheet.set_row_height(header - 1, height(lines_of(words, width)) * 1.3)?;
            sheet.merge_range(header - 1, 0, header - 1, last, words, &looks.words)?;
        }
        let titles = heads.iter().map(|h| lines_of(&h.title, h.width)).max().unwrap_or(1);
        sheet.set_row_height(header, height(titles))?;
        for (col, head) in (0u16..).zip(&heads) {
            sheet.write_string_with_format(header, col, &head.title, &looks.header)?;
        }
        let sums = vec![0; heads.len()];
        Ok(Self {
            looks,
            heads,
            sums,
            header,
            lines: 0,
            long: false,
        })
    }

    /// The same sheet, of a book that lets go of each line when a cell of the next one comes. Until then a line
    /// takes from the sheet what height it has, and cells that look like their column's take that. What a row
    /// says for itself the library keeps for good, a quarter of a kilobyte a row; a cell's own look it finds by a
    /// digest and a comparison of the whole of it.
    pub(super) fn long(mut self, sheet: &mut Worksheet) -> Result<Self, XlsxError> {
        for (col, head) in (0u16..).zip(&self.heads) {
            sheet.set_column_format(col, self.looks.of(head.look))?;
        }
        self.long = true;
        Ok(self)
    }

    /// Makes the library let go of the rows before `row`, and the sheet say nothing more for them. A last row that
    /// still is with it when the book is saved is written twice, the second time empty, if it has a height.
    fn let_go(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        sheet.write_number(row, 0, 0)?;
        sheet.clear_cell(row, 0).set_default_row_height(UNSAID);
        for (col, _) in (0u16..).zip(&self.heads) {
            sheet.set_column_format(col, &Format::default())?;
        }
        Ok(())
    }

    /// Lines written so far.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    fn row(&self) -> u32 {
        self.header + 1 + u32::try_from(self.lines).unwrap_or(u32::MAX - 100)
    }

    /// One line; its cells in the order of the columns.
    pub(super) fn line(&mut self, sheet: &mut Worksheet, cells: &[Cell]) -> Result<(), XlsxError> {
        let row = self.row();
        let wrapped = cells
            .iter()
            .zip(&self.heads)
            .map(|(cell, head)| if let Cell::Text(text) = cell { lines_of(text, head.width) } else { 1 });
        let tall = height(wrapped.max().unwrap_or(1));
        if !self.long {
            sheet.set_row_height(row, tall)?;
        }
        for ((col, cell), (head, sum)) in (0u16..).zip(cells).zip(self.heads.iter().zip(&mut self.sums)) {
            if let (true, Cell::Whole(number)) = (head.total, cell) {
                *sum += number;
            }
            let format = format_of(self.looks, head.look, cell);
            let said = !self.long || !std::ptr::eq(format, self.looks.of(head.look));
            write(sheet, row, col, cell, format, said)?;
        }
        if self.long {
            sheet.set_default_row_height(tall);
        }
        self.lines += 1;
        Ok(())
    }

    /// The sums under this word, or a word that there was nothing.
    pub(super) fn end(self, sheet: &mut Worksheet, word: &str) -> Result<u64, XlsxError> {
        let row = self.row();
        let last = u16::try_from(self.heads.len().max(2) - 1).unwrap_or(u16::MAX);
        sheet.set_row_height(row, LOWEST)?;
        if self.lines == 0 {
            sheet.merge_range(row, 0, row, last, "本时段没有记录", &self.looks.none)?;
        } else {
            sheet.autofilter(self.header, 0, row - 1, last)?;
            if self.heads.iter().any(|h| h.total) {
                for (col, (head, sum)) in (0u16..).zip(self.heads.iter().zip(&self.sums)) {
                    if head.total {
                        sheet.write_number_with_format(row, col, *sum as f64, self.looks.of(Look::Count))?;
                    } else {
                        sheet.write_string_with_format(row, col, if col == 0 { word } else { "" }, &self.looks.header)?;
                    }
                }
            }
        }
        if self.long {
            self.let_go(sheet, row + 1)?;
        }
        Ok(self.lines)
    }
}

/// How a cell of a column looks.
fn format_of<'l>(looks: &'l Looks, look: Look, cell: &Cell) -> &'l Format {
    match cell {
        Cell::Text(text) => {
            // Words where a date or number was expected keep their box but not its number format.
            let look = if matches!(look, Look::Words | Look::Short | Look::Code) {
                look
            } else {
                Look::Short
            };
            if look != Look::Code && like_formula(fitting(text)) {
                looks.inert(look)
            } else {
                looks.of(look)
            }
        }
        Cell::Rate(_) => looks.of(Look::Rate),
        Cell::Blank | Cell::Whole(_) | Cell::Date(_) => looks.of(look),
    }
}

/// `said`: the cell has its look of its own, not from its column; a blank one always has.
fn write(sheet: &mut Worksheet, row: u32, col: u16, cell: &Cell, format: &Format, said: bool) -> Result<(), XlsxError> {
    match (cell, said) {
        (Cell::Blank, _) => sheet.write_blank(row, col, format)?,
        (Cell::Text(text), true) => sheet.write_string_with_format(row, col, fitting(text), format)?,
        (Cell::Text(text), false) => sheet.write_string(row, col, fitting(text))?,
        (Cell::Whole(number), true) => sheet.write_number_with_format(row, col, *number as f64, format)?,
        (Cell::Whole(number), false) => sheet.write_number(row, col, *number as f64)?,
        (Cell::Rate(rate), true) => sheet.write_number_with_format(row, col, *rate, format)?,
        (Cell::Rate(rate), false) => sheet.write_number(row, col, *rate)?,
        (Cell::Date(date), true) => sheet.write_datetime_with_format(row, col, date, format)?,
        (Cell::Date(date), false) => sheet.write_datetime(row, col, date)?,
    };
    Ok(())
}

/// As much of a text as a cell holds.
pub(super) fn fitting(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// Lines a text takes in a column this wide. Programs that open a ledger do not all fit the rows
/// to wrapped text by themselves, so the height is written down.
fn lines_of(text: &str, width: f64) -> usize {
    let room = (width - 0.3).max(2.0);
    let lines = text.split('\n').map(|line| {
        let units: f64 = line.chars().map(|c| if c.is_ascii() { 0.95 } else { 1.91 }).sum();
        (units / room).ceil().max(1.0) as usize
    });
    lines.sum()
}

fn height(lines: usize) -> f64 {
    (lines as f64 * LINE + AIR).clamp(LOWEST, HIGHEST)
}

/// The column after which the left half of the page's width ends.
fn half(heads: &[Head]) -> u16 {
    let whole: f64 = heads.iter().map(|h| h.width).sum();
    let mut left = 0.0;
    let before = heads.iter().take_while(|h| {
        left += h.width;
        left <= whole / 2.0
    });
    u16::try_from(before.count().clamp(1, heads.len().max(2) - 1) - 1).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_high_as_their_text() {
        for (text, width, lines) in [
            ("", 10.0, 1),
            ("JF-2024-0001", 12.5, 1),
            ("提出意见建议", 12.0, 1),
            ("提出意见建议一", 12.0, 2),
            ("一\n二\n\n四", 30.0, 4),
            ("一二三", 1.0, 3),
        ] {
            assert_eq!(lines_of(text, width), lines, "{text}");
        }
        assert_eq!((height(1), height(2), height(1000)), (LOWEST, 36.0, HIGHEST));
    }

    #[test]
    fn a_cell_takes_what_excel_takes() {
        let long = "𬭚".repeat(20_000);
        let kept = fitting(&long);
        assert!(kept.encode_utf16().count() <= LONGEST && kept.chars().all(|c| c == '𬭚'));
        assert_eq!(fitting("短"), "短");
    }
}
