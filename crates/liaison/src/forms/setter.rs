//! Puts words, lines and tables on pages, one below the other, and goes on to the next page when
//! one is full.

use std::collections::BTreeSet;

use super::font::{ASCENT, Font};
use super::page::{HEIGHT, MM, Mark, Page, WIDTH};
use super::table::{Cell, Place, Row, Table};
use super::wrap;
use crate::error::Result;

/// Left, top, right and bottom, in millimetres: the left one has room for binding.
const MARGINS: [f32; 4] = [28.0, 20.0, 20.0, 18.0];
/// From one line to the next, in letters.
const LEADING: f32 = 1.45;
/// Between a cell's line and its words.
const PAD: f32 = 4.0;

/// How running words look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub size: f32,
    pub heavy: bool,
    /// 0 at the left, 0.5 in the middle, 1 at the right.
    pub at: f32,
    /// The first line of a paragraph begins two letters later.
    pub indent: bool,
    /// From one line to the next, in letters.
    pub leading: f32,
}

impl Style {
    pub(super) const fn new(size: f32) -> Self {
        Self {
            size,
            heavy: false,
            at: 0.0,
            indent: false,
            leading: LEADING,
        }
    }
    pub(super) const fn heavy(mut self) -> Self {
        self.heavy = true;
        self
    }
    pub(super) const fn middle(mut self) -> Self {
        self.at = 0.5;
        self
    }
    pub(super) const fn right(mut self) -> Self {
        self.at = 1.0;
        self
    }
    pub(super) const fn paragraph(mut self) -> Self {
        self.indent = true;
        self
    }
    pub(super) const fn leaded(mut self, leading: f32) -> Self {
        self.leading = leading;
        self
    }
}

/// The words of a form.
pub(super) const BODY: Style = Style::new(10.5);
/// Notes below a table.
pub(super) const SMALL: Style = Style::new(9.0);

/// Sets pages.
pub(super) struct Setter {
    font: Font,
    pages: Vec<Page>,
    missing: BTreeSet<char>,
    left: f32,
    width: f32,
    top: f32,
    y: f32,
    bottom: f32,
}

impl Setter {
    pub(super) fn new() -> Result<Self> {
        let [left, top, right, bottom] = MARGINS.map(|mm| mm * MM);
        Ok(Self {
            font: Font::open()?,
            pages: Vec::new(),
            missing: BTreeSet::new(),
            left,
            width: WIDTH - left - right,
            top,
            y: top,
            bottom: HEIGHT - bottom,
        })
    }

    /// Goes on to a new page.
    pub(super) fn page(&mut self) {
        self.pages.push(Page::new());
        self.y = self.top;
    }

    /// The same margin on both sides and above and below, in millimetres.
    pub(super) fn margins(&mut self, side: f32, end: f32) {
        (self.left, self.top) = (side * MM, end * MM);
        (self.width, self.bottom) = (WIDTH - 2.0 * self.left, HEIGHT - self.top);
        self.y = self.top;
    }

    /// Everything that was set, page numbers at the foot where they are wanted and there are several.
    pub(super) fn finish(mut self, numbered: bool) -> (Font, Vec<Page>, BTreeSet<char>) {
        let count = self.pages.len();
        if numbered && count > 1 {
            for n in 0..count {
                let words = format!("第 {} 页　共 {count} 页", n + 1);
                let x = self.left + (self.width - self.font.width(&words) * SMALL.size) / 2.0;
                let mark = self.text(x, HEIGHT - 9.0 * MM, SMALL, &words);
                self.pages.get_mut(n).into_iter().for_each(|page| page.push(mark.clone()));
            }
        }
        (self.font, self.pages, self.missing)
    }

    fn mark(&mut self, mark: Mark) {
        if self.pages.is_empty() {
            self.page();
        }
        self.pages.last_mut().into_iter().for_each(|page| page.push(mark.clone()));
    }

    fn text(&mut self, x: f32, y: f32, style: Style, words: &str) -> Mark {
        self.missing.extend(words.chars().filter(|c| self.font.glyph(*c) == 0));
        Mark::Text {
            x,
            y,
            size: style.size,
            heavy: style.heavy,
            words: words.to_owned(),
        }
    }

