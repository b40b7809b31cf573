//! Looks of cells: a date that falls into a cell without a date's format gets one, and text that begins
//! like a formula gets the mark of a typed apostrophe. Nothing that is there is changed; looks are added.

use std::collections::HashMap;

use roxmltree::Document;

use super::xml::{self, Edits, child, children, escape, inner, prefix};
use crate::error::Result;
use crate::ledger::looks::{DATE, MONTH};

/// What kind of number format a look has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Text: whatever stands there stays as it is typed.
    Text,
    Date,
    Other,
}

/// How a look is to differ from the one it is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Twist {
    Date,
    Month,
    Inert,
}

/// The looks of a workbook.
pub(super) struct Styles {
    text: String,
    looks: Vec<String>,
    formats: Vec<Format>,
    added: Vec<String>,
    known: HashMap<(usize, Twist), usize>,
    next_format: u32,
    dates: HashMap<Twist, u32>,
}

impl Styles {
    /// Reads a part of looks; "" for a workbook without.
    pub(super) fn read(text: String) -> Result<Self> {
        let (mut looks, mut formats, mut next_format) = (Vec::new(), Vec::new(), 164);
        if !text.is_empty() {
            let doc = xml::parse(&text)?;
            let mut codes: HashMap<u32, String> = HashMap::new();
            for format in child(doc.root_element(), "numFmts")
                .into_iter()
                .flat_map(|all| children(all, "numFmt").collect::<Vec<_>>())
            {
                if let Some(id) = format.attribute("numFmtId").and_then(|id| id.parse().ok()) {
                    codes.insert(id, format.attribute("formatCode").unwrap_or_default().to_owned());
                    next_format = next_format.max(id.saturating_add(1));
                }
            }
            for look in child(doc.root_element(), "cellXfs")
                .into_iter()
                .flat_map(|all| children(all, "xf").collect::<Vec<_>>())
            {
                let id = look.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                formats.push(kind_of(id, codes.get(&id).map(String::as_str)));
                looks.push(text[look.range()].to_owned());
            }
        }
        Ok(Self {
            text,
            looks,
            formats,
            added: Vec::new(),
            known: HashMap::new(),
            next_format,
            dates: HashMap::new(),
        })
    }

    /// What kind of format a look has.
    pub(super) fn format(&self, look: usize) -> Format {
        self.formats.get(look).copied().unwrap_or(Format::Other)
    }

    /// The look like this one but for the twist.
    pub(super) fn twisted(&mut self, look: usize, twist: Twist) -> usize {
        if let Some(known) = self.known.get(&(look, twist)) {
            return *known;
        }
        // A workbook without looks shows everything in the one there is.
        let Some(before) = self.looks.get(look).cloned() else { return look };
        let fresh = match twist {
            Twist::Inert => with(&before, &[("quotePrefix", "1")]),
            Twist::Date | Twist::Month => {
                let next = self.next_format + u32::try_from(self.dates.len()).unwrap_or(0);
                let id = *self.dates.entry(twist).or_insert(next);
                with(&before, &[("numFmtId", &id.to_string()), ("applyNumberFormat", "1")])
            }
        };
        let at = self.looks.len() + self.added.len();
        self.added.push(fresh);
        self.known.insert((look, twist), at);
        at
    }

    /// The part as it was.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The part with what was added; none where nothing was.
    pub(super) fn text(&self) -> Result<Option<String>> {
        if self.added.is_empty() {
            return Ok(None);
        }
        let doc = xml::parse(&self.text)?;
        let (root, mut edits) = (doc.root_element(), Edits::default());
        if let Some(all) = child(root, "cellXfs") {
            edits.attribute(all, "count", |_| (self.looks.len() + self.added.len()).to_string());
            let end = inner(&self.text, all).end;
            edits.put(end..end, self.added.concat());
        }
        self.put_formats(&doc, &mut edits);
        Ok(Some(edits.apply(&self.text, 0..self.text.len())))
    }

