//! Answers about forms: which there are, their pages to print, and a PDF in the documents folder.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::handoff::on_paper;
use super::ledgers::{delivered, frame_of};
use super::settings::{Role, station_of};
use super::{Call, Desk, Period, Written};
use crate::error::{Error, Remark, Result};
use crate::forms::{self, FORMS, Form, MOST_RECORDS, MOST_ROWS, Order, Printed};
use crate::ledger;
use crate::records::{Kept, Noun};

/// One form there is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FormKind {
    /// Name in code.
    pub key: String,
    /// 接待登记表
    pub label: String,
    /// What it is for, in a line.
    pub about: String,
    /// Whose records it is filled from.
    pub nouns: Vec<Noun>,
    /// It can be filled from a record.
    pub filled: bool,
    /// It can be printed empty.
    pub blank: bool,
    /// Empty lines or copies it has unless told otherwise; 0 where it has none.
    pub rows: u32,
    /// What `rows` counts: 空行.
    pub rows_are: String,
}

/// What to print.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FormAsk {
    /// Key of the form.
    pub form: String,
    /// Whose kind the records are; of a form for one kind alone, nothing need be said.
    #[serde(default)]
    pub noun: Option<Noun>,
    /// The records, a page or more each; empty for one to be filled by pen. Of `receipt`: codes of stations.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Empty lines or copies; without it, the form's own number.
    #[serde(default)]
    pub rows: Option<u32>,
    /// For a PDF: the folder; "" is 文档/代表联络站台账/打印.
    #[serde(default)]
    pub folder: String,
}

/// Pages to look at and to print.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FormPages {
    /// What the form is called.
    pub title: String,
    /// Each A4 page as an SVG picture.
    pub pages: Vec<String>,
    /// Sentences the clerk should read: a character no font here has.
    pub notes: Vec<String>,
}

/// Key of the form that is filled from what stations sent; its ids are their codes.
const RECEIPT: &str = "receipt";

/// The forms there are.
pub fn form_kinds(desk: &mut Desk, _: &mut Call<'_>, _: super::Nothing) -> Result<Vec<FormKind>> {
    desk.store()?;
    let kind = |form: &Form| FormKind {
        key: form.key.into(),
        label: form.label.into(),
        about: form.about.into(),
        nouns: form.nouns.to_vec(),
        filled: form.filled,
        blank: form.blank,
        rows: form.rows,
        rows_are: form.rows_are.into(),
    };
    let mut kinds: Vec<FormKind> = FORMS.iter().map(kind).collect();
    if station_of(desk.store()?)?.role == Role::County {
        kinds.push(FormKind {
            key: RECEIPT.into(),
            label: forms::RECEIPT.into(),
            about: "给站里带回的一张纸：哪几包已经入库，哪几行没有收下".into(),
            nouns: Vec::new(),
            filled: true,
            blank: false,
            rows: 0,
            rows_are: String::new(),
        });
    }
    Ok(kinds)
}

/// The pages of a form.
pub fn form_pages(desk: &mut Desk, call: &mut Call<'_>, ask: FormAsk) -> Result<FormPages> {
    let set = set(desk, call, &ask)?;
    Ok(FormPages {
        title: set.label.into(),
        pages: set.printed.pictures(),
        notes: missing(&set.printed).into_iter().collect(),
    })
}

/// Writes a form as PDF.
pub fn form_write(desk: &mut Desk, call: &mut Call<'_>, ask: FormAsk) -> Result<Written> {
    let set = set(desk, call, &ask)?;
    let folder = if ask.folder.is_empty() {
        call.documents.join("打印")
    } else {
        PathBuf::from(&ask.folder)
    };
    let known = desk.store()?.setting(ledger::DIGESTS)?.unwrap_or_default();
    let mut done = ledger::deliver(&folder, &known, &[(set.name, set.printed.pdf()?)])?;
    done.notes.extend(missing(&set.printed));
    delivered(desk, call, "写出表格", &folder, set.printed.pages() as u64, done)
}

/// A form that is set, and what its file is called.
struct Set {
    label: &'static str,
    name: String,
    printed: Printed,
}

fn set(desk: &mut Desk, call: &mut Call<'_>, ask: &FormAsk) -> Result<Set> {
    if ask.form == RECEIPT {
        let receipts = on_paper(desk, call, &ask.ids)?;
        let session = desk.session.as_ref().ok_or(Error::Locked)?;
        let frame = frame_of(session, call, &Period::day(call.today()))?;
        let which = match ask.ids.as_slice() {
            [one] => one.clone(),
            more => format!("{}站", more.len()),
        };
        return Ok(Set {
            label: forms::RECEIPT,
            name: file_name(&frame.unit, forms::RECEIPT, &format!("{which}_{}", call.today().format("%Y%m%d"))),
            printed: forms::receipts(&frame, &receipts)?,
        });
    }
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let one = |field: &str, says: String| Err(Error::Draft(vec![Remark::new(field, says)]));
    let Some(form) = Form::find(&ask.form) else {
        return one("form", format!("没有“{}”这种表", ask.form));
    };
    let rows = ask.rows.unwrap_or(form.rows);
    if rows > MOST_ROWS {
        return one("rows", format!("一次最多 {MOST_ROWS}"));
    }
    if ask.ids.len() > MOST_RECORDS {
        return one("ids", format!("一次最多打印 {MOST_RECORDS} 份，请分几次"));
    }
    if ask.ids.is_empty() && !form.blank {
        return one("ids", format!("请先选要打印{}的记录", form.label));
    }
    if !ask.ids.is_empty() && !form.filled {
        return one("form", format!("{}只印空白的；记录上的请用“接待登记表”", form.label));
    }
    let Some(noun) = ask.noun.or(form.nouns.first().copied()).filter(|noun| form.nouns.contains(noun)) else {
        return one("noun", format!("{}不是从这种记录来的", form.label));
    };
    let records = ask.ids.iter().map(|id| {
        let kept = session.store.get(noun, id)?.filter(|kept| kept.head.deleted_at.is_empty());
        kept.ok_or(Error::NotFound(noun.label()))
    });
    let mut records = records.collect::<Result<Vec<Kept>>>()?;
    if noun == Noun::Matter {
        // One pile a unit, in the order of its slip.
        records.sort_by_cached_key(|m| (m.text("lead_unit").to_owned(), ledger::paper_order(m)));
    }
    let frame = frame_of(session, call, &Period::day(call.today()))?;
    let phone = station_of(&session.store)?.phone;
    let order = Order {
        form,
        phone: &phone,
        records: &records,
        noun,
        rows,
    };
    let which = match records.as_slice() {
        [] => "空白".to_owned(),
        [one] if frame.stations.is_some() => format!("{}_{}", one.head.station, one.head.number),
        [one] => one.head.number.clone(),
        more => format!("{}份_{}", more.len(), call.today().format("%Y%m%d")),
    };
    Ok(Set {
        label: form.label,
        name: file_name(&frame.unit, form.label, &which),
        printed: forms::print(&session.store, &frame, &order)?,
    })
}

fn file_name(unit: &str, label: &str, which: &str) -> String {
    ledger::file_name(unit, &format!("{label}_{which}.pdf"))
}

/// Names the characters a pen has to put in.
fn missing(printed: &Printed) -> Option<String> {
    if printed.missing.is_empty() {
        return None;
    }
    let all: Vec<String> = printed.missing.iter().map(char::to_string).collect();
    Some(format!("字库里没有这几个字：{}。纸上是方框，请用笔补上；记录里的字没有变。", all.join("　")))
}
