//! Forms (表): records → A4 pages, to print and as PDF. `FORMS` names each one; its own file says
//! what stands on it, mostly as the record's register tells it (`fill`). `setter` puts words and
//! `table`s on `page`s, breaking lines as `wrap` says; `pdf` and `svg` write the pages.
//!
//! Layout is our own, because it is little: forms are tables of Chinese text, in which every letter
//! is as wide as the next and nothing is hyphenated. What is not little is left to libraries:
//! reading the font, cutting it to what is used, the PDF's syntax. A typesetting system (typst)
//! would bring 168 more crates into every build, and change the features of those there are.
//!
//! What a record says is only ever drawn letter by letter: there is no markup it could be taken for.
//! The room reads the store through the ledger's columns. It writes no file and knows no window,
//! no clock and no contract.

mod ballot;
mod fill;
mod font;
mod notice;
mod opinion;
mod page;
mod pdf;
mod receipt;
mod referral;
mod setter;
mod sign_in;
mod slip;
mod svg;
mod table;
mod visit;
mod wrap;

use self::fill::Filling;
pub use self::page::Printed;
pub use self::receipt::{RECEIPT, Receipt};
use self::setter::Setter;
pub use self::slip::Slip;
use crate::error::Result;
use crate::ledger::{Frame, Teller};
use crate::records::{Kept, Noun, dates};
use crate::store::Store;

/// One form there is.
pub struct Form {
    /// Name in code.
    pub key: &'static str,
    /// What people call it; also the file's name.
    pub label: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// Whose records it is filled from.
    pub nouns: &'static [Noun],
    /// It can be printed from a record.
    pub filled: bool,
    /// It can be printed without a record, for a pen.
    pub blank: bool,
    /// Empty lines or copies it has unless told otherwise; 0 where it has none.
    pub rows: u32,
    /// What is counted by `rows`: 空行.
    pub rows_are: &'static str,
    set: Set,
}

/// How a form is set.
#[derive(Clone, Copy)]
enum Set {
    /// A page or more for each record; for none, one to be filled by pen.
    Each(fn(&Filling<'_>, &mut Setter, Option<&Kept>) -> Result<()>),
    /// One for all records.
    All(fn(&Filling<'_>, &mut Setter, &[Kept]) -> Result<()>),
}

/// The most `rows` anyone may ask for.
pub const MOST_ROWS: u32 = 200;
/// The most records one printing takes.
pub const MOST_RECORDS: usize = 300;

/// Every form, in the order of a clerk's day.
pub const FORMS: &[Form] = &[
    Form {
        key: "visit",
        label: "接待登记表",
        about: "一次接访或走访一页，选民和代表签名",
        nouns: &[Noun::Visit],
        filled: true,
        blank: true,
        rows: 0,
        rows_are: "",
        set: Set::Each(visit::set),
    },
    // Filled in, it is the same form: the record says how it was met.
    Form {
        key: "home_visit",
        label: "走访登记表",
        about: "带着下村入户，用笔填",
        nouns: &[Noun::Visit],
        filled: false,
        blank: true,
        rows: 0,
        rows_are: "",
        set: Set::Each(visit::set_home),
    },
    Form {
        key: "sign_in",
        label: "签到表",
        about: "到会代表的名字已经写好，后面留空行",
        nouns: &[Noun::Activity, Noun::ReceptionDay],
        filled: true,
        blank: true,
        rows: 15,
        rows_are: "空行",
        set: Set::Each(sign_in::set),
    },
    Form {
        key: "notice",
        label: "接待日公告",
        about: "贴在站门口：哪天、哪里、哪几位代表接待",
        nouns: &[Noun::ReceptionDay],
        filled: true,
        blank: false,
        rows: 0,
        rows_are: "",
        set: Set::Each(notice::set),
    },
    Form {
        key: "referral",
        label: "交办单",
        about: "一件一页，下面是承办单位盖章退回的回执",
        nouns: &[Noun::Matter],
        filled: true,
        blank: false,
        rows: 0,
        rows_are: "",
        set: Set::Each(referral::set),
    },
    Form {
        key: "opinion",
        label: "征询意见表",
        about: "答复以后，请反映人和代表评价、签名",
        nouns: &[Noun::Matter],
        filled: true,
        blank: true,
        rows: 0,
        rows_are: "",
        set: Set::Each(opinion::set),
    },
    Form {
        key: "ballot",
        label: "测评票",
        about: "述职评议时发的票，印好裁开",
        nouns: &[Noun::ReportMeeting],
        filled: true,
        blank: false,
        rows: 20,
        rows_are: "份数",
        set: Set::All(ballot::set),
    },
];

impl Form {
    /// The form with this key.
    pub fn find(key: &str) -> Option<&'static Form> {
        FORMS.iter().find(|f| f.key == key)
    }
}

/// What is to be printed.
pub struct Order<'a> {
    /// Which form.
    pub form: &'static Form,
    /// Filled from these; empty for one to be filled by pen.
    pub records: &'a [Kept],
    /// Telephone of the office that prints, or "".
    pub phone: &'a str,
    /// Whose kind they are.
    pub noun: Noun,
    /// Empty lines or copies.
    pub rows: u32,
}

/// Sets a form. What is 保密 is 匿名 on it.
pub fn print(store: &Store, frame: &Frame, order: &Order<'_>) -> Result<Printed> {
    let filling = Filling {
        store,
        frame,
        teller: Teller::open(store, frame)?,
        phone: order.phone,
        noun: order.noun,
        rows: order.rows,
    };
    let mut setter = Setter::new()?;
    let numbered = match order.form.set {
        Set::All(set) => set(&filling, &mut setter, order.records).map(|()| false)?,
        Set::Each(set) if order.records.is_empty() => set(&filling, &mut setter, None).map(|()| true)?,
        Set::Each(set) => {
            order.records.iter().try_for_each(|record| set(&filling, &mut setter, Some(record)))?;
            // Of several records together a page's number would say nothing.
            order.records.len() == 1
        }
    };
    Ok(done(setter, order.form.label, frame, numbered))
}

/// Sets 站点登记单.
pub fn slip(frame: &Frame, slip: &Slip<'_>) -> Result<Printed> {
    let mut setter = Setter::new()?;
    slip::set(&mut setter, &frame.unit, &dates::shown(&frame.today.to_string()), slip);
    Ok(done(setter, "站点登记单", frame, false))
}

/// Sets 交接包入库回执, a page or more for each station.
pub fn receipts(frame: &Frame, receipts: &[Receipt]) -> Result<Printed> {
    let mut setter = Setter::new()?;
    for receipt in receipts {
        receipt::set(&mut setter, &frame.unit, &dates::shown(&frame.today.to_string()), receipt);
    }
    Ok(done(setter, RECEIPT, frame, receipts.len() < 2))
}

fn done(setter: Setter, title: &str, frame: &Frame, numbered: bool) -> Printed {
    let (font, pages, missing) = setter.finish(numbered);
    Printed {
        font,
        title: title.to_owned(),
        unit: frame.unit.clone(),
        now: frame.now,
        pages,
        missing,
    }
}
