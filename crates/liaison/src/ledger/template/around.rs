//! Everything of a sheet but its repeated row: cells below move down, areas that reach the row grow with
//! it, single holes are filled.

use std::collections::HashMap;
use std::ops::Range;

use roxmltree::Node;

use super::fill::{Filler, Value, header};
use super::holes::{Run, pieces};
use super::plan::{at, cells, rows};
use super::refs::{self, Growth, Growths, Moving, NOT_IN_ROW, area, areas, formula, place};
use super::xml::{self, Edits, below, child, children, prefix, text_of};
use crate::error::Result;

/// The formulas of a sheet that several cells share, by their group: where the first stands, and it.
pub(super) struct Shared(HashMap<String, ((u32, u32), String)>);

impl Shared {
    pub(super) fn of(root: Node<'_, '_>) -> Self {
        let first = below(root, "f").filter(|f| f.attribute("t") == Some("shared") && !text_of(*f).is_empty());
        let group = |f: Node<'_, '_>| Some((f.attribute("si")?.to_owned(), (place(f.parent_element()?.attribute("r")?)?, text_of(f))));
        Self(first.filter_map(group).collect())
    }

    /// A cell's formula in full.
    pub(super) fn full(&self, f: Node<'_, '_>, column: u32, row: u32) -> String {
        let own = text_of(f);
        let group = f.attribute("si").filter(|_| f.attribute("t") == Some("shared") && own.is_empty());
        match group.and_then(|si| self.0.get(si)) {
            Some(((first_column, first_row), text)) => refs::shared(text, i64::from(row) - i64::from(*first_row), i64::from(column) - i64::from(*first_column)),
            None => own,
        }
    }
}

/// A sheet's changes around its repeated row.
pub(super) struct Around<'a> {
    /// The sheet's name.
    pub sheet: &'a str,
    /// Its XML.
    pub text: &'a str,
    /// What grew, by sheet.
    pub growths: &'a Growths,
    /// The row that repeats; 0 for none.
    pub repeated: u32,
    /// Any sheet has such a row, so formulas' values are old.
    pub formulas: bool,
}