    fn put_formats(&self, doc: &Document<'_>, edits: &mut Edits) {
        let root = doc.root_element();
        let prefix = prefix(&self.text, root);
        let mut fresh: Vec<(u32, &str)> = self
            .dates
            .iter()
            .map(|(twist, id)| (*id, if *twist == Twist::Month { MONTH } else { DATE }))
            .collect();
        fresh.sort_unstable();
        let lines: String = fresh
            .iter()
            .map(|(id, code)| format!("<{prefix}numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", escape(code)))
            .collect();
        if lines.is_empty() {
            return;
        }
        match child(root, "numFmts").filter(|all| all.has_children()) {
            Some(all) => {
                let count = children(all, "numFmt").count() + fresh.len();
                edits.attribute(all, "count", |_| count.to_string());
                let end = inner(&self.text, all).end;
                edits.put(end..end, lines);
            }
            None => {
                let whole = format!("<{prefix}numFmts count=\"{}\">{lines}</{prefix}numFmts>", fresh.len());
                match child(root, "numFmts") {
                    Some(empty) => edits.put(empty.range(), whole),
                    None => {
                        let start = inner(&self.text, root).start;
                        edits.put(start..start, whole);
                    }
                }
            }
        }
    }
}

/// An element with these attributes, whatever they were before.
fn with(element: &str, attributes: &[(&str, &str)]) -> String {
    let end = element.find('>').unwrap_or(element.len());
    let (mut head, tail) = (element[..end].to_owned(), &element[end..]);
    let closing = if head.ends_with('/') { head.pop() } else { None };
    for (name, value) in attributes {
        let known = head
            .match_indices(name)
            .find(|(at, _)| head[..*at].ends_with(char::is_whitespace))
            .map(|(at, _)| at);
        let value_of = |at: usize| {
            let open = at + head[at..].find(['"', '\''])?;
            let mark = head[open..].chars().next()?;
            let close = open + 1 + head[open + 1..].find(mark)?;
            Some(open + 1..close)
        };
        match known.and_then(value_of) {
            Some(range) => head.replace_range(range, value),
            None => head = format!("{} {name}=\"{value}\"", head.trim_end()),
        }
    }
    format!("{head}{}{tail}", closing.map_or("", |_| "/"))
}

fn kind_of(id: u32, code: Option<&str>) -> Format {
    match (id, code) {
        (49, _) | (_, Some("@")) => Format::Text,
        (14..=22 | 27..=36 | 45..=47 | 50..=58, None) => Format::Date,
        (_, Some(code)) if is_date(code) => Format::Date,
        _ => Format::Other,
    }
}

/// Whether a format's code has a year or a day outside of its quoted words.
fn is_date(code: &str) -> bool {
    if code.to_ascii_lowercase().contains("general") {
        return false;
    }
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    code.chars().any(|c| {
        let plain = !quoted && !bracketed && !escaped;
        escaped = plain && (c == '\\' || c == '_' || c == '*');
        match c {
            '"' if !bracketed => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            'y' | 'Y' | 'd' | 'D' | 'e' if plain => return true,
            _ => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"yyyy-mm-dd\"/></numFmts><cellXfs count=\"3\">\
        <xf numFmtId=\"0\" fontId=\"2\"><alignment wrapText=\"1\"/></xf><xf numFmtId=\"170\" xfId='0'/><xf numFmtId=\"49\"/></cellXfs></styleSheet>";

    #[test]
    fn looks_are_added_and_none_is_changed() {
        let mut styles = Styles::read(TEXT.into()).unwrap();
        assert_eq!([0, 1, 2].map(|n| styles.format(n)), [Format::Other, Format::Date, Format::Text]);
        assert_eq!(styles.text().unwrap(), None);
        assert_eq!(styles.twisted(0, Twist::Date), 3);
        assert_eq!(styles.twisted(1, Twist::Inert), 4);
        assert_eq!(styles.twisted(0, Twist::Date), 3);
        let text = styles.text().unwrap().unwrap();
        assert!(
            text.contains("<xf numFmtId=\"171\" fontId=\"2\" applyNumberFormat=\"1\"><alignment wrapText=\"1\"/></xf>"),
            "{text}"
        );
        assert!(text.contains("<xf numFmtId=\"170\" xfId='0' quotePrefix=\"1\"/></cellXfs>"), "{text}");
        assert!(text.contains("cellXfs count=\"5\"") && text.contains("numFmts count=\"2\""), "{text}");
    }

    #[test]
    fn dates_are_told_from_numbers() {
        for (code, date) in [
            ("yyyy\"年\"m\"月\"", true),
            ("[$-804]e年m月", true),
            ("0.00", false),
            ("[Red]0\"d\"", false),
            ("0\\d", false),
            ("General", false),
            ("0.0E+00", false),
        ] {
            assert_eq!(is_date(code), date, "{code}");
        }
    }
}
