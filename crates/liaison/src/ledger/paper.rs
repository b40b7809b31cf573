//! 交办单: what a unit is handed, as a workbook it fills in and sends back. The left columns are
//! the county's and locked; the right ones are the unit's; below, a 回执 to tear off and stamp.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, FormatAlign, FormatBorder, ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use sha2::{Digest as _, Sha256};

use super::book::trouble;
use super::files::{Delivered, Digests, deliver, file_name};
use super::looks::{DATE, font, title};
use super::sheet::{like_formula, page};
use crate::error::{Error, Result};
use crate::records::life::{self, REFERRED, RESULT_CLASSES, SIGNED, WORKING};
use crate::records::{Kept, Noun, dates};

/// What the sheet is called.
pub(super) const SHEET: &str = "交办单";
/// The line a reader stops at.
pub(super) const TEAR: &str = "沿此线裁下";

/// One matter on a slip, with no more of its people than the unit needs.
#[derive(Debug, Clone)]
pub struct PaperLine {
    /// Station and number: JS-017/YJ-2026-0001.
    pub number: String,
    /// What tells that a returned line is about this referral.
    pub check: String,
    /// 标题
    pub title: String,
    /// 内容摘要
    pub content: String,
    /// 反映人, or 匿名.
    pub citizen: String,
    /// 村组, or "".
    pub village: String,
    /// 协办单位
    pub co_units: String,
    /// YYYY-MM-DD
    pub referred_on: String,
    /// YYYY-MM-DD
    pub due_on: String,
}

/// A station's number as all stations can tell it apart.
pub fn full_number(matter: &Kept) -> String {
    format!("{}/{}", matter.head.station, matter.head.number)
}

/// Eight letters that tell one referral of one matter: another unit's, or an earlier one, has others.
pub fn check_code(matter: &Kept) -> String {
    let of = format!(
        "{}|{}|{}|{}",
        matter.head.id,
        matter.text("lead_unit"),
        matter.text("referred_on"),
        matter.whole("redo_count").unwrap_or(0)
    );
    hex::encode_upper(&Sha256::digest(of.as_bytes())[..4])
}

/// In which order matters stand on a slip: first what is due first.
pub fn paper_order(matter: &Kept) -> (String, String) {
    (matter.text("due_on").to_owned(), full_number(matter))
}

impl PaperLine {
    /// Of a matter that is with a unit; 保密 hides who raised it.
    pub fn of(matter: &Kept) -> Result<Self> {
        if ![REFERRED, SIGNED, WORKING].contains(&matter.text("state")) {
            return Err(Error::NotReady(format!(
                "“{}”现在是“{}”，不在承办单位手里，写不出交办单",
                Noun::Matter.title_of(matter),
                life::state_label(matter.text("state"))
            )));
        }
        let check = check_code(matter);
        let matter = &*matter.public(Noun::Matter);
        Ok(Self {
            number: full_number(matter),
            check,
            title: matter.text("title").into(),
            content: matter.text("content").into(),
            citizen: matter.text("citizen").into(),
            village: matter.text("village").into(),
            co_units: matter.text("co_units").into(),
            referred_on: matter.text("referred_on").into(),
            due_on: matter.text("due_on").into(),
        })
    }

    /// What the county's own columns say, by their titles, in their order.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let shown = |day: &str| dates::shown(day);
        let texts = [
            self.number.clone(),
            self.check.clone(),
            self.title.clone(),
            self.content.clone(),
            [self.citizen.as_str(), &self.village].join(" ").trim().to_owned(),
            self.co_units.clone(),
            shown(&self.referred_on),
            shown(&self.due_on),
        ];
        COLUMNS.iter().map(|(title, _, _)| *title).zip(texts).collect()
    }
}

/// What stands over a slip, and what a reader of it is told to tear off.
pub const PAPER_TITLE: &str = "人大代表意见建议交办单";

/// The line over the 回执.
pub fn tear_line(office: &str) -> String {
    format!("{TEAR}，盖章后退回{office}")
}

/// One slip.
#[derive(Debug, Clone)]
pub struct Paper {
    /// 承办单位
    pub unit: String,
    /// Its file's name after the unit's: 交办单_20261104.xlsx.
    pub name: String,
    /// Its matters.
    pub lines: Vec<PaperLine>,
}

/// Who hands out.
#[derive(Debug, Clone)]
pub struct PaperFrame {
    /// The county office.
    pub office: String,
    /// Its clerk.
    pub clerk: String,
    /// Its telephone.
    pub phone: String,
    /// When.
    pub now: DateTime<FixedOffset>,
}

