//! What stands in one cell, and how it looks on paper.

use chrono::{Datelike as _, NaiveDate};

use crate::records::{Field, Kind, dates};

/// How a column's cells look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Running text: left, wrapped.
    Words,
    /// A word, a name, a few names: centred, wrapped.
    Short,
    /// A phone number or 编号: a text cell ("@"), so that digits stay digits.
    Code,
    /// A count.
    Count,
    /// A rate in per cent with one decimal.
    Rate,
    /// 2026年1月5日
    Date,
    /// 2026年1月
    Month,
}

/// The content of one cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Nothing yet; on paper a place to write.
    Blank,
    /// Text, never a formula whatever it begins with.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A per cent figure.
    Rate(f64),
    /// A real date; months are their first day.
    Date(NaiveDate),
}

impl Cell {
    /// Text, or blank.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// A number, or blank.
    pub(super) fn whole(number: Option<i64>) -> Self {
        number.map_or(Self::Blank, Self::Whole)
    }

    /// A stored date. One that does not parse stays readable as text.
    pub(super) fn date(stored: &str) -> Self {
        dates::parse(stored).map_or_else(|| Self::text(stored), Self::Date)
    }

    /// As words on a page.
    pub(super) fn shown(&self, look: Look) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Rate(rate) => format!("{rate:.1}%"),
            Self::Date(day) if look == Look::Month => format!("{}年{}月", day.year(), day.month()),
            Self::Date(day) => dates::shown(&day.to_string()),
        }
    }

    /// A stored month as the first of it.
    pub(super) fn month(stored: &str) -> Self {
        dates::parse(&format!("{stored}-01")).map_or_else(|| Self::text(stored), Self::Date)
    }
}

impl Look {
    /// How a field's column looks.
    pub(super) fn of(field: &Field) -> Self {
        match field.kind {
            Kind::Phone => Self::Code,
            Kind::Date => Self::Date,
            Kind::Month => Self::Month,
            Kind::Whole => Self::Count,
            Kind::Long => Self::Words,
            Kind::Text if field.max > 60 => Self::Words,
            _ => Self::Short,
        }
    }
}
