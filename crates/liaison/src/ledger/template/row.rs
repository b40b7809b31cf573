//! The row that repeats, taken apart once and put together again for each record.

use roxmltree::Node;

use super::fill::{Filler, Value};
use super::plan::cells;
use super::refs::{Moving, formula, letter};
use super::xml::{child, escape, inner, prefix, tag};
use crate::error::Result;

/// A piece of the row.
enum Part {
    /// As it stands.
    Plain(String),
    /// The number of the row.
    Number,
    /// A cell with holes.
    Holed(Filler),
    /// A formula, as it is in the first row.
    Formula(String),
}

/// The row, ready to be written any number of times.
pub(super) struct RowWriter {
    row: u32,
    parts: Vec<Part>,
}

impl RowWriter {
    /// Takes a row apart; `holed` gives a cell's filler, by its column; `formulas` a shared formula in full.
    pub(super) fn new(
        text: &str,
        row: u32,
        node: Node<'_, '_>,
        holed: &mut dyn FnMut(u32, Node<'_, '_>) -> Option<Filler>,
        formulas: &dyn Fn(u32, Node<'_, '_>) -> String,
    ) -> Self {
        let mut writer = Self { row, parts: Vec::new() };
        let name = tag(text, node);
        writer.plain(format!("<{name} r=\""));
        writer.parts.push(Part::Number);
        writer.plain("\"");
        // A height nobody chose was measured for the template's own words.
        let chosen = node.attribute("customHeight").is_some_and(|c| matches!(c, "1" | "true"));
        for attribute in node.attributes().filter(|a| a.name() != "r" && (chosen || a.name() != "ht")) {
            writer.plain(format!(" {}", &text[attribute.range()]));
        }
        writer.plain(">");
        for (column, cell) in cells(node) {
            writer.cell(text, column, cell, holed(column, cell), formulas);
        }
        writer.plain(format!("</{name}>"));
        writer
    }

    fn plain(&mut self, text: impl AsRef<str>) {
        match self.parts.last_mut() {
            Some(Part::Plain(last)) => last.push_str(text.as_ref()),
            _ => self.parts.push(Part::Plain(text.as_ref().to_owned())),
        }
    }

    fn cell(&mut self, text: &str, column: u32, cell: Node<'_, '_>, filler: Option<Filler>, formulas: &dyn Fn(u32, Node<'_, '_>) -> String) {
        if let Some(filler) = filler {
            self.parts.push(Part::Holed(filler));
            return;
        }
        let name = tag(text, cell);
        self.plain(format!("<{name} r=\"{}", letter(column)));
        self.parts.push(Part::Number);
        self.plain("\"");
        for attribute in cell.attributes().filter(|a| a.name() != "r") {
            self.plain(format!(" {}", &text[attribute.range()]));
        }
        self.plain(">");
        match child(cell, "f") {
            // Its value is reckoned anew by whoever opens the file.
            Some(f) => {
                let p = prefix(text, f);
                self.plain(format!("<{p}f>"));
                self.parts.push(Part::Formula(formulas(column, f)));
                self.plain(format!("</{p}f>"));
            }
            None => self.plain(&text[inner(text, cell)]),
        }
        self.plain(format!("</{name}>"));
    }

    /// Writes the copy so many rows below the first.
    pub(super) fn write(&self, out: &mut String, copy: u32, moving: Moving<'_>, value: &mut dyn FnMut(&str) -> Result<Value>) -> Result<()> {
        for part in &self.parts {
            match part {
                Part::Plain(text) => out.push_str(text),
                Part::Number => out.push_str(&(self.row + copy).to_string()),
                Part::Holed(filler) => filler.write(out, self.row + copy, value)?,
                Part::Formula(text) => out.push_str(&escape(&formula(text, Moving { copy, ..moving }))),
            }
        }
        Ok(())
    }
}
