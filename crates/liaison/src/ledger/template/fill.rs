//! One cell as the sheet's XML has it: a value that stands alone as what it is, among words as text.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::holes::{Piece, Pieces, alone};
use super::styles::{Format, Styles, Twist};
use super::xml::{escape, escape_value};
use crate::ledger::cell::{Cell, Look};
use crate::ledger::sheet::{fitting, like_formula};

/// What stands in a hole, and how it looks among words.
pub(super) type Value = (Cell, Look);

/// What the cells of a sheet have in common.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'s> {
    /// Before the names of its elements.
    pub prefix: &'s str,
    /// Days count from 1904.
    pub late: bool,
}

/// A cell with holes, ready to be filled any number of times.
pub(super) struct Filler {
    prefix: String,
    column: String,
    look: Option<usize>,
    format: Format,
    date: Option<usize>,
    inert: Option<usize>,
    pieces: Pieces,
    alone: Option<String>,
    /// Days count from 1904.
    late: bool,
}

impl Filler {
    /// `look` is the cell's own; the looks it may need are made here. `way` says how a hole's values look.
    pub(super) fn new(sheet: Sheet<'_>, column: String, look: Option<usize>, pieces: &Pieces, way: &dyn Fn(&str) -> Look, styles: &mut Styles) -> Self {
        let own = look.unwrap_or(0);
        let format = styles.format(own);
        let alone = alone(pieces).map(str::to_owned);
        let (mut date, mut inert) = (None, None);
        match (format, alone.as_deref().map(way)) {
            (Format::Text, _) | (_, Some(Look::Count | Look::Rate)) | (Format::Date, Some(Look::Date | Look::Month)) => {}
            (_, Some(Look::Date)) => date = Some(styles.twisted(own, Twist::Date)),
            (_, Some(Look::Month)) => date = Some(styles.twisted(own, Twist::Month)),
            _ => inert = Some(styles.twisted(own, Twist::Inert)),
        }
        Self {
            prefix: sheet.prefix.to_owned(),
            column,
            look,
            format,
            date,
            inert,
            alone,
            pieces: pieces.clone(),
            late: sheet.late,
        }
    }

    /// Writes the cell of this row; `value` says what is in a hole.
    pub(super) fn write<E>(&self, out: &mut String, row: u32, value: &mut dyn FnMut(&str) -> Result<Value, E>) -> Result<(), E> {
        let Some(name) = &self.alone else {
            let mut runs: Vec<(&str, String)> = Vec::new();
            for (look, piece) in &self.pieces {
                runs.push(match piece {
                    Piece::Words(words) => (look, words.clone()),
                    Piece::Hole(name) => {
                        let (cell, way) = value(name)?;
                        (look, cell.shown(way))
                    }
                });
            }
            self.texts(out, row, &runs);
            return Ok(());
        };
        let (cell, way) = value(name)?;
        match cell {
            Cell::Whole(number) if self.format != Format::Text => self.number(out, row, None, number),
            Cell::Rate(rate) if self.format != Format::Text => self.number(out, row, None, rate),
            Cell::Date(day) if self.format != Format::Text => {
                self.number(out, row, self.date, serial(day, self.late));
            }
            Cell::Blank => self.open(out, row, None, "/>"),
            cell => {
                let look = self
                    .pieces
                    .iter()
                    .find(|(_, piece)| matches!(piece, Piece::Hole(_)))
                    .map_or("", |(look, _)| look);
                self.texts(out, row, &[(look, cell.shown(way))]);
            }
        }
        Ok(())
    }

    fn open(&self, out: &mut String, row: u32, look: Option<usize>, end: &str) {
        let _ = write!(out, "<{}c r=\"{}{row}\"", self.prefix, self.column);
        if let Some(look) = look.or(self.look) {
            let _ = write!(out, " s=\"{look}\"");
        }
        out.push_str(end);
    }

    fn number(&self, out: &mut String, row: u32, look: Option<usize>, number: impl std::fmt::Display) {
        self.open(out, row, look, ">");
        let p = &self.prefix;
        let _ = write!(out, "<{p}v>{number}</{p}v></{p}c>");
    }

    fn texts(&self, out: &mut String, row: u32, runs: &[(&str, String)]) {
        let whole: String = runs.iter().map(|(_, text)| text.as_str()).collect();
        if whole.is_empty() {
            return self.open(out, row, None, "/>");
        }
        let inert = self.inert.filter(|_| like_formula(&whole));
        self.open(out, row, inert, " t=\"inlineStr\">");
        let p = &self.prefix;
        let _ = write!(out, "<{p}is>");
        if runs.iter().all(|(look, _)| look.is_empty()) {
            let _ = write!(out, "<{p}t xml:space=\"preserve\">{}</{p}t>", escape_value(fitting(&whole)));
        } else {
            let mut left = fitting(&whole).len();
            for (look, text) in runs.iter().filter(|(_, text)| !text.is_empty()) {
                let text = &text[..text.floor_char_boundary(left)];
                left -= text.len();
                let _ = write!(out, "<{p}r>{look}<{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", escape_value(text));
            }
        }
        let _ = write!(out, "</{p}is></{p}c>");
    }
}

/// The number Excel keeps for a day.
fn serial(day: NaiveDate, late: bool) -> i64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    (day - zero).num_days() - if late { 1462 } else { 0 }
}

/// Words of a header or footer of the page, in which `&` begins a command.
pub(super) fn header(pieces: &Pieces, value: &mut dyn FnMut(&str) -> Value) -> String {
    let mut out = String::new();
    for (_, piece) in pieces {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Hole(name) => {
                let (cell, way) = value(name);
                out.push_str(&cell.shown(way).replace('&', "&&"));
            }
        }
    }
    escape(&out)
}
