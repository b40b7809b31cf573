//! References to cells, and what becomes of them when a row grows into many: what is below moves down, what
//! reaches the row grows with it. Formulas are read only as far as their references.

use std::collections::HashMap;

/// A row that became several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Growth {
    /// The row, counted from 1.
    pub row: u32,
    /// How many rows there are more now.
    pub more: u32,
}

impl Growth {
    /// Where a row is now; of the grown one, the first.
    pub(super) fn row(self, row: u32) -> u32 {
        if row > self.row { row + self.more } else { row }
    }

    /// Where first and last row are now.
    fn rows(self, first: u32, last: u32) -> (u32, u32) {
        (self.row(first), if last >= self.row { last + self.more } else { last })
    }
}

/// Growth by the name of the sheet.
pub(super) type Growths = HashMap<String, Growth>;

/// One end of a reference, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    /// With its `$`; "" for a whole row.
    column: String,
    fixed: bool,
    row: u32,
}

impl End {
    /// `$B$7`, or `$7` where `rows` stand alone.
    fn read(word: &str, rows: bool) -> Option<Self> {
        let letters = word.strip_prefix('$').unwrap_or(word);
        let count = letters.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (column, rest) = if rows {
            ("", word)
        } else {
            word.split_at(word.len() - letters.len() + count)
        };
        let digits = rest.strip_prefix('$').unwrap_or(rest);
        let sound = (rows || (1..=3).contains(&count)) && (1..=7).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let row = digits.parse().ok().filter(|row| sound && *row > 0)?;
        Some(Self {
            column: column.to_owned(),
            fixed: digits.len() < rest.len(),
            row,
        })
    }

    fn at(&self, row: u32) -> String {
        format!("{}{}{row}", self.column, if self.fixed { "$" } else { "" })
    }
}

/// How references of a formula move.
#[derive(Clone, Copy)]
pub(super) struct Moving<'g> {
    /// The sheet the formula stands on.
    pub sheet: &'g str,
    /// What grew.
    pub growths: &'g Growths,
    /// The formula stands in a copy of the grown row, so many rows below the first.
    pub copy: u32,
}

impl Moving<'_> {
    fn one(&self, sheet: Option<&str>, end: &End) -> String {
        let Some(growth) = self.growths.get(sheet.unwrap_or(self.sheet)) else {
            return end.at(self.follow(sheet, end, None));
        };
        end.at(match self.follow(sheet, end, Some(*growth)) {
            row if row == end.row => growth.row(row),
            row => row,
        })
    }

    fn two(&self, sheet: Option<&str>, first: &End, last: &End) -> String {
        let growth = self.growths.get(sheet.unwrap_or(self.sheet)).copied();
        let [a, b] = [first, last].map(|end| self.follow(sheet, end, growth));
        let Some(growth) = growth else {
            return format!("{}:{}", first.at(a), last.at(b));
        };
        let (from, to) = growth.rows(first.row, last.row);
        let a = if a == first.row { from } else { a };
        // Followed along, it stays one row; fixed on the sheet, it grows.
        let own = self.in_row(sheet) && !last.fixed && last.row <= growth.row;
        let b = if own { b } else { to };
        format!("{}:{}", first.at(a), last.at(b))
    }

    /// The formula stands in the grown row and speaks of its own sheet.
    fn in_row(&self, sheet: Option<&str>) -> bool {
        self.copy != NOT_IN_ROW && sheet.is_none_or(|sheet| sheet == self.sheet)
    }

    /// A reference that goes along with the copies of the row, as filling down would do it.
    fn follow(&self, sheet: Option<&str>, end: &End, growth: Option<Growth>) -> u32 {
        let above = growth.is_none_or(|growth| end.row <= growth.row);
        if self.copy != NOT_IN_ROW && !end.fixed && above && (sheet.is_none() || self.in_row(sheet) || growth.is_none()) {
            end.row + self.copy
        } else {
            end.row
        }
    }
}

/// For formulas outside of the grown row.
pub(super) const NOT_IN_ROW: u32 = u32::MAX;

