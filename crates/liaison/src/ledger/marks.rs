//! 承办单位评价表.

use std::path::Path;

use super::Frame;
use super::book::{Book, trouble};
use super::cell::{Cell, Look};
use super::column::Head;
use super::files::{Delivered, Delivery, Digests, file_name};
use super::looks::Looks;
use super::sheet::Sheet;
use crate::error::Result;
use crate::records::county::evaluation::{Rates, UnitFigures};

/// One unit's line.
#[derive(Debug, Clone)]
pub struct MarkLine {
    /// 承办单位
    pub unit: String,
    /// Its numbers.
    pub figures: UnitFigures,
    /// Its rates, per cent.
    pub rates: Rates,
    /// Its score.
    pub score: Option<f64>,
}

/// Writes the table, and behind it how each number is counted.
pub fn write_marks(folder: &Path, ours: &Digests, frame: &Frame, lines: &[MarkLine], explains: &[&str]) -> Result<Delivered> {
    let mut delivery = Delivery::to(folder)?;
    let (file, path) = delivery.begin(&file_name(&frame.unit, &format!("承办单位评价表_{}.xlsx", frame.period())))?;
    let say = |e| trouble(&path, e);
    let mut book = Book::new(frame, None)?;
    let looks = Looks::new();
    let (table, notes) = (book.add()?, book.add()?);
    let count = |title: &str| Head::new(title, 8.0, Look::Count);
    let rate = |title: &str| Head::new(title, 10.0, Look::Rate);
    let mut heads = vec![Head::new("序号", 6.0, Look::Count), Head::new("承办单位", 26.0, Look::Short)];
    heads.extend(["收到（件）", "按期", "超期", "期限内", "A", "B", "C", "D", "重办", "B已落实"].map(count));
    heads.extend(
        [
            "按期率%",
            "解决率%",
            "结果满意率%",
            "结果满意和基本满意率%",
            "态度满意和基本满意率%",
            "一次办成率%",
            "承诺落实率%",
            "得分",
        ]
        .map(rate),
    );
    let mut sheet = Sheet::begin(book.sheet(table)?, &looks, frame, "承办单位评价表", "承办单位评价表", heads).map_err(say)?;
    let whole = |n: u64| Cell::Whole(i64::try_from(n).unwrap_or(i64::MAX));
    for (n, line) in (1..).zip(lines) {
        let (f, r) = (&line.figures, &line.rates);
        let mut cells = vec![Cell::Whole(n), Cell::text(line.unit.as_str())];
        cells.extend([f.received, f.on_time, f.late, f.pending].map(whole));
        cells.extend(f.classes.map(whole));
        cells.extend([f.redone, f.kept].map(whole));
        let rates = [r.on_time, r.solved, r.result_satisfied, r.result, r.attitude, r.once, r.kept, line.score];
        cells.extend(rates.map(|rate| rate.map_or(Cell::Blank, Cell::Rate)));
        sheet.line(book.sheet(table)?, &cells).map_err(say)?;
    }
    sheet.end(book.sheet(table)?, "合计").map_err(say)?;
    let heads = vec![Head::new("序号", 6.0, Look::Count), Head::new("怎样计算", 110.0, Look::Words)];
    let mut sheet = Sheet::begin(book.sheet(notes)?, &looks, frame, "计算说明", "计算说明", heads).map_err(say)?;
    for (n, says) in (1..).zip(explains) {
        sheet.line(book.sheet(notes)?, &[Cell::Whole(n), Cell::text(*says)]).map_err(say)?;
    }
    sheet.end(book.sheet(notes)?, "合计").map_err(say)?;
    book.save(&file, &path, &mut || Ok(()))?;
    delivery.finish(ours)
}
