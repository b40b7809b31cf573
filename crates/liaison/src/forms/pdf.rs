//! Pages → PDF. The font goes in as far as it is used, with the way back from its glyphs to
//! characters, so that text can be selected, searched and copied.

use std::collections::BTreeMap;
use std::io::Write as _;

use chrono::{DateTime, Datelike as _, FixedOffset, Timelike as _};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode, UnicodeCmap};
use pdf_writer::{Content, Date, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;

use super::font::{ASCENT, EM, Font, HEAVY, NAME};
use super::page::{HEIGHT, Mark, PEN, Page, Printed, WIDTH};
use crate::error::{Error, Result};

/// Glyphs are named by their own numbers, in no one's character set.
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const FONT: Ref = Ref::new(4);
const CID_FONT: Ref = Ref::new(5);
const DESCRIPTOR: Ref = Ref::new(6);
const OUTLINES: Ref = Ref::new(7);
const TO_UNICODE: Ref = Ref::new(8);
const FIRST_PAGE: i32 = 9;

/// The glyphs used: their new numbers, and the characters they stand for.
#[derive(Default)]
struct Used {
    glyphs: GlyphRemapper,
    /// By new number: character and width in font units.
    known: BTreeMap<u16, (char, f32)>,
}

impl Used {
    /// A line of text as numbers of glyphs, two bytes each.
    fn codes(&mut self, font: &Font, words: &str) -> Vec<u8> {
        let mut codes = Vec::with_capacity(words.len());
        for c in words.chars() {
            let glyph = font.glyph(c);
            let new = self.glyphs.remap(glyph);
            self.known.entry(new).or_insert((c, font.advance(glyph) * EM));
            codes.extend(new.to_be_bytes());
        }
        codes
    }
}

/// All pages as one file.
pub(super) fn write(printed: &Printed) -> Result<Vec<u8>> {
    let mut pdf = Pdf::new();
    let mut used = Used::default();
    let page_refs: Vec<Ref> = (0..printed.pages.len())
        .filter_map(|n| i32::try_from(n).ok())
        .map(|n| Ref::new(FIRST_PAGE + 2 * n))
        .collect();
    pdf.catalog(CATALOG).pages(TREE).lang(TextStr("zh-CN"));
    let count = i32::try_from(page_refs.len()).unwrap_or(i32::MAX);
    pdf.pages(TREE).kids(page_refs.iter().copied()).count(count);
    let mut info = pdf.document_info(INFO);
    info.title(TextStr(&printed.title))
        .author(TextStr(&printed.unit))
        .creator(TextStr("代表联络站台账"));
    if let Some(date) = date(printed.now) {
        info.creation_date(date).modified_date(date);
    }
    info.finish();
    for (at, marks) in page_refs.iter().zip(&printed.pages) {
        let content = Ref::new(at.get() + 1);
        let mut page = pdf.page(*at);
        page.parent(TREE).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(content);
        page.resources().fonts().pair(Name(b"F"), FONT);
        page.finish();
        let drawn = squeezed(&draw(&printed.font, marks, &mut used))?;
        pdf.stream(content, &drawn).filter(Filter::FlateDecode);
    }
    embed(&mut pdf, &printed.font, &used)?;
    Ok(pdf.finish())
}

/// The marks of one page, upside down: a PDF counts from its foot.
fn draw(font: &Font, marks: &Page, used: &mut Used) -> Vec<u8> {
    let mut content = Content::new();
    content.set_line_width(PEN);
    for mark in marks {
        match mark {
            Mark::Text { x, y, size, heavy, words } => {
                let codes = used.codes(font, words);
                content.begin_text().set_font(Name(b"F"), *size);
                if *heavy {
                    content.set_text_rendering_mode(TextRenderingMode::FillStroke).set_line_width(size * HEAVY);
                } else {
                    content.set_text_rendering_mode(TextRenderingMode::Fill);
                }
                content.set_text_matrix([1.0, 0.0, 0.0, 1.0, *x, HEIGHT - y]).show(Str(&codes)).end_text();
                content.set_line_width(PEN);
            }
            Mark::Line { from, to, dashed } => {
                content.set_dash_pattern(if *dashed { vec![4.0, 3.0] } else { Vec::new() }, 0.0);
                content.move_to(from.0, HEIGHT - from.1).line_to(to.0, HEIGHT - to.1).stroke();
            }
            Mark::Fill(x, y, width, height) => {
                content.rect(*x, HEIGHT - y - height, *width, *height).fill_nonzero();
            }
        }
    }
    content.finish().into_vec()
}

fn embed(pdf: &mut Pdf, font: &Font, used: &Used) -> Result<()> {
    // Six letters before the name tell a part of a font from the whole.
    let name = format!("LIAISN+{NAME}");
    let whole = format!("{name}-Identity-H");
    pdf.type0_font(FONT)
        .base_font(Name(whole.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(CID_FONT)
        .to_unicode(TO_UNICODE);
    let mut cid = pdf.cid_font(CID_FONT);
    cid.subtype(CidFontType::Type0)
        .base_font(Name(name.as_bytes()))
        .system_info(IDENTITY)
        .font_descriptor(DESCRIPTOR)
        .default_width(EM);
    let mut widths = cid.widths();
    for (glyph, (_, width)) in &used.known {
        widths.consecutive(*glyph, [*width]);
    }
    widths.finish();
    cid.finish();
    let [left, bottom, right, top] = font.bounds();
    pdf.font_descriptor(DESCRIPTOR)
        .name(Name(name.as_bytes()))
        .flags(FontFlags::SYMBOLIC | FontFlags::SERIF)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(ASCENT * EM)
        .descent((ASCENT - 1.0) * EM)
        .cap_height(733.0)
        .stem_v(90.0)
        .font_file3(OUTLINES);
    let outlines = squeezed(&font.cut(&used.glyphs)?)?;
    pdf.stream(OUTLINES, &outlines)
        .filter(Filter::FlateDecode)
        .pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    let mut back = UnicodeCmap::<u16>::new(Name(b"Custom"), IDENTITY);
    for (glyph, (c, _)) in &used.known {
        back.pair(*glyph, *c);
    }
    let back = squeezed(&back.finish().into_vec())?;
    pdf.stream(TO_UNICODE, &back).filter(Filter::FlateDecode);
    Ok(())
}

fn squeezed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|e| Error::Layout(e.to_string()))
}

fn date(now: DateTime<FixedOffset>) -> Option<Date> {
    let small = |n: u32| u8::try_from(n).ok();
    let minutes = now.offset().local_minus_utc() / 60;
    Some(
        Date::new(u16::try_from(now.year()).ok()?)
            .month(small(now.month())?)
            .day(small(now.day())?)
            .hour(small(now.hour())?)
            .minute(small(now.minute())?)
            .second(small(now.second())?)
            .utc_offset_hour(i8::try_from(minutes / 60).ok()?)
            .utc_offset_minute(u8::try_from(minutes.abs() % 60).ok()?),
    )
}