/// A formula after the growth.
pub(super) fn formula(text: &str, moving: Moving<'_>) -> String {
    each(text, &mut |sheet, end| moving.one(sheet, end), &mut |sheet, first, last| {
        moving.two(sheet, first, last)
    })
}

/// A formula of a shared group as the cell so many rows and columns from its first one has it.
pub(super) fn shared(text: &str, rows: i64, columns: i64) -> String {
    let moved = |end: &End| {
        let row = if end.fixed { end.row } else { offset(end.row, rows) };
        let letters = end.column.trim_start_matches('$');
        if end.column.starts_with('$') || letters.is_empty() {
            return end.at(row);
        }
        let column = letter(offset(number(letters), columns));
        End { column, ..end.clone() }.at(row)
    };
    each(text, &mut |_, end| moved(end), &mut |_, first, last| {
        format!("{}:{}", moved(first), moved(last))
    })
}

fn offset(n: u32, by: i64) -> u32 {
    u32::try_from(i64::from(n) + by).unwrap_or(1).max(1)
}

/// A list of areas (`A5:F5 H2`) after the growth of their sheet.
pub(super) fn areas(text: &str, growth: Growth) -> String {
    let one = |word: &str| {
        let (first, last) = word.split_once(':').unwrap_or((word, word));
        let rows = !first.contains(|c: char| c.is_ascii_alphabetic());
        let (Some(first), Some(last)) = (End::read(first, rows), End::read(last, rows)) else {
            return word.to_owned();
        };
        let (a, b) = growth.rows(first.row, last.row);
        if a == b && first.column == last.column {
            first.at(a)
        } else {
            format!("{}:{}", first.at(a), last.at(b))
        }
    };
    text.split_whitespace().map(one).collect::<Vec<_>>().join(" ")
}

/// B7 → (2, 7), both counted from 1.
pub(super) fn place(at: &str) -> Option<(u32, u32)> {
    let end = End::read(at, false)?;
    Some((number(end.column.trim_start_matches('$')), end.row))
}

/// B5:F9 → first and last column, first and last row.
pub(super) fn area(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((left, top), (right, bottom)) = (place(first)?, place(last)?);
    Some(((left, right), (top, bottom)))
}

/// AB → 28
fn number(letters: &str) -> u32 {
    letters
        .bytes()
        .fold(0u32, |n, b| n.saturating_mul(26).saturating_add(u32::from(b.to_ascii_uppercase() - b'A') + 1))
}

/// 28 → AB
pub(super) fn letter(mut column: u32) -> String {
    let mut letters = String::new();
    while column > 0 {
        let at = u8::try_from((column - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + at));
        column = (column - 1) / 26;
    }
    letters
}

/// A word of a formula: what a name, a number or one end of a reference is made of.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '$' | '_' | '.' | '\\')
}

fn word(text: &str) -> &str {
    &text[..text.find(|c| !in_word(c)).unwrap_or(text.len())]
}

/// Told of a reference and the sheet named before it; answers with what stands there instead.
type One<'o> = &'o mut dyn FnMut(Option<&str>, &End) -> String;
type Two<'t> = &'t mut dyn FnMut(Option<&str>, &End, &End) -> String;

/// Copies a formula, each reference replaced. Texts, tables' columns and names stay as they are.
fn each(text: &str, one: One<'_>, two: Two<'_>) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut sheet: Option<String> = None;
    while let Some(next) = rest.chars().next() {
        let named = sheet.take();
        let length = match next {
            '"' => quoted(rest, '"'),
            '\'' => quoted(rest, '\''),
            '[' => bracketed(rest),
            c if in_word(c) => word(rest).len(),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        if matches!(next, '\'') || in_word(next) {
            if let Some(said) = after.strip_prefix('!') {
                sheet = Some(unquoted(piece));
                out.push_str(piece);
                out.push('!');
                rest = said;
                continue;
            }
            if let (Some(other), false) = (after.strip_prefix(':').map(word), after.starts_with('(')) {
                let used = after.len().min(1 + other.len());
                let ends = [false, true]
                    .into_iter()
                    .find_map(|rows| Some((End::read(piece, rows)?, End::read(other, rows)?)));
                if let (Some((first, last)), false) = (ends, after[used..].starts_with(['!', '('])) {
                    out.push_str(&two(named.as_deref(), &first, &last));
                    rest = &after[used..];
                    continue;
                }
            }
            if let (Some(end), false) = (End::read(piece, false), after.starts_with('(')) {
                out.push_str(&one(named.as_deref(), &end));
                rest = after;
                continue;
            }
        }
        out.push_str(piece);
        rest = after;
    }
    out
}

