//! Records → lines of a register. One record is read, made a line and forgotten, so that
//! a ledger of any length needs the memory of one line.

use chrono::Datelike as _;
use serde_json::json;

use super::Frame;
use super::books::Books;
use super::cell::Cell;
use super::column::{Column, Line};
use super::registers::{Register, Source};
use crate::error::Result;
use crate::records::deputy::SERVING;
use crate::records::points::{picked, quarters, reckon};
use crate::records::{Head, Kept, Noun};
use crate::store::{Store, points_level};

/// How many records have to be looked at, for progress.
pub(super) fn expected(store: &Store, register: &Register, frame: &Frame) -> Result<u64> {
    let (from, to) = (frame.from.to_string(), frame.to.to_string());
    let mut expected = 0;
    for station in stations(register, frame) {
        let station = station.as_deref();
        expected += match register.source {
            Source::Records(noun, _) => store.count(noun, &from, &to, station)?,
            Source::Duty => store.count_duties(&from, &to, station)?,
            Source::Points => store.count(Noun::Deputy, "", "", station)?,
            Source::Figures | Source::Index => 0,
        };
    }
    Ok(expected)
}

/// Station by station, so that the order of a merged register comes from an index and nothing has
/// to be sorted in memory; once, where there is but one or the records are the county's own.
fn stations(register: &Register, frame: &Frame) -> Vec<Option<String>> {
    if frame.stations.is_some() && register.of_stations() {
        frame.codes().into_iter().map(Some).collect()
    } else {
        vec![None]
    }
}

/// Every line of a register that records feed. `looked` is told of every record looked at.
pub(super) fn each(
    register: &Register,
    books: &Books<'_>,
    frame: &Frame,
    looked: &mut dyn FnMut() -> Result<()>,
    take: &mut dyn FnMut(Vec<Cell>) -> Result<()>,
) -> Result<()> {
    each_of(register, &register.columns_in(frame), books, frame, looked, take)
}

/// The same with these columns instead of the register's own.
pub(super) fn each_of(
    register: &Register,
    columns: &[Column],
    books: &Books<'_>,
    frame: &Frame,
    looked: &mut dyn FnMut() -> Result<()>,
    take: &mut dyn FnMut(Vec<Cell>) -> Result<()>,
) -> Result<()> {
    let (from, to) = (frame.from.to_string(), frame.to.to_string());
    let noun = register.noun();
    let mut serial = 0;
    let mut line = |line: &Line<'_>| {
        serial += 1;
        let cells = columns.iter().map(|c| c.cell(noun, serial, line)).collect::<Result<Vec<_>>>()?;
        take(cells)
    };
    for station in stations(register, frame) {
        let station = station.as_deref();
        match register.source {
            Source::Records(noun, belongs) => {
                books.store.each_lent(noun, &from, &to, station, &mut |record| {
                    looked()?;
                    if belongs(record) {
                        line(&Line::new(&record.public(noun), None, books))
                    } else {
                        Ok(())
                    }
                })?;
            }
            Source::Duty => books.store.each_duty(&from, &to, station, &mut |deputy, record| {
                looked()?;
                line(&Line::new(&record, books.person(deputy), books))
            })?,
            Source::Points => {
                books.store.each(Noun::Deputy, "", "", station, &mut |deputy| {
                    looked()?;
                    for year in frame.from.year()..=frame.to.year() {
                        if let Some(record) = points_of(books.store, &deputy, year)? {
                            line(&Line::new(&record, books.person(&deputy.head.id), books))?;
                        }
                    }
                    Ok(())
                })?;
            }
            Source::Figures | Source::Index => {}
        }
    }
    Ok(())
}

/// A deputy's points of a year as a record of its own; none where no scheme is in force, or the
/// deputy serves no more.
fn points_of(store: &Store, deputy: &Kept, year: i32) -> Result<Option<Kept>> {
    let (sets, _) = store.points_sets(year)?;
    let level = points_level(deputy, "", &sets, year);
    let Some(rules) = picked(&sets, &level, year).filter(|_| deputy.text("status") == SERVING) else {
        return Ok(None);
    };
    let facts = store.points_facts(std::slice::from_ref(&deputy.head.id), year)?;
    let made = reckon(rules, &facts, &format!("{year}-12-31"));
    let [q1, q2, q3, q4] = quarters(rules, &facts, year);
    let items: Vec<String> = made
        .items
        .iter()
        .filter(|item| item.times > 0)
        .map(|item| format!("{} {}（{}次）", item.name, item.points, item.times))
        .collect();
    let values = json!({
        "level": level, "year": year, "rules": rules.name, "base": made.base, "items": items.join("；"),
        "q1": q1, "q2": q2, "q3": q3, "q4": q4, "total": made.total,
    });
    Ok(values.as_object().cloned().map(|values| Kept {
        head: Head {
            station: deputy.head.station.clone(),
            ..Head::default()
        },
        values,
    }))
}