/// Columns: title, width, and whether the unit fills it in.
pub(super) const COLUMNS: &[(&str, f64, bool)] = &[
    ("编号", 13.0, false),
    ("核对码", 10.0, false),
    ("标题", 16.0, false),
    ("内容摘要", 28.0, false),
    ("反映人", 12.0, false),
    ("协办单位", 12.0, false),
    ("交办日期", 12.0, false),
    ("要求办结日期", 12.0, false),
    ("签收人", 9.0, true),
    ("签收日期", 12.0, true),
    ("承办人", 9.0, true),
    ("电话", 13.0, true),
    ("答复日期", 12.0, true),
    ("结果类别", 12.0, true),
    ("答复内容", 30.0, true),
];

const LAST: u16 = COLUMNS.len() as u16 - 1;
const HEADER: u32 = 3;
const LONGEST: usize = 8_000;

/// Writes slips into `folder`: all of them, whole, or none.
pub fn write_papers(folder: &Path, ours: &Digests, frame: &PaperFrame, papers: &[Paper]) -> Result<Delivered> {
    let book = |paper: &Paper| {
        let name = file_name(&paper.unit, &paper.name);
        let bytes = workbook(frame, paper).map_err(|e| trouble(&folder.join(&name), e))?;
        Ok((name, bytes))
    };
    deliver(folder, ours, &papers.iter().map(book).collect::<Result<Vec<_>>>()?)
}

struct Looks {
    title: Format,
    plain: Format,
    given: Format,
    given_head: Format,
    fill_head: Format,
    words: Format,
    code: Format,
    date: Format,
    fill: Format,
    fill_words: Format,
    fill_code: Format,
    fill_date: Format,
    tear: Format,
}

impl Looks {
    fn new() -> Self {
        let boxed = || {
            font()
                .set_border(FormatBorder::Thin)
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_align(FormatAlign::Center)
        };
        let head = || boxed().set_bold();
        Self {
            title: title(),
            plain: font().set_font_size(11).set_text_wrap().set_align(FormatAlign::VerticalCenter),
            given: boxed(),
            given_head: head(),
            fill_head: head().set_background_color(Color::RGB(0xE7_E6_E6)),
            words: boxed().set_align(FormatAlign::Left),
            code: boxed().set_num_format("@"),
            date: boxed().set_num_format(DATE),
            fill: boxed().set_unlocked(),
            fill_words: boxed().set_align(FormatAlign::Left).set_unlocked(),
            fill_code: boxed().set_num_format("@").set_unlocked(),
            fill_date: boxed().set_num_format(DATE).set_unlocked(),
            tear: font().set_align(FormatAlign::Center).set_border_top(FormatBorder::Dashed),
        }
    }
}

fn workbook(frame: &PaperFrame, paper: &Paper) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_author(&frame.clerk)
            .set_company(&frame.office)
            .set_creation_datetime(&frame.now.to_utc()),
    );
    let looks = Looks::new();
    let sheet = book.add_worksheet();
    head(sheet, &looks, frame, paper)?;
    let mut row = HEADER + 1;
    for line in &paper.lines {
        lay(sheet, &looks, row, line)?;
        row += 1;
    }
    validate(sheet, HEADER + 1, row - 1)?;
    slip(sheet, &looks, frame, paper, row + 1)?;
    // Without a password: it only keeps a hand from slipping.
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    book.save_to_buffer()
}

fn head(sheet: &mut Worksheet, looks: &Looks, frame: &PaperFrame, paper: &Paper) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    page(sheet);
    sheet.set_repeat_rows(HEADER, HEADER)?.set_freeze_panes(HEADER + 1, 0)?;
    for (col, (_, width, _)) in (0u16..).zip(COLUMNS) {
        sheet.set_column_width(col, *width)?;
    }
    sheet.set_row_height(0, 32)?.merge_range(0, 0, 0, LAST, PAPER_TITLE, &looks.title)?;
    let today = dates::shown(&frame.now.date_naive().to_string());
    sheet.set_row_height(1, 20)?;
    sheet.merge_range(1, 0, 1, 7, &format!("承办单位：{}　　共 {} 件", paper.unit, paper.lines.len()), &looks.plain)?;
    let phone = if frame.phone.is_empty() {
        String::new()
    } else {
        format!("　电话：{}", frame.phone)
    };
    let from = format!("交办单位：{}　制表日期：{today}　经办人：{}{phone}", frame.office, frame.clerk);
    sheet.merge_range(1, 8, 1, LAST, &from, &looks.plain)?;
    let how = "请在灰色标题的各栏填写，把这个 Excel 文件退回。左边各栏和核对码请不要改。结果类别：A 已解决　B 列入计划　C 暂不能解决　D 留作参考。";
    sheet.set_row_height(2, 20)?.merge_range(2, 0, 2, LAST, how, &looks.plain)?;
    sheet.set_row_height(HEADER, 30)?;
    for (col, (title, _, fill)) in (0u16..).zip(COLUMNS) {
        let look = if *fill { &looks.fill_head } else { &looks.given_head };
        sheet.write_string_with_format(HEADER, col, *title, look)?;
    }
    Ok(())
}

