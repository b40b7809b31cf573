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
use crate::store::{Arrival, AttachmentRow, Brought, Chained, Coming, JournalRow, Merged, Refusal, Write};

/// From so many rows on a bundle is worth gathering more of its words at a time.
const MANY: u64 = 5_000;

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
    w.blobs_follow()?;
    w.many_come(rows > MANY)?;
    let shared = RefCell::new((&mut *w, call));
    let mut done = 0;
    opened.prepared(
        &|line| Came::of(line, &a.sender),
        &mut |line, came| {
            let (w, call) = &mut *shared.borrow_mut();
            let mut taking = taking.borrow_mut();
            if line % 500 == 1 {
                call.step("入库", line - 1, rows)?;
            }
            let came = match came {
                Ok(came) => came,
                Err(error) => return Err(std::mem::replace(error, Error::Cancelled)),
            };
            if let Err(says) = taking.take(w, &mut came.what)? {
                taking.brought.refused += 1;
                w.note_refusal(&a.sender, &came.named.refusal(a, line, says))?;
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
    w.many_come(false)?;
    w.note_received(a, &taking.brought, &taking.about, &taking.chained)?;
    Ok(taking.brought)
}

struct Taking<'a> {
    a: &'a Arrival,
    brought: Brought,
    about: String,
    journal: Option<Box<JournalRow>>,
    chained: Chained,
    /// Above it no place of the sender's journal is held.
    journal_end: i64,
    /// Blobs behind the rows, and whether an attachment taken shows them.
    coming: HashMap<String, bool>,
}

/// A line on its way in, as far as it can be made out without the store.
struct Came {
    named: Named,
    what: What,
}

/// What a line brings.
enum What {
    /// Why it can't be taken, whatever the store holds.
    Refused(String),
    Record(Box<Coming>),
    Attachment(Box<AttachmentRow>),
    Journal(Box<JournalRow>),
    /// The sender's own data.
    About(String),
}

/// What a refusal of a line names it by.
#[derive(Default)]
struct Named {
    is: String,
    record: String,
    number: String,
    revision: i64,
}

impl Named {
    fn refusal(&self, a: &Arrival, line: u64, says: String) -> Refusal {
        Refusal {
            epoch: a.epoch.clone(),
            seq: a.seq,
            line,
            what: self.is.clone(),
            record: self.record.clone(),
            number: self.number.clone(),
            revision: self.revision,
            says,
        }
    }
}

impl Came {
    fn of(line: std::result::Result<Row, String>, sender: &str) -> Result<Self> {
        match line {
            Ok(row) => Ok(Self {
                what: What::of(&row, sender)?,
                named: Named {
                    record: text(&row.row, "id"),
                    number: text(&row.row, "number"),
                    revision: row.row.get("revision").and_then(Value::as_i64).unwrap_or(0),
                    is: row.is,
                },
            }),
            Err(says) => Ok(Self {
                what: What::Refused(says),
                named: Named::default(),
            }),
        }
    }
}

impl What {
    fn of(row: &Row, sender: &str) -> Result<Self> {
        if let Some(noun) = Noun::SENT.iter().find(|n| n.table() == row.is) {
            return Ok(match image::read(*noun, &row.row, sender) {
                Ok(record) => Self::Record(Box::new(Coming::new(*noun, record, &row.row)?)),
                Err(says) => Self::Refused(says),
            });
        }
        let refused = |says: String| Ok(Self::Refused(says));
        match row.is.as_str() {
            "attachment" => match shaped::<AttachmentRow>(&row.row) {
                None => refused("这个附件的登记写得不对".into()),
                Some(attachment) => Ok(Self::Attachment(Box::new(attachment))),
            },
            "journal" => match shaped::<JournalRow>(&row.row).filter(JournalRow::has_a_place) {
                None => refused("这条修改记录写得不对".into()),
                Some(link) => Ok(Self::Journal(Box::new(link))),
            },
            "station" if text(&row.row, "code") == sender => {
                let about = serde_json::to_string(&row.row).map_err(|e| Error::Store(e.to_string()))?;
                Ok(Self::About(about))
            }
            "station" => refused(format!("站点资料写的不是 {sender} 自己的")),
            other => refused(format!("本程序不认识“{other}”这种记录")),
        }
    }
}

impl Taking<'_> {
    /// Takes one line in; the inner error is why it can't be.
    fn take(&mut self, w: &mut Write<'_>, what: &mut What) -> Result<std::result::Result<(), String>> {
        match what {
            What::Refused(says) => Ok(Err(std::mem::take(says))),
            What::Record(coming) => Ok(w.take_record(coming)?.map(|merged| {
                let counted = u64::from(coming.noun() != Noun::Step);
                self.brought.records += counted;
                self.brought.added += counted * u64::from(merged == Merged::Added);
                self.brought.replaced += counted * u64::from(merged == Merged::Replaced);
            })),
            What::Attachment(attachment) => {
                let sha256 = &attachment.attachment.sha256;
                let taken = w.take_attachment(&self.a.sender, attachment, self.coming.contains_key(sha256))?;
                Ok(taken.map(|_| {
                    if let Some(shown) = self.coming.get_mut(sha256) {
                        *shown = true;
                    }
                    self.brought.attachments += 1;
                }))
            }
            What::Journal(link) => {
                let taken = w.take_journal(self.a, link, self.journal.as_deref(), link.seq <= self.journal_end)?;
                self.chained.note(link.seq, taken.is_ok());
                self.journal_end = self.journal_end.max(link.seq);
                match &mut self.journal {
                    Some(before) => std::mem::swap(before, link),
                    None => self.journal = Some(link.clone()),
                }
                self.brought.journal += 1;
                Ok(taken)
            }
            What::About(about) => {
                self.about = std::mem::take(about);
                Ok(Ok(()))
            }
        }
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
