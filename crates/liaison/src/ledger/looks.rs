//! The formats of a sheet as an office prints it.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use super::cell::Look;

const FONT: &str = "宋体";
pub(super) const DATE: &str = "yyyy\"年\"m\"月\"d\"日\"";
pub(super) const MONTH: &str = "yyyy\"年\"m\"月\"";

/// What all that is printed is set in.
pub(super) fn font() -> Format {
    Format::new().set_font_name(FONT).set_font_charset(134).set_font_size(10)
}

/// The line above a table that says what it is.
pub(super) fn title() -> Format {
    font()
        .set_font_size(18)
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

/// The formats of a book, made once.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) particulars: Format,
    pub(super) words: Format,
    pub(super) header: Format,
    pub(super) none: Format,
    cells: Vec<(Look, Format)>,
    inert: Vec<(Look, Format)>,
}

impl Looks {
    pub(super) fn new() -> Self {
        let boxed = || font().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let of = |look: Look| {
            let format = boxed();
            match look {
                Look::Words => format.set_align(FormatAlign::Left),
                Look::Short => format.set_align(FormatAlign::Center),
                Look::Code => format.set_align(FormatAlign::Center).set_num_format("@"),
                Look::Count => format.set_align(FormatAlign::Center).set_num_format("0"),
                Look::Rate => format.set_align(FormatAlign::Center).set_num_format("0.0"),
                Look::Date => format.set_align(FormatAlign::Center).set_num_format(DATE),
                Look::Month => format.set_align(FormatAlign::Center).set_num_format(MONTH),
            }
        };
        let all = [Look::Words, Look::Short, Look::Code, Look::Count, Look::Rate, Look::Date, Look::Month];
        Self {
            title: title(),
            particulars: font().set_font_size(11).set_align(FormatAlign::Left).set_align(FormatAlign::VerticalCenter),
            words: boxed().set_font_size(12).set_align(FormatAlign::Left),
            header: boxed().set_bold().set_align(FormatAlign::Center),
            none: boxed().set_align(FormatAlign::Center),
            cells: all.map(|look| (look, of(look))).to_vec(),
            // The mark of a typed apostrophe: editing the cell does not turn it into a formula.
            inert: all.map(|look| (look, of(look).set_quote_prefix())).to_vec(),
        }
    }

    /// How cells of this look are.
    pub(super) fn of(&self, look: Look) -> &Format {
        Self::pick(&self.cells, look)
    }

    /// The same with the mark of a typed apostrophe.
    pub(super) fn inert(&self, look: Look) -> &Format {
        Self::pick(&self.inert, look)
    }

    fn pick(list: &[(Look, Format)], look: Look) -> &Format {
        // Every look has its format; the first stands in for the compiler's sake.
        &list.iter().find(|(l, _)| *l == look).unwrap_or(&list[0]).1
    }
}
