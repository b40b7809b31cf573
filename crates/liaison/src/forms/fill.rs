//! What forms are filled from: texts by their titles, never codes or ids.

use std::collections::BTreeMap;

use super::setter::Setter;
use super::table::{Cell, Place, Table};
use crate::error::{Error, Result};
use crate::ledger::{Frame, Register, Teller};
use crate::records::{Kept, Noun, dates};
use crate::store::Store;

/// What a form is filled from.
pub(super) struct Filling<'a> {
    pub store: &'a Store,
    pub frame: &'a Frame,
    pub teller: Teller<'a>,
    /// The office's telephone, or "".
    pub phone: &'a str,
    /// Kind of the records.
    pub noun: Noun,
    /// Empty lines or copies.
    pub rows: u32,
}

/// A record's texts by their titles.
pub(super) struct Said(BTreeMap<String, String>);

impl Said {
    /// The text under this title; "" where a pen is to write.
    pub(super) fn at(&self, title: &str) -> Result<&str> {
        let text = self.0.get(title).map(String::as_str);
        text.ok_or_else(|| Error::Layout(format!("台账里没有“{title}”这一栏")))
    }
}

impl<T: Into<String>> FromIterator<(T, String)> for Said {
    fn from_iter<I: IntoIterator<Item = (T, String)>>(all: I) -> Self {
        Self(all.into_iter().map(|(title, text)| (title.into(), text)).collect())
    }
}

impl Filling<'_> {
    /// What a register says of a record.
    pub(super) fn said(&self, register: &str, record: Option<&Kept>) -> Result<Said> {
        let register = Register::find(register).ok_or_else(|| Error::Layout(format!("没有台账 {register}")))?;
        Ok(self.teller.told(register, record)?.into_iter().collect())
    }

    /// The station whose record it is.
    pub(super) fn unit<'c>(&'c self, record: Option<&'c Kept>) -> &'c str {
        record.map_or(self.frame.unit.as_str(), |record| self.teller.station(record, self.frame))
    }

    /// Names and roles of the deputies of a record.
    pub(super) fn deputies(&self, record: Option<&Kept>) -> Vec<(String, String)> {
        let ids = record.map(|r| r.texts("deputies")).unwrap_or_default();
        ids.iter().filter_map(|id| self.teller.deputy(id)).collect()
    }

    /// A field's label.
    pub(super) fn label(&self, key: &'static str) -> &'static str {
        self.noun.field(key).map_or(key, |field| field.label)
    }

    /// The day of printing.
    pub(super) fn today(&self) -> String {
        dates::shown(&self.frame.today.to_string())
    }
}

/// Where a date is written by hand.
pub(super) const BY_HAND: &str = "　　　　年　　月　　日";

/// What stands below a form of someone who asked not to be named.
pub(super) const SECRET: &str = "反映人要求保密，姓名以“匿名”代替。";

/// 2024年6月3日（星期一）; "" of a date that is none.
pub(super) fn day_and_weekday(stored: &str) -> String {
    dates::parse(stored).map_or_else(|| stored.to_owned(), |day| format!("{}（{}）", dates::shown(stored), dates::weekday(day)))
}

/// □满意　　　□基本满意
pub(super) fn boxes<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().map(|word| format!("□{word}")).collect::<Vec<_>>().join("　　　")
}

/// A form of two labels a row, each with its text; every form of this shape is ruled alike.
pub(super) struct Sheet(Table);

impl Sheet {
    pub(super) fn new() -> Self {
        Self(Table::new([27.0, 0.0, 27.0, 0.0]))
    }

    /// Two labels with their texts, in a row at least so many millimetres high.
    pub(super) fn two(&mut self, high: f32, [a, b]: [(&str, &str); 2]) {
        self.0.row(high, [Cell::label(a.0), Cell::new(a.1), Cell::label(b.0), Cell::new(b.1)]);
    }

    /// One label with a text over the whole width.
    pub(super) fn one(&mut self, high: f32, (label, text): (&str, &str), place: Place) {
        let cell = Cell { place, ..Cell::new(text) };
        // What stands in brackets goes below a label that is too long for its column.
        let label = if label.chars().count() > 6 {
            label.replacen('（', "\n（", 1)
        } else {
            label.to_owned()
        };
        self.0.row(high, [Cell::label(label), cell.over(3)]);
    }

    pub(super) fn set(self, setter: &mut Setter) {
        setter.table(&self.0);
    }
}