/// Words of a record, with the mark of a typed apostrophe where a unit's edit could make a formula of them.
fn words(sheet: &mut Worksheet, (row, col): (u32, u16), text: &str, look: &Format) -> Result<(), XlsxError> {
    if like_formula(text) {
        sheet.write_string_with_format(row, col, text, &look.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, col, text, look)?;
    }
    Ok(())
}

fn lay(sheet: &mut Worksheet, looks: &Looks, row: u32, line: &PaperLine) -> Result<(), XlsxError> {
    let from = if line.village.is_empty() {
        line.citizen.clone()
    } else {
        format!("{}\n{}", line.citizen, line.village)
    };
    let content: String = line.content.chars().take(LONGEST).collect();
    // About 14 characters of the content stand on a line of its column.
    let lines = content.split('\n').map(|l| l.chars().count().div_ceil(14).max(1)).sum::<usize>();
    sheet.set_row_height(row, (lines as f64 * 14.0 + 8.0).clamp(44.0, 400.0))?;
    let date = |sheet: &mut Worksheet, col: u16, stored: &str| -> Result<(), XlsxError> {
        match dates::parse(stored) {
            Some(day) => sheet.write_date_with_format(row, col, day, &looks.date).map(drop),
            None => words(sheet, (row, col), stored, &looks.given),
        }
    };
    sheet.write_string_with_format(row, 0, &line.number, &looks.code)?;
    sheet.write_string_with_format(row, 1, &line.check, &looks.code)?;
    words(sheet, (row, 2), &line.title, &looks.words)?;
    words(sheet, (row, 3), &content, &looks.words)?;
    words(sheet, (row, 4), &from, &looks.given)?;
    words(sheet, (row, 5), &line.co_units, &looks.given)?;
    date(sheet, 6, &line.referred_on)?;
    date(sheet, 7, &line.due_on)?;
    for (col, (title, _, fill)) in (0u16..).zip(COLUMNS) {
        if *fill {
            let look = match *title {
                "签收日期" | "答复日期" => &looks.fill_date,
                "电话" => &looks.fill_code,
                "答复内容" => &looks.fill_words,
                _ => &looks.fill,
            };
            sheet.write_blank(row, col, look)?;
        }
    }
    Ok(())
}

fn validate(sheet: &mut Worksheet, first: u32, last: u32) -> Result<(), XlsxError> {
    let classes: Vec<&str> = RESULT_CLASSES.iter().map(|(_, label)| *label).collect();
    let one_of = DataValidation::new()
        .allow_list_strings(&classes)?
        .set_error_title("结果类别")?
        .set_error_message("请从 A、B、C、D 里选一个")?
        .set_error_style(DataValidationErrorStyle::Warning);
    let at = COLUMNS.iter().position(|(title, _, _)| *title == "结果类别").unwrap_or_default();
    let at = u16::try_from(at).unwrap_or_default();
    sheet.add_data_validation(first, at, last.max(first), at, &one_of)?;
    Ok(())
}

fn slip(sheet: &mut Worksheet, looks: &Looks, frame: &PaperFrame, paper: &Paper, row: u32) -> Result<(), XlsxError> {
    let tear = format!("－－－－－－－－　{}　－－－－－－－－", tear_line(&frame.office));
    sheet.merge_range(row, 0, row, LAST, &tear, &looks.tear)?;
    sheet
        .set_row_height(row + 1, 28)?
        .merge_range(row + 1, 0, row + 1, LAST, "交办单回执", &looks.title)?;
    let got = format!(
        "{}：今收到你单位交办的人大代表意见建议 {} 件，将按要求的期限办理并答复。",
        frame.office,
        paper.lines.len()
    );
    sheet.set_row_height(row + 2, 24)?.merge_range(row + 2, 0, row + 2, LAST, &got, &looks.plain)?;
    let hand = "签收人：　　　　　　　　　联系电话：　　　　　　　　　　签收日期：　　　　年　　月　　日";
    sheet.set_row_height(row + 3, 28)?.merge_range(row + 3, 0, row + 3, LAST, hand, &looks.plain)?;
    let stamp = format!("承办单位（盖章）：{}", paper.unit);
    sheet
        .set_row_height(row + 4, 44)?
        .merge_range(row + 4, 0, row + 4, LAST, &stamp, &looks.plain)?;
    Ok(())
}
