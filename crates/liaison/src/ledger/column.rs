//! One column of a register: where its cells come from. Most are a field of FIELDS and
//! take label, look and content from there; a few are made from several fields.

use std::cell::OnceCell;

use super::back::Back;
use super::books::Books;
use super::cell::{Cell, Look};
use crate::error::Result;
use crate::records::{Field, Kept, Kind, Noun};
use crate::store::{GrownMatter, Person};

/// What one line of a register is made from.
pub(super) struct Line<'a> {
    /// The record, as it may be shown outside itself: who asked not to be named is 匿名 already.
    pub record: &'a Kept,
    /// The one deputy the line is about, in registers with a line per deputy.
    pub deputy: Option<&'a Person>,
    /// Names, links and the cut-off.
    pub books: &'a Books<'a>,
    grown: OnceCell<Vec<GrownMatter>>,
}

impl<'a> Line<'a> {
    pub(super) fn new(record: &'a Kept, deputy: Option<&'a Person>, books: &'a Books<'a>) -> Self {
        Self {
            record,
            deputy,
            books,
            grown: OnceCell::new(),
        }
    }

    /// Matters that grew out of this visit or activity; asked for once a line, by several columns.
    pub(super) fn grown(&self, noun: Noun) -> Result<&[GrownMatter]> {
        if let Some(known) = self.grown.get() {
            return Ok(known);
        }
        let found = self.books.store.grown_matters(noun, &self.record.head.id)?;
        Ok(self.grown.get_or_init(|| found))
    }
}

/// Where a cell's content comes from.
#[derive(Clone, Copy)]
enum Fill {
    /// 1, 2, 3 …
    Serial,
    /// The record's number.
    Number,
    /// A field of FIELDS, by key.
    Field(&'static str),
    /// Made from several fields or records.
    Made(fn(&Line<'_>) -> Result<Cell>),
    /// Written with a pen.
    ByHand,
}

/// One column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    title: &'static str,
    width: f64,
    look: Option<Look>,
    total: bool,
    fill: Fill,
    back: Back,
}

/// A column as the sheet needs it.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// What stands over it.
    pub title: String,
    /// In digits of the normal font.
    pub width: f64,
    /// How its cells look.
    pub look: Look,
    /// Added up under the last line.
    pub total: bool,
}

impl Head {
    /// A column of a table that no record feeds directly.
    pub(super) fn new(title: impl Into<String>, width: f64, look: Look) -> Self {
        Self {
            title: title.into(),
            width,
            look,
            total: false,
        }
    }
}

impl Column {
    const fn new(title: &'static str, look: Option<Look>, fill: Fill, back: Back) -> Self {
        Self {
            title,
            width: 0.0,
            look,
            total: false,
            fill,
            back,
        }
    }
    /// 序号
    pub(super) const fn serial() -> Self {
        Self::new("序号", Some(Look::Count), Fill::Serial, Back::Nothing).wide(6.0)
    }
    /// 编号: the number people quote.
    pub(super) const fn number() -> Self {
        Self::new("编号", Some(Look::Code), Fill::Number, Back::Number).wide(12.5)
    }
    /// A field, under its own label.
    pub(super) const fn of(key: &'static str) -> Self {
        Self::new("", None, Fill::Field(key), Back::Field(key))
    }
    /// A column of its own making.
    pub(super) const fn made(title: &'static str, look: Look, make: fn(&Line<'_>) -> Result<Cell>) -> Self {
        Self::new(title, Some(look), Fill::Made(make), Back::Nothing)
    }
    /// Left blank for a pen.
    pub(super) const fn by_hand(title: &'static str) -> Self {
        Self::new(title, Some(Look::Short), Fill::ByHand, Back::Nothing)
    }
    /// The register's own word for it.
    pub(super) const fn titled(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }
    /// Centred like a word, though the field may hold a line.
    pub(super) const fn short(mut self) -> Self {
        self.look = Some(Look::Short);
        self
    }
    /// Width in digits; without it the look decides.
    pub(super) const fn wide(mut self, width: f64) -> Self {
        self.width = width;
        self
    }
    /// Added up under the last line.
    pub(super) const fn summed(mut self) -> Self {
        self.total = true;
        self
    }
    /// What such a column of an old ledger is read as, where that is not its own field.
    pub(super) const fn back(mut self, back: Back) -> Self {
        self.back = back;
        self
    }
    /// What such a column of an old ledger is read as.
    pub(super) fn reads(&self) -> Back {
        self.back
    }

    /// What stands over it.
    pub(super) fn title_for(&self, noun: Noun) -> &'static str {
        match self.fill {
            Fill::Field(key) if self.title.is_empty() => noun.field(key).map_or("", |f| f.label),
            _ => self.title,
        }
    }

    /// As the sheet needs it.
    pub(super) fn head(&self, noun: Noun) -> Head {
        let field = match self.fill {
            Fill::Field(key) => noun.field(key),
            _ => None,
        };
        let look = self.look.or(field.map(Look::of)).unwrap_or(Look::Short);
        let width = match look {
            _ if self.width > 0.0 => self.width,
            Look::Words => 24.0,
            Look::Short => 10.0,
            Look::Code => 12.5,
            Look::Count | Look::Rate => 7.0,
            Look::Date => 13.0,
            Look::Month => 11.0,
        };
        Head {
            title: self.title_for(noun).to_owned(),
            width,
            look,
            total: self.total,
        }
    }

    /// The cell of one line.
    pub(super) fn cell(&self, noun: Noun, serial: u64, line: &Line<'_>) -> Result<Cell> {
        Ok(match self.fill {
            Fill::Serial => Cell::Whole(i64::try_from(serial).unwrap_or(i64::MAX)),
            Fill::Number => Cell::text(line.record.head.number.as_str()),
            Fill::Field(key) => match noun.field(key) {
                Some(field) => of_field(field, line)?,
                None => Cell::Blank,
            },
            Fill::Made(make) => make(line)?,
            Fill::ByHand => Cell::Blank,
        })
    }
}

/// A field's content as people read it: labels, not codes; names, not ids.
fn of_field(field: &Field, line: &Line<'_>) -> Result<Cell> {
    let record = line.record;
    Ok(match field.kind {
        Kind::Whole => Cell::whole(record.whole(field.key)),
        Kind::Flag => Cell::text(if record.flag(field.key) { "是" } else { "否" }),
        Kind::Date => Cell::date(record.text(field.key)),
        Kind::Month => Cell::month(record.text(field.key)),
        Kind::OneOf(_) => Cell::text(field.label_of(record.text(field.key))),
        Kind::Choices(_) => Cell::text(record.texts(field.key).join("、")),
        Kind::One(noun) => Cell::text(line.books.name(noun, record.text(field.key))?),
        Kind::Many(noun) => Cell::text(line.books.names(noun, &record.texts(field.key))?),
        Kind::Text | Kind::Long | Kind::Phone | Kind::Time | Kind::Choice(_) => Cell::text(record.text(field.key)),
    })
}