/// Bytes of a text in these marks, both included; a mark in it is written twice.
fn quoted(text: &str, mark: char) -> usize {
    let mut at = 1;
    loop {
        match text[at..].find(mark) {
            None => return text.len(),
            Some(end) if text[at + end + 1..].starts_with(mark) => at += end + 2,
            Some(end) => return at + end + 1,
        }
    }
}

fn bracketed(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn unquoted(name: &str) -> String {
    match name.strip_prefix('\'').and_then(|n| n.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growths() -> Growths {
        [("登记".to_owned(), Growth { row: 5, more: 9 })].into()
    }

    #[test]
    fn what_is_below_moves_and_what_reaches_the_row_grows() {
        let growths = growths();
        for (sheet, before, after) in [
            ("登记", "SUM(D5:D5)", "SUM(D5:D14)"),
            ("登记", "SUM(D4:D6)", "SUM(D4:D15)"),
            ("登记", "A1+D5+D7&\"D7\"", "A1+D5+D16&\"D7\""),
            ("登记", "LOG10(D7)+D$7+名.D7", "LOG10(D16)+D$16+名.D7"),
            ("登记", "SUM(5:5)+SUM($6:$7)+SUM(A:C)", "SUM(5:14)+SUM($15:$16)+SUM(A:C)"),
            ("登记", "表[D7]+封面!D7", "表[D7]+封面!D7"),
            ("封面", "登记!D7+SUM('登记'!$D$5:$D$5)+D7", "登记!D16+SUM('登记'!$D$5:$D$14)+D7"),
            ("封面", "1E5+D70000000&'it''s'!D7", "1E5+D70000000&'it''s'!D7"),
        ] {
            let moving = Moving {
                sheet,
                growths: &growths,
                copy: NOT_IN_ROW,
            };
            assert_eq!(formula(before, moving), after, "{before}");
        }
    }

    #[test]
    fn copies_of_the_row_are_filled_down() {
        let growths = growths();
        for (before, first, third) in [
            ("D5*2", "D5*2", "D7*2"),
            ("A4+1", "A4+1", "A6+1"),
            ("D5/D$7", "D5/D$16", "D7/D$16"),
            ("SUM(D$5:D5)", "SUM(D$5:D5)", "SUM(D$5:D7)"),
            ("SUM(D5:F5)", "SUM(D5:F5)", "SUM(D7:F7)"),
            ("D5/SUM(D$5:D$5)", "D5/SUM(D$5:D$14)", "D7/SUM(D$5:D$14)"),
            ("D5/D7", "D5/D16", "D7/D16"),
        ] {
            for (copy, after) in [(0, first), (2, third)] {
                let moving = Moving {
                    sheet: "登记",
                    growths: &growths,
                    copy,
                };
                assert_eq!(formula(before, moving), after, "{before} {copy}");
            }
        }
    }

    #[test]
    fn areas_and_shared_formulas() {
        let growth = Growth { row: 5, more: 9 };
        assert_eq!(areas("A5 A1:B4 A5:F5 H6:H7 5:5", growth), "A5:A14 A1:B4 A5:F14 H15:H16 5:14");
        assert_eq!(areas("A5", Growth { row: 5, more: 0 }), "A5");
        assert_eq!(shared("SUM(A1:$B$2)+C$3", 2, 1), "SUM(B3:$B$2)+D$3");
        assert_eq!(area("B5:AB9"), Some(((2, 28), (5, 9))));
        assert_eq!(letter(703), "AAA");
        assert_eq!(place("XFD1048576"), Some((16_384, 1_048_576)));
    }
}
