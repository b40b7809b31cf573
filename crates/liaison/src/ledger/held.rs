//! What is held on one person, as a workbook to hand to her: where each word of hers was found.

use std::path::Path;

use super::book::{Book, trouble};
use super::cell::{Cell, Look};
use super::column::Head;
use super::files::{Delivery, Digests, file_name};
use super::looks::Looks;
use super::sheet::Sheet;
use super::{Frame, Written};
use crate::error::Result;

/// One field in which something of her stands.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// Where: 接访走访, 草稿, 附件 …
    pub place: String,
    /// The record's number.
    pub number: String,
    /// Its date as shown, or "".
    pub date: String,
    /// The field's label.
    pub field: String,
    /// What stands there.
    pub text: String,
}

/// Writes it into `folder`. The file's name has no name in it.
pub fn write_held(folder: &Path, ours: &Digests, frame: &Frame, rows: &[HeldRow]) -> Result<Written> {
    const TITLE: &str = "个人信息清单";
    let mut delivery = Delivery::to(folder)?;
    let (file, path) = delivery.begin(&file_name(&frame.unit, &format!("{TITLE}_{}.xlsx", frame.now.format("%Y-%m-%d_%H%M%S"))))?;
    let say = |e| trouble(&path, e);
    let mut book = Book::new(frame, None)?;
    let looks = Looks::new();
    let place = book.add()?;
    let heads = vec![
        Head::new("所在登记簿", 16.0, Look::Short),
        Head::new("编号", 16.0, Look::Short),
        Head::new("日期", 16.0, Look::Short),
        Head::new("栏目", 16.0, Look::Short),
        Head::new("内容", 72.0, Look::Words),
    ];
    let mut sheet = Sheet::begin(book.sheet(place)?, &looks, frame, TITLE, TITLE, heads).map_err(say)?;
    for row in rows {
        let cells = [&row.place, &row.number, &row.date, &row.field, &row.text].map(|text| Cell::text(text.as_str()));
        sheet.line(book.sheet(place)?, &cells).map_err(say)?;
    }
    let lines = sheet.end(book.sheet(place)?, "合计").map_err(say)?;
    book.save(&file, &path, &mut || Ok(()))?;
    Ok(Written::of(delivery.finish(ours)?, folder.to_path_buf(), lines))
}
