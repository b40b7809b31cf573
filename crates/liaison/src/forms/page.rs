//! A page as marks on paper, before it is a PDF or a picture. Lengths are points from the top
//! left corner.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};

use super::font::Font;
use super::{pdf, svg};
use crate::error::Result;

/// A4.
pub(super) const WIDTH: f32 = 595.28;
/// A4.
pub(super) const HEIGHT: f32 = 841.89;
/// Points of a millimetre.
pub(super) const MM: f32 = 72.0 / 25.4;

/// One thing on the paper, always black.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A line of text on its base line.
    Text { x: f32, y: f32, size: f32, heavy: bool, words: String },
    /// A straight line; dashed ones are to be cut along.
    Line { from: (f32, f32), to: (f32, f32), dashed: bool },
    /// A black box: left, top, width, height.
    Fill(f32, f32, f32, f32),
}

/// Marks in the order they are read.
pub(super) type Page = Vec<Mark>;

/// Width of every line drawn.
pub(super) const PEN: f32 = 0.5;

/// Pages that are set.
pub struct Printed {
    pub(super) font: Font,
    pub(super) title: String,
    pub(super) unit: String,
    pub(super) now: DateTime<FixedOffset>,
    pub(super) pages: Vec<Page>,
    /// Characters the font does not have; on the page a box stands for each.
    pub missing: BTreeSet<char>,
}

impl Printed {
    /// How many pages.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Each page as an SVG picture, its letters drawn as outlines.
    pub fn pictures(&self) -> Vec<String> {
        self.pages.iter().map(|page| svg::picture(&self.font, page)).collect()
    }

    /// One PDF of all pages: text can be selected, the font is embedded as far as it is used.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        pdf::write(self)
    }
}
