//! The rows of a bundle on their way into the store, inside the one transaction that takes it
//! in. A line that can't be taken is noted with its reason; only what puts the bundle itself in
//! doubt is an error, and undoes everything.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::bundle::open::{Opened, Row};
use crate::desk::Call;
use crate::error::{Error, Result};
use crate::records::{Noun, image};
use crate::store::{Arrival, AttachmentRow, Brought, Chained, JournalRow, Merged, Refusal, Write};

/// Takes a station's bundle in: attachments' bytes, rows, the note that it came.
pub fn take_station(w: &mut Write<'_>, a: &Arrival, opened: &mut Opened, call: &mut Call<'_>) -> Result<Brought> {
    take_blobs(w, opened, call)?;
    let total: u64 = opened.manifest.rows.values().sum();
    let mut taking = Taking {
        a,
        brought: Brought::default(),
        about: String::new(),
        journal: None,
        chained: Chained::default(),
    };
    each_row(opened, &mut |line, row| {
        if line % 500 == 1 {
            call.step("入库", line - 1, total)?;
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
    })?;
    for blob in &opened.manifest.blobs {
        w.drop_stray_blob(&blob.sha256)?;
    }
    w.note_received(a, &taking.brought, &taking.about, &taking.chained)?;
    Ok(taking.brought)
}

/// Passes every line on, and holds the manifest to its counts: lines that do not read are of no
/// kind, so they make up for what is missing, and for nothing else.
pub fn each_row(opened: &mut Opened, take: &mut dyn FnMut(u64, std::result::Result<Row, String>) -> Result<()>) -> Result<()> {
    let announced = opened.manifest.rows.clone();
    let (mut read, mut unread) = (BTreeMap::<String, u64>::new(), 0);
    opened.rows(&mut |line, row| {
        match &row {
            Ok(row) => *read.entry(row.is.clone()).or_default() += 1,
            Err(_) => unread += 1,
        }
        take(line, row)
    })?;
    let within = read.iter().all(|(is, n)| announced.get(is).is_some_and(|most| n <= most));
    if within && announced.values().sum::<u64>() == read.values().sum::<u64>() + unread {
        Ok(())
    } else {
        Err(Error::Untrusted("包里的记录条数和包内清单对不上".into()))
    }
}

fn take_blobs(w: &mut Write<'_>, opened: &mut Opened, call: &mut Call<'_>) -> Result<()> {
    let total = opened.manifest.blobs.len() as u64;
    if total == 0 {
        return Ok(());
    }
    let mut done = 0;
    opened.blobs(&mut |blob, bytes| {
        call.step("收附件", done, total)?;
        done += 1;
        if w.has_blob(&blob.sha256)? {
            return Ok(());
        }
        let mut all = Vec::new();
        bytes.read_to_end(&mut all).map_err(|e| Error::Untrusted(format!("附件读不出来（{e}）")))?;
        w.take_blob(&blob.sha256, &all)
    })
}

struct Taking<'a> {
    a: &'a Arrival,
    brought: Brought,
    about: String,
    journal: Option<JournalRow>,
    chained: Chained,
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
        if let Some(noun) = Noun::ALL.iter().find(|n| n.table() == row.is) {
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
                Some(attachment) => Ok(match w.take_attachment(&self.a.sender, &attachment)? {
                    Ok(_) => {
                        self.brought.attachments += 1;
                        None
                    }
                    Err(says) => Some(refused(says)),
                }),
            },
            "journal" => match shaped::<JournalRow>(&row.row).filter(JournalRow::has_a_place) {
                None => Ok(Some(refused("这条修改记录写得不对".into()))),
                Some(link) => {
                    let taken = w.take_journal(self.a, &link, self.journal.as_ref())?;
                    self.chained.note(link.seq, taken.is_ok());
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
