//! The rows of a bundle on their way into the store, inside the one transaction that takes it
//! in. A line that can't be taken is noted with its reason; only what puts the bundle itself in
//! doubt is an error, and undoes everything.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::bundle::open::{Opened, Row};
use crate::desk::Call;
use crate::error::{Error, Result};
use crate::records::{Noun, image};
use crate::store::{Arrival, AttachmentRow, Brought, Chained, JournalRow, Merged, Refusal, Write};

/// Takes a station's bundle in: rows, then the bytes of the attachments taken, then the note
/// that it came.
pub fn take_station(w: &mut Write<'_>, a: &Arrival, opened: &mut Opened, call: &mut Call<'_>) -> Result<Brought> {
    let rows: u64 = opened.manifest.rows.values().sum();
    let blobs = opened.manifest.blobs.len() as u64;
    let taking = RefCell::new(Taking {
        a,
        brought: Brought::default(),
        about: String::new(),
        journal: None,
        chained: Chained::default(),
        journal_end: w.journal_end(a)?,
        coming: opened.manifest.blobs.iter().map(|b| (b.sha256.clone(), false)).collect(),
    });
    let shared = RefCell::new((&mut *w, call));
    let mut done = 0;
    shared.borrow_mut().0.blobs_follow()?;
    opened.contents(
        &mut |line, row| {
            let (w, call) = &mut *shared.borrow_mut();
            let mut taking = taking.borrow_mut();
            if line % 500 == 1 {
                call.step("入库", line - 1, rows)?;
            }
            let refused = match row {
                Ok(row) => taking.row(w, line, row)?,
                Err(says) => Some(Refusal { says, ..blank(a, line, "") }),
            };
            if let Some(refusal) = refused {
                taking.brought.refused += 1;
                w.note_refusal(&a.sender, &refusal)?;
            }
            Ok(())
        },
        &mut |blob, bytes| {
            let (w, call) = &mut *shared.borrow_mut();
            call.step("收附件", done, blobs)?;
            done += 1;
            // What no attachment taken shows, or what is here already, is passed over.
            if taking.borrow().coming.get(&blob.sha256) == Some(&true) && !w.has_blob(&blob.sha256)? {
                w.take_blob(&blob.sha256, blob.size, bytes)?;
            }
            Ok(())
        },
    )?;
    let taking = taking.into_inner();
    w.note_received(a, &taking.brought, &taking.about, &taking.chained)?;
    Ok(taking.brought)
}

struct Taking<'a> {
    a: &'a Arrival,
    brought: Brought,
    about: String,
    journal: Option<JournalRow>,
    chained: Chained,
    /// Above it no place of the sender's journal is held.
    journal_end: i64,
    /// Blobs behind the rows, and whether an attachment taken shows them.
    coming: HashMap<String, bool>,
}

impl Taking<'_> {
    /// Takes one row; the refusal when it can't be.
    fn row(&mut self, w: &mut Write<'_>, line: u64, row: Row) -> Result<Option<Refusal>> {
        let refused = |says: String| Refusal {
            record: text(&row.row, "id"),
            number: text(&row.row, "number"),
            revision: row.row.get("revision").and_then(Value::as_i64).unwrap_or(0),
            says,
            ..blank(self.a, line, &row.is)
        };
        if let Some(noun) = Noun::SENT.iter().find(|n| n.table() == row.is) {
            let record = match image::read(*noun, &row.row, &self.a.sender) {
                Ok(record) => record,
                Err(says) => return Ok(Some(refused(says))),
            };
            let sent = serde_json::to_string(&row.row).map_err(|e| Error::Store(e.to_string()))?;
            return Ok(match w.take_record(*noun, &record, &sent)? {
                Ok(merged) => {
                    self.brought.records += u64::from(*noun != Noun::Step);
                    self.brought.added += u64::from(merged == Merged::Added && *noun != Noun::Step);
                    self.brought.replaced += u64::from(merged == Merged::Replaced && *noun != Noun::Step);
                    None
                }
                Err(says) => Some(refused(says)),
            });
        }
        match row.is.as_str() {
            "attachment" => match shaped::<AttachmentRow>(&row.row) {
                None => Ok(Some(refused("这个附件的登记写得不对".into()))),
                Some(attachment) => Ok(
                    match w.take_attachment(&self.a.sender, &attachment, self.coming.contains_key(&attachment.attachment.sha256))? {
                        Ok(_) => {
                            if let Some(shown) = self.coming.get_mut(&attachment.attachment.sha256) {
                                *shown = true;
                            }
                            self.brought.attachments += 1;
                            None
                        }
                        Err(says) => Some(refused(says)),
                    },
                ),
            },
            "journal" => match shaped::<JournalRow>(&row.row).filter(JournalRow::has_a_place) {
                None => Ok(Some(refused("这条修改记录写得不对".into()))),
                Some(link) => {
                    let taken = w.take_journal(self.a, &link, self.journal.as_ref(), link.seq <= self.journal_end)?;
                    self.chained.note(link.seq, taken.is_ok());
                    self.journal_end = self.journal_end.max(link.seq);
                    self.journal = Some(link);
                    self.brought.journal += 1;
                    Ok(taken.err().map(refused))
                }
            },
            "station" if text(&row.row, "code") == self.a.sender => {
                self.about = serde_json::to_string(&row.row).map_err(|e| Error::Store(e.to_string()))?;
                Ok(None)
            }
            "station" => Ok(Some(refused(format!("站点资料写的不是 {} 自己的", self.a.sender)))),
            other => Ok(Some(refused(format!("本程序不认识“{other}”这种记录")))),
        }
    }
}

fn blank(a: &Arrival, line: u64, what: &str) -> Refusal {
    Refusal {
        epoch: a.epoch.clone(),
        seq: a.seq,
        line,
        what: what.into(),
        record: String::new(),
        number: String::new(),
        revision: 0,
        says: String::new(),
    }
}

/// A short text of a row, for naming it.
fn text(row: &Map<String, Value>, key: &str) -> String {
    let text = row.get(key).and_then(Value::as_str).unwrap_or_default();
    text.chars().take(60).collect()
}

/// A row as what it should be.
pub fn shaped<T: DeserializeOwned>(row: &Map<String, Value>) -> Option<T> {
    serde_json::from_value(Value::Object(row.clone())).ok()
}
