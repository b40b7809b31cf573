//! One record as its register tells it: a form on paper and a line of the ledger come from the
//! same columns, so that they can't say two things of one record.

use super::Frame;
use super::books::Books;
use super::column::Line;
use super::registers::Register;
use crate::error::Result;
use crate::records::{Kept, Noun};
use crate::store::Store;

/// Reads the names once, then tells any number of records.
pub struct Teller<'a> {
    books: Books<'a>,
}

impl<'a> Teller<'a> {
    /// For what the frame says: whose records, true for which day.
    pub fn open(store: &'a Store, frame: &Frame) -> Result<Self> {
        Ok(Self {
            books: Books::open(store, frame)?,
        })
    }

    /// The columns' titles, each with this record's text; "" where a pen is to write, or for all
    /// of a form to be filled by hand. Who asked not to be named is 匿名.
    pub fn told(&self, register: &Register, record: Option<&Kept>) -> Result<Vec<(String, String)>> {
        let noun = register.noun();
        let record = record.map(|record| record.public(noun));
        let line = record.as_deref().map(|record| Line::new(record, None, &self.books));
        let told = |column: &super::column::Column| {
            let head = column.head(noun);
            let text = match &line {
                Some(line) => column.cell(noun, 1, line)?.shown(head.look),
                None => String::new(),
            };
            Ok((head.title, text))
        };
        register.columns.iter().map(told).collect()
    }

    /// The station whose record it is; the frame's own unit where there is but one.
    pub fn station<'c>(&'c self, record: &'c Kept, frame: &'c Frame) -> &'c str {
        match frame.stations {
            Some(_) => self.books.station(&record.head.station),
            None => &frame.unit,
        }
    }

    /// A deputy's name and what she is: 张卫国, 县、乡人大代表（三溪选区）.
    pub fn deputy(&self, id: &str) -> Option<(String, String)> {
        let person = self.books.person(id)?;
        let levels = person.levels.join("、");
        let at = match person.constituency.as_str() {
            "" => String::new(),
            place => format!("（{place}）"),
        };
        let role = if levels.is_empty() { at } else { format!("{levels}人大代表{at}") };
        Some((person.name.clone(), role))
    }

    /// What another record is called; "" when there is none.
    pub fn name(&self, noun: Noun, id: &str) -> Result<String> {
        Ok(self.books.name(noun, id)?.into_owned())
    }
}
