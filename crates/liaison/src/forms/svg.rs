//! A page as a picture for the window: letters are outlines, so that it looks the same on a PC
//! without the font, and nothing of a record is in it as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::font::{EM, Font, HEAVY};
use super::page::{HEIGHT, MM, Mark, PEN, Page, WIDTH};

/// One page.
pub(super) fn picture(font: &Font, page: &Page) -> String {
    let mut outlines: BTreeMap<u16, String> = BTreeMap::new();
    let mut body = String::new();
    for mark in page {
        // Writing into a String does not fail.
        let _ = match mark {
            Mark::Text { x, y, size, heavy, words } => {
                let scale = size / EM;
                let _ = write!(body, r#"<g transform="translate({x:.2} {y:.2}) scale({scale:.5} {:.5})""#, -scale);
                if *heavy {
                    let _ = write!(body, r##" stroke="#000" stroke-width="{}""##, HEAVY * EM);
                }
                body.push('>');
                let mut at = 0.0;
                for glyph in words.chars().map(|c| font.glyph(c)) {
                    let outline = outlines.entry(glyph).or_insert_with(|| font.outline(glyph));
                    if !outline.is_empty() {
                        let _ = write!(body, r##"<use href="#g{glyph}" x="{at}"/>"##);
                    }
                    at += font.advance(glyph) * EM;
                }
                write!(body, "</g>")
            }
            Mark::Line { from, to, dashed } => {
                let dash = if *dashed { r#" stroke-dasharray="4 3""# } else { "" };
                write!(
                    body,
                    r##"<path d="M{:.2} {:.2}L{:.2} {:.2}" stroke="#000" stroke-width="{PEN}"{dash}/>"##,
                    from.0, from.1, to.0, to.1
                )
            }
            Mark::Fill(x, y, width, height) => write!(body, r#"<path d="M{x:.2} {y:.2}h{width:.3}v{height:.3}h-{width:.3}Z"/>"#),
        };
    }
    let mut all = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{:.0}mm" height="{:.0}mm" viewBox="0 0 {WIDTH} {HEIGHT}"><path fill="#fff" d="M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}Z"/><defs>"##,
        WIDTH / MM,
        HEIGHT / MM
    );
    for (glyph, outline) in outlines.iter().filter(|(_, outline)| !outline.is_empty()) {
        let _ = write!(all, r#"<path id="g{glyph}" d="{outline}"/>"#);
    }
    all + "</defs>" + &body + "</svg>"
}
