//! What each hole of a sheet is filled with: a column of its register, or a word about the whole.

use std::collections::HashMap;

use super::fill::{Filler, Sheet, Value};
use super::names::Single;
use super::plan::{Filling, SheetPlan, key};
use super::refs::letter;
use super::styles::Styles;
use crate::ledger::Frame;
use crate::ledger::cell::{Cell, Look};
use crate::ledger::column::Column;

/// What fills the holes of a sheet.
pub(super) struct Holes<'s> {
    /// The sheet.
    pub sheet: &'s SheetPlan,
    /// For whom and which days.
    pub frame: &'s Frame,
    /// Lines of the repeated row.
    pub count: u64,
    /// How its cells are written.
    pub shape: Sheet<'s>,
}

impl Holes<'_> {
    fn is_repeated(&self, row: u32) -> bool {
        self.sheet.repeat.as_ref().is_some_and(|repeat| repeat.row == row)
    }

    fn filling(&self, here: bool, name: &str) -> Option<Filling> {
        self.sheet.fillings.get(&key(here, name)).copied()
    }

    /// What fills a cell; none for one without holes.
    pub(super) fn filler(&self, row: u32, column: u32, look: Option<&str>, styles: &mut Styles) -> Option<Filler> {
        let cell = self.sheet.cells.iter().find(|cell| cell.row == row && cell.column == column)?;
        let here = self.is_repeated(row);
        let way = |name: &str| match self.filling(here, name) {
            Some(Filling::Column(column)) => self.look(column),
            Some(Filling::Single(single)) => single.cell(self.frame, 0).1,
            None => Look::Short,
        };
        let letters = letter(column);
        Some(Filler::new(self.shape, letters, look.and_then(|s| s.parse().ok()), &cell.pieces, &way, styles))
    }

    fn look(&self, column: Column) -> Look {
        let noun = self.sheet.repeat.as_ref().map(|repeat| repeat.register.noun());
        noun.map_or(Look::Short, |noun| column.head(noun).look)
    }

    /// A word about the whole.
    pub(super) fn single(&self, name: &str) -> Value {
        self.said(false, name)
    }

    /// The same within the repeated row.
    pub(super) fn single_in_row(&self, name: &str) -> Value {
        self.said(true, name)
    }

    fn said(&self, here: bool, name: &str) -> Value {
        match self.filling(here, name) {
            Some(Filling::Single(single)) => single.cell(self.frame, self.count),
            // Above and below the printed page.
            _ => Single::called(name).map_or((Cell::Blank, Look::Short), |single| single.cell(self.frame, self.count)),
        }
    }

    /// The columns the row asks for, and which of them a hole is filled with.
    pub(super) fn columns(&self) -> (Vec<Column>, HashMap<&str, (usize, Look)>) {
        let (mut columns, mut names) = (Vec::new(), HashMap::new());
        for (name, filling) in &self.sheet.fillings {
            if let (Some(name), Filling::Column(column)) = (name.strip_prefix('='), filling) {
                names.insert(name, (columns.len(), self.look(*column)));
                columns.push(*column);
            }
        }
        (columns, names)
    }
}
