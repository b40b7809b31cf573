//! The one font of all forms: which characters it has, how wide they are, how they are drawn.

use std::fmt::Write as _;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId, OutlineBuilder, RawFace, Tag};

use crate::error::{Error, Result};

/// Noto Serif CJK SC; `assets/fonts/README.md` says what is in it and how it was made.
static FONT: &[u8] = include_bytes!("../../../../assets/fonts/NotoSerifSC-liaison.otf");

/// What a PDF calls it.
pub(super) const NAME: &str = "NotoSerifCJKsc-Regular";

/// Font units of one em.
pub(super) const EM: f32 = 1000.0;
/// How far a glyph reaches above its base line, in ems.
pub(super) const ASCENT: f32 = 0.88;
/// How wide the pen is that makes a heavy letter of it, in ems: there is but one weight.
pub(super) const HEAVY: f32 = 0.022;

/// The font, read.
pub(super) struct Font {
    face: Face<'static>,
}

impl Font {
    /// Reads the font's tables; its outlines are read as they are wanted.
    pub(super) fn open() -> Result<Self> {
        let face = Face::parse(FONT, 0).map_err(|e| broken(&e))?;
        Ok(Self { face })
    }

    /// The glyph of a character; the box that stands for none is glyph 0.
    pub(super) fn glyph(&self, c: char) -> u16 {
        self.face.glyph_index(c).map_or(0, |glyph| glyph.0)
    }

    /// Its width in ems.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        f32::from(self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(1000)) / EM
    }

    /// Width of a line of text, in ems.
    pub(super) fn width(&self, text: &str) -> f32 {
        text.chars().map(|c| self.advance(self.glyph(c))).sum()
    }

    /// Left, bottom, right, top of every glyph, in font units.
    pub(super) fn bounds(&self) -> [f32; 4] {
        let all = self.face.global_bounding_box();
        [all.x_min, all.y_min, all.x_max, all.y_max].map(f32::from)
    }

    /// A glyph's outline as an SVG path, in font units, upwards.
    pub(super) fn outline(&self, glyph: u16) -> String {
        let mut path = Path(String::new());
        // A blank has no outline.
        self.face.outline_glyph(GlyphId(glyph), &mut path);
        path.0
    }

    /// The outlines of these glyphs alone, as a PDF embeds them.
    pub(super) fn cut(&self, used: &GlyphRemapper) -> Result<Vec<u8>> {
        let cut = subsetter::subset(FONT, 0, used).map_err(|e| broken(&e))?;
        let raw = RawFace::parse(&cut, 0).map_err(|e| broken(&e))?;
        let outlines = raw.table(Tag::from_bytes(b"CFF "));
        outlines.map(<[u8]>::to_vec).ok_or_else(|| Error::Layout("字体里没有字形".into()))
    }
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::Layout(format!("字体读不出来（{error}）"))
}

/// An outline as it is drawn, point by point.
struct Path(String);

impl Path {
    fn add(&mut self, letter: char, points: &[f32]) {
        self.0.push(letter);
        for (n, point) in points.iter().enumerate() {
            // Writing into a String does not fail.
            let _ = write!(self.0, "{}{point}", if n > 0 { " " } else { "" });
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[x, y]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[x, y]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('Q', &[x1, y1, x, y]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('C', &[x1, y1, x2, y2, x, y]);
    }
    fn close(&mut self) {
        self.0.push('Z');
    }
}
