//! Records → lines of a register. One record is read, made a line and forgotten, so that
//! a ledger of any length needs the memory of one line.

use super::Frame;
use super::books::Books;
use super::cell::Cell;
use super::column::Line;
use super::registers::{Register, Source};
use crate::error::Result;
use crate::store::Store;

/// How many records have to be looked at, for progress.
pub(super) fn expected(store: &Store, register: &Register, frame: &Frame) -> Result<u64> {
    let (from, to) = (frame.from.to_string(), frame.to.to_string());
    let mut expected = 0;
    for station in stations(register, frame) {
        let station = station.as_deref();
        expected += match register.source {
            Source::Records(noun, _) => store.count(noun, &from, &to, station)?,
            Source::Duty => store.count_duties(&from, &to, station)?,
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
    let (from, to) = (frame.from.to_string(), frame.to.to_string());
    let noun = register.noun();
    let columns = register.columns_in(frame);
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
                books.store.each(noun, &from, &to, station, &mut |record| {
                    looked()?;
                    if belongs(&record) { line(&Line::new(&record, None, books)) } else { Ok(()) }
                })?;
            }
            Source::Duty => books.store.each_duty(&from, &to, station, &mut |deputy, record| {
                looked()?;
                line(&Line::new(&record, books.person(deputy), books))
            })?,
            Source::Figures | Source::Index => {}
        }
    }
    Ok(())
}