    fn put(&mut self, x: f32, y: f32, style: Style, words: &str) {
        if !words.is_empty() {
            let mark = self.text(x, y, style, words);
            self.mark(mark);
        }
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), dashed: bool) {
        self.mark(Mark::Line { from, to, dashed });
    }

    fn wrapped(&self, words: &str, width: f32, style: Style) -> Vec<String> {
        let advance = |c: char| self.font.advance(self.font.glyph(c)) * style.size;
        wrap::lines(words, width, if style.indent { 2.0 * style.size } else { 0.0 }, &advance)
    }

    /// Leaves room, in millimetres.
    pub(super) fn gap(&mut self, mm: f32) {
        self.y += mm * MM;
    }

    /// Goes down to where so many millimetres are left on the page; overleaf when they are not.
    pub(super) fn down_to(&mut self, mm: f32) {
        let y = self.bottom - mm * MM;
        if self.y > y {
            self.page();
        }
        self.y = y;
    }

    /// Goes overleaf unless so many millimetres are left.
    pub(super) fn needs(&mut self, mm: f32) {
        if self.pages.is_empty() || self.y + mm * MM > self.bottom {
            self.page();
        }
    }

    /// Running words.
    pub(super) fn words(&mut self, words: &str, style: Style) {
        let high = style.size * style.leading;
        for (n, line) in self.wrapped(words, self.width, style).iter().enumerate() {
            if self.y + high > self.bottom {
                self.page();
            }
            let indent = if style.indent && n == 0 { 2.0 * style.size } else { 0.0 };
            let x = self.left + indent + (self.width - self.font.width(line) * style.size) * style.at;
            self.put(x, self.y + (high - style.size) / 2.0 + style.size * ASCENT, style, line);
            self.y += high;
        }
    }

    /// The form's name.
    pub(super) fn title(&mut self, words: &str) {
        self.words(words, Style::new(20.0).heavy().middle().leaded(1.3));
        self.gap(2.0);
    }

    /// One text at the left end of a line, another at its right.
    pub(super) fn ends(&mut self, left: &str, right: &str, style: Style) {
        let y = self.y;
        self.words(left, style);
        let below = self.y;
        self.y = y;
        self.words(right, style.right());
        self.y = self.y.max(below) + 2.0;
    }

    /// Labels, each with a text over a line, or with a line for a pen; the shares are of the width.
    pub(super) fn filled_in(&mut self, all: &[(&str, &str, f32)]) {
        let high = BODY.size * 1.9;
        self.needs(high / MM);
        let mut x = self.left;
        for (label, words, share) in all {
            let end = x + self.width * share;
            let base = self.y + high - BODY.size * 0.5;
            self.put(x, base, BODY, label);
            let from = x + self.font.width(label) * BODY.size;
            self.put(from + 2.0, base, BODY, words);
            self.line((from, base + 3.0), (end - 6.0, base + 3.0), false);
            x = end;
        }
        self.y += high;
    }

    /// Words in the middle of a line to cut along.
    pub(super) fn cut(&mut self, words: &str) {
        let high = SMALL.size * LEADING;
        let wide = self.font.width(words) * SMALL.size;
        let (left, right, y) = (self.left, self.left + self.width, self.y + high / 2.0);
        let from = left + (self.width - wide) / 2.0;
        self.line((left, y), (from - 6.0, y), true);
        self.line((from + wide + 6.0, y), (right, y), true);
        self.words(words, SMALL.middle());
    }

    /// A dashed frame around what `inside` sets, with so many millimetres between.
    pub(super) fn framed(&mut self, pad: f32, inside: impl FnOnce(&mut Self)) {
        let (left, width, top) = (self.left, self.width, self.y);
        let pad = pad * MM;
        (self.left, self.width, self.y) = (left + pad, width - 2.0 * pad, top + pad);
        inside(self);
        (self.left, self.width) = (left, width);
        self.y += pad;
        let (right, bottom) = (left + width, self.y);
        for (from, to) in [
            ((left, top), (right, top)),
            ((right, top), (right, bottom)),
            ((right, bottom), (left, bottom)),
            ((left, bottom), (left, top)),
        ] {
            self.line(from, to, true);
        }
    }

    /// Black and white squares, row by row, so many millimetres wide, and beside them what `beside` sets.
    pub(super) fn squares(&mut self, dark: &[bool], mm: f32, beside: impl FnOnce(&mut Self)) {
        let side = dark.len().isqrt().max(1);
        let (size, quiet) = (mm * MM, 4);
        let dot = size / (side + 2 * quiet) as f32;
        for (n, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let (row, col) = (n / side + quiet, n % side + quiet);
            let at = (self.left + col as f32 * dot, self.y + row as f32 * dot);
            self.mark(Mark::Fill(at.0, at.1, dot, dot));
        }
        let (left, width, top) = (self.left, self.width, self.y);
        let taken = size + 4.0 * MM;
        (self.left, self.width) = (left + taken, width - taken);
        beside(self);
        (self.left, self.width) = (left, width);
        self.y = self.y.max(top + size);
    }

    /// A table, from here on.
    pub(super) fn table(&mut self, table: &Table) {
        let wide: Vec<f32> = table.columns.iter().map(|mm| mm * MM).collect();
        let shares = wide.iter().filter(|w| **w == 0.0).count().max(1) as f32;
        let share = (self.width - wide.iter().sum::<f32>()) / shares;
        let columns: Vec<f32> = wide.into_iter().map(|w| if w == 0.0 { share } else { w }).collect();
        let head = table.head.as_ref();
        let mut begun = false;
        for row in &table.rows {
            let mut lines = self.lines_of(row, &columns, table.size);
            let mut high = row.height * MM;
            loop {
                let needs = high.max(needed(&lines));
                let heads = if begun { 0.0 } else { head.map_or(0.0, |h| h.height * MM) };
                let room = self.bottom - self.y - heads;
                let too_long = needed(&lines) > room && row.cells.iter().any(|c| c.place == Place::Top);
                let fresh = self.y <= self.top;
                if needs <= room || (fresh && !too_long) {
                    self.begin(head, &columns, table.size, &mut begun);
                    self.row(row, &columns, &lines, needs.min(self.bottom - self.y));
                    break;
                }
                // A long text begins here if three lines of it fit, and goes on overleaf.
                let splits = too_long && room > 3.0 * LEADING * table.size + 2.0 * PAD;
                if splits {
                    self.begin(head, &columns, table.size, &mut begun);
                    let room = self.bottom - self.y;
                    let rest: Vec<CellLines> = lines.iter_mut().map(|cell| cell.split(room)).collect();
                    self.row(row, &columns, &lines, room);
                    lines = rest;
                    high = 0.0;
                }
                self.page();
                begun = false;
            }
        }
    }

    /// The line over a table, and its head.
    fn begin(&mut self, head: Option<&Row>, columns: &[f32], size: f32, begun: &mut bool) {
        if *begun {
            return;
        }
        *begun = true;
        let right = self.left + columns.iter().sum::<f32>();
        self.line((self.left, self.y), (right, self.y), false);
        if let Some(head) = head {
            let lines = self.lines_of(head, columns, size);
            self.row(head, columns, &lines, (head.height * MM).max(needed(&lines)));
        }
    }

    fn lines_of(&self, row: &Row, columns: &[f32], size: f32) -> Vec<CellLines> {
        let mut column = 0;
        let cells = row.cells.iter().map(|cell| {
            let width: f32 = columns.iter().skip(column).take(cell.span).sum();
            column += cell.span;
            let style = Style {
                heavy: cell.heavy,
                ..Style::new(cell.size.unwrap_or(size))
            };
            CellLines {
                lines: self.wrapped(&cell.words, width - 2.0 * PAD, style),
                style,
                width,
            }
        });
        cells.collect()
    }

    /// One row, ruled, so high.
    fn row(&mut self, row: &Row, columns: &[f32], lines: &[CellLines], high: f32) {
        let (top, bottom) = (self.y, self.y + high);
        let mut x = self.left;
        for (cell, set) in row.cells.iter().zip(lines) {
            self.line((x, top), (x, bottom), false);
            self.cell(cell, set, x, top, high);
            x += set.width;
        }
        self.line((x, top), (x, bottom), false);
        let right = self.left + columns.iter().sum::<f32>();
        self.line((self.left, bottom), (right, bottom), false);
        self.y = bottom;
    }

    fn cell(&mut self, cell: &Cell, set: &CellLines, x: f32, top: f32, high: f32) {
        let leading = set.style.size * LEADING;
        let text = set.lines.len() as f32 * leading;
        let mut y = if cell.place == Place::Top { top + PAD } else { top + (high - text) / 2.0 };
        for line in &set.lines {
            let free = set.width - 2.0 * PAD - self.font.width(line) * set.style.size;
            let at = if cell.place == Place::Middle { x + PAD + free / 2.0 } else { x + PAD };
            self.put(at, y + (leading - set.style.size) / 2.0 + set.style.size * ASCENT, set.style, line);
            y += leading;
        }
    }
}

/// A cell's text, broken into lines.
struct CellLines {
    lines: Vec<String>,
    style: Style,
    width: f32,
}

impl CellLines {
    fn high(&self) -> f32 {
        self.lines.len() as f32 * self.style.size * LEADING + 2.0 * PAD
    }

    /// Keeps what fits, answers the rest.
    fn split(&mut self, room: f32) -> CellLines {
        let fit = ((room - 2.0 * PAD) / (self.style.size * LEADING)).floor().max(0.0);
        let keep = self.lines.iter().enumerate().take_while(|(n, _)| *n as f32 + 1.0 <= fit).count();
        CellLines {
            lines: self.lines.split_off(keep),
            style: self.style,
            width: self.width,
        }
    }
}

fn needed(lines: &[CellLines]) -> f32 {
    lines.iter().map(CellLines::high).fold(0.0, f32::max)
}
