//! XML that stays as it was written but for the pieces replaced: a reader says where things stand, and
//! everything else is copied byte by byte.

use std::fmt::Write as _;
use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use super::refuse;
use crate::error::Result;

/// Elements, attributes and texts one part may have.
const NODES: u32 = 1_500_000;

/// A part as a tree.
pub(super) fn parse(text: &str) -> Result<Document<'_>> {
    let options = ParsingOptions {
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|_| refuse("这个 Excel 文件有损坏，读不出来"))
}

/// Children of this local name, whatever the prefix.
pub(super) fn children<'a, 'd: 'a>(node: Node<'a, 'd>, name: &'a str) -> impl Iterator<Item = Node<'a, 'd>> + 'a {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The first child of this local name.
pub(super) fn child<'a, 'd: 'a>(node: Node<'a, 'd>, name: &'a str) -> Option<Node<'a, 'd>> {
    children(node, name).next()
}

/// Everything below, and the node itself, of this local name.
pub(super) fn below<'a, 'd: 'a>(node: Node<'a, 'd>, name: &'a str) -> impl Iterator<Item = Node<'a, 'd>> + 'a {
    node.descendants().filter(move |n| n.is_element() && n.tag_name().name() == name)
}

/// An element's own text.
pub(super) fn text_of(node: Node<'_, '_>) -> String {
    node.children().filter(|n| n.is_text()).filter_map(|n| n.text()).collect()
}

/// The prefix an element is written with, its colon included; "" for none.
pub(super) fn prefix<'t>(text: &'t str, node: Node<'_, '_>) -> &'t str {
    let name = tag(text, node);
    &name[..name.find(':').map_or(0, |at| at + 1)]
}

/// The name an element is written with.
pub(super) fn tag<'t>(text: &'t str, node: Node<'_, '_>) -> &'t str {
    let inside = &text[node.range().start + 1..];
    &inside[..inside.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(inside.len())]
}

/// What stands between an element's tags; an empty place where it has but one.
pub(super) fn inner(text: &str, node: Node<'_, '_>) -> Range<usize> {
    let whole = node.range();
    match (node.first_child(), node.last_child()) {
        (Some(first), Some(last)) => first.range().start..last.range().end,
        _ if text[whole.clone()].ends_with("/>") => whole.end..whole.end,
        _ => {
            let end = text[whole.clone()].rfind("</").map_or(whole.end, |at| whole.start + at);
            end..end
        }
    }
}

/// Pieces of a text to be replaced.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// These bytes become this.
    pub(super) fn put(&mut self, at: Range<usize>, text: impl Into<String>) {
        self.0.push((at, text.into()));
    }

    /// An attribute gets another value, where it is there and the value is another.
    pub(super) fn attribute(&mut self, node: Node<'_, '_>, name: &str, value: impl FnOnce(&str) -> String) {
        if let Some(attribute) = node.attribute_node(name) {
            let fresh = value(attribute.value());
            if fresh != attribute.value() {
                self.put(attribute.range_value(), escape(&fresh));
            }
        }
    }

    /// An element's text becomes another, where it is another.
    pub(super) fn text(&mut self, text: &str, node: Node<'_, '_>, value: impl FnOnce(&str) -> String) {
        let before = text_of(node);
        let fresh = value(&before);
        if fresh != before {
            self.put(inner(text, node), escape(&fresh));
        }
    }

    /// Nothing to replace.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes this part of the text, replaced where it is to be. Pieces must not overlap.
    pub(super) fn apply(&mut self, text: &str, part: Range<usize>) -> String {
        self.0.sort_by_key(|(at, _)| at.start);
        let mut out = String::with_capacity(part.len() + 256);
        let mut at = part.start;
        for (piece, fresh) in &self.0 {
            if piece.start < at || piece.end > part.end {
                continue;
            }
            out.push_str(&text[at..piece.start]);
            out.push_str(fresh);
            at = piece.end;
        }
        out.push_str(&text[at..part.end]);
        out
    }
}

/// For the inside of an element or of an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// The same for a value of a cell: characters XML does not have, and words Excel would take for such a
/// character, are written as Excel writes them.
pub(super) fn escape_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '_' if is_escape(&text[at..]) => out.push_str("_x005F_"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "_x{:04X}_", u32::from(c));
            }
            c => out.push_str(&escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

/// `_x005F_` and its like.
fn is_escape(text: &str) -> bool {
    matches!(text.as_bytes(), [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|h| h.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_replaced_stays() {
        let text = "<?xml version=\"1.0\"?>\n<x:a xmlns:x='x'  q='1'><x:b/><!-- = --><x:c>5 &amp; 6</x:c></x:a >";
        let doc = parse(text).unwrap();
        let mut edits = Edits::default();
        edits.attribute(doc.root_element(), "q", |old| format!("{old}<2"));
        edits.text(text, child(doc.root_element(), "c").unwrap(), |old| old.replace('5', "7"));
        edits.text(text, child(doc.root_element(), "b").unwrap(), str::to_owned);
        let out = edits.apply(text, 0..text.len());
        assert_eq!(
            out,
            "<?xml version=\"1.0\"?>\n<x:a xmlns:x='x'  q='1&lt;2'><x:b/><!-- = --><x:c>7 &amp; 6</x:c></x:a >"
        );
        assert_eq!(prefix(text, doc.root_element()), "x:");
    }

    #[test]
    fn values_come_back_as_they_were() {
        assert_eq!(escape_value("_x0041_ <&> \u{fffe}\u{7}\n"), "_x005F_x0041_ &lt;&amp;&gt; _xFFFE__x0007_\n");
    }
}