impl Around<'_> {
    fn growth(&self) -> Option<Growth> {
        self.growths.get(self.sheet).copied()
    }

    fn moved(&self, text: &str) -> String {
        let moving = Moving {
            sheet: self.sheet,
            growths: self.growths,
            copy: NOT_IN_ROW,
        };
        formula(text, moving)
    }

    /// All changes but those of the repeated row, and where that stands.
    pub(super) fn edits(
        &self,
        root: Node<'_, '_>,
        holed: &mut dyn FnMut(u32, u32, Node<'_, '_>) -> Option<Filler>,
        value: &mut dyn FnMut(&str) -> Value,
    ) -> Result<(Edits, Range<usize>)> {
        let mut edits = Edits::default();
        let mut gap = 0..0;
        let shared = Shared::of(root);
        for (row, node) in rows(root) {
            if row == self.repeated {
                gap = node.range();
                continue;
            }
            let now = self.growth().map_or(row, |growth| growth.row(row));
            edits.attribute(node, "r", |_| now.to_string());
            for (column, cell) in cells(node) {
                if let Some(filler) = holed(row, column, cell) {
                    let mut out = String::new();
                    filler.write(&mut out, now, &mut |name| Ok::<_, crate::Error>(value(name)))?;
                    edits.put(cell.range(), out);
                    continue;
                }
                edits.attribute(cell, "r", |_| at(column, now));
                if let (Some(f), true) = (child(cell, "f"), self.formulas) {
                    self.formula(&mut edits, f, &shared.full(f, column, row));
                    if let Some(v) = child(cell, "v") {
                        edits.put(v.range(), "");
                    }
                }
            }
        }
        if let Some(growth) = self.growth() {
            self.areas(&mut edits, root, growth);
            self.merges(&mut edits, root, growth);
        }
        for f in [below(root, "formula"), below(root, "formula1"), below(root, "formula2")]
            .into_iter()
            .flatten()
            .chain(outside(root, "f"))
        {
            edits.text(self.text, f, |text| self.moved(text));
        }
        for part in child(root, "headerFooter").into_iter().flat_map(|all| all.children()).filter(Node::is_element) {
            let run = Run {
                look: String::new(),
                text: text_of(part),
            };
            if let Ok(Some(found)) = pieces(&[run]) {
                edits.put(xml::inner(self.text, part), header(&found, value));
            }
        }
        Ok((edits, gap))
    }

    /// A formula of its own; one of an array keeps its area.
    fn formula(&self, edits: &mut Edits, f: Node<'_, '_>, full: &str) {
        if matches!(f.attribute("t"), Some("array" | "dataTable")) {
            edits.text(self.text, f, |text| self.moved(text));
            if let Some(growth) = self.growth() {
                edits.attribute(f, "ref", |at| areas(at, growth));
            }
            return;
        }
        let fresh = self.moved(full);
        if f.attribute("t") == Some("shared") || fresh != text_of(f) {
            let p = prefix(self.text, f);
            edits.put(f.range(), format!("<{p}f>{}</{p}f>", xml::escape(&fresh)));
        }
    }

    fn areas(&self, edits: &mut Edits, root: Node<'_, '_>, growth: Growth) {
        for (element, attribute) in [
            ("dimension", "ref"),
            ("autoFilter", "ref"),
            ("sortState", "ref"),
            ("conditionalFormatting", "sqref"),
            ("dataValidation", "sqref"),
            ("protectedRange", "sqref"),
            ("ignoredError", "sqref"),
            ("hyperlink", "ref"),
        ] {
            for node in below(root, element) {
                edits.attribute(node, attribute, |text| areas(text, growth));
            }
        }
        for brk in child(root, "rowBreaks").into_iter().flat_map(|all| children(all, "brk").collect::<Vec<_>>()) {
            edits.attribute(brk, "id", |id| id.parse().map_or_else(|_| id.to_owned(), |row| growth.row(row).to_string()));
        }
        for sqref in outside(root, "sqref") {
            edits.text(self.text, sqref, |text| areas(text, growth));
        }
    }

    /// Merged cells within the row are merged in each of its copies.
    fn merges(&self, edits: &mut Edits, root: Node<'_, '_>, growth: Growth) {
        let Some(all) = child(root, "mergeCells") else { return };
        let p = prefix(self.text, all);
        let mut fresh: Vec<String> = Vec::new();
        for merge in children(all, "mergeCell") {
            let text = merge.attribute("ref").unwrap_or_default();
            match area(text) {
                Some(((left, right), (top, bottom))) if top == growth.row && bottom == growth.row => {
                    let copies = (0..=growth.more).map(|copy| format!("{}:{}", at(left, top + copy), at(right, top + copy)));
                    fresh.extend(copies);
                }
                _ => fresh.push(areas(text, growth)),
            }
        }
        let lines: String = fresh.iter().map(|at| format!("<{p}mergeCell ref=\"{at}\"/>")).collect();
        edits.put(all.range(), format!("<{p}mergeCells count=\"{}\">{lines}</{p}mergeCells>", fresh.len()));
    }
}

/// Elements of this name that stand outside of the cells: in lists of extensions.
fn outside<'a, 'd: 'a>(root: Node<'a, 'd>, name: &'a str) -> impl Iterator<Item = Node<'a, 'd>> + 'a {
    children(root, "extLst").flat_map(move |list| below(list, name))
}

/// Changes of the parts that hang on a sheet: pictures and charts placed by rows, remarks and tables by cells.
pub(super) fn hanging(text: &str, growth: Growth) -> Result<Option<String>> {
    let doc = xml::parse(text)?;
    let mut edits = Edits::default();
    for node in doc.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            // Counted from 0. `Row` is the remark's, in the old drawing language.
            "row" | "Row" => edits.text(text, node, |row| {
                row.trim()
                    .parse::<u32>()
                    .map_or_else(|_| row.to_owned(), |row| (growth.row(row + 1) - 1).to_string())
            }),
            "comment" | "threadedComment" | "table" | "autoFilter" | "sortState" => edits.attribute(node, "ref", |at| areas(at, growth)),
            _ => {}
        }
    }
    Ok((!edits.is_empty()).then(|| edits.apply(text, 0..text.len())))
}
