//! 履职档案 as a workbook: 基本情况, then a sheet a chapter, each A4 and ready to print.

use std::path::Path;

use super::book::{Book, trouble};
use super::cell::{Cell, Look};
use super::column::Head;
use super::files::{Delivery, Digests, file_name};
use super::looks::Looks;
use super::sheet::Sheet;
use super::{Frame, Written};
use crate::error::Result;

/// One line of a chapter.
#[derive(Debug, Clone)]
pub struct DossierRow {
    /// YYYY-MM-DD
    pub date: String,
    /// Which kind of deed.
    pub word: String,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub content: String,
    /// Number of the record behind it.
    pub number: String,
    /// Whose record it is, or that it was taken back.
    pub note: String,
}

/// One chapter.
#[derive(Debug, Clone)]
pub struct DossierSheet {
    /// 会议
    pub label: String,
    /// Oldest first.
    pub lines: Vec<DossierRow>,
}

/// Writes one deputy's file into `folder`.
pub fn write_dossier(folder: &Path, ours: &Digests, frame: &Frame, name: &str, facts: &[(String, String)], chapters: &[DossierSheet]) -> Result<Written> {
    let mut delivery = Delivery::to(folder)?;
    let (file, path) = delivery.begin(&file_name(&frame.unit, &format!("{name}履职档案_{}.xlsx", frame.period())))?;
    let say = |e| trouble(&path, e);
    let mut book = Book::new(frame, None)?;
    let looks = Looks::new();
    let title = |chapter: &str| format!("{name}履职档案·{chapter}");
    let mut rows = 0;
    let place = book.add()?;
    let heads = vec![Head::new("项目", 24.0, Look::Short), Head::new("内容", 96.0, Look::Words)];
    let mut sheet = Sheet::begin(book.sheet(place)?, &looks, frame, &title("基本情况"), "基本情况", heads).map_err(say)?;
    for (label, says) in facts {
        sheet
            .line(book.sheet(place)?, &[Cell::text(label.as_str()), Cell::text(says.as_str())])
            .map_err(say)?;
    }
    rows += sheet.end(book.sheet(place)?, "合计").map_err(say)?;
    for chapter in chapters {
        let place = book.add()?;
        let heads = vec![
            Head::new("序号", 6.0, Look::Count),
            Head::new("时间", 15.0, Look::Date),
            Head::new("履职类型", 13.0, Look::Short),
            Head::new("标题", 34.0, Look::Words),
            Head::new("内容", 52.0, Look::Words),
            Head::new("来源记录编号", 15.0, Look::Code),
            Head::new("备注", 18.0, Look::Short),
        ];
        let mut sheet = Sheet::begin(book.sheet(place)?, &looks, frame, &title(&chapter.label), &chapter.label, heads).map_err(say)?;
        for (n, line) in (1..).zip(&chapter.lines) {
            let cells = [
                Cell::Whole(n),
                Cell::date(&line.date),
                Cell::text(line.word.as_str()),
                Cell::text(line.title.as_str()),
                Cell::text(line.content.as_str()),
                Cell::text(line.number.as_str()),
                Cell::text(line.note.as_str()),
            ];
            sheet.line(book.sheet(place)?, &cells).map_err(say)?;
        }
        rows += sheet.end(book.sheet(place)?, "合计").map_err(say)?;
    }
    book.save(&file, &path, &mut || Ok(()))?;
    let done = delivery.finish(ours)?;
    Ok(Written::of(done, folder.to_path_buf(), rows))
}
