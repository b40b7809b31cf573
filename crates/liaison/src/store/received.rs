//! Bundles taken in. Records of other stations go to the tables of their nouns, with links and
//! search like any other; one journal row a bundle says that they came, their own journal says
//! who made them. Whatever came in which order, the tables end the same: a record's newest
//! image wins, an attachment taken off stays off, everything else is kept once.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::{Coming, JournalRow, Store, Write, damaged, journal};
use crate::error::Result;
use crate::records::{Kept, Noun};

/// A bundle at the door: what its envelope and manifest say of it.
#[derive(Debug, Clone, Default)]
pub struct Arrival {
    /// Code of the sender.
    pub sender: String,
    /// Its epoch.
    pub epoch: String,
    /// Its number.
    pub seq: u64,
    /// SHA-256 of its ENVELOPE.txt.
    pub envelope_sha256: String,
    /// That of the one before.
    pub prev: Option<String>,
    /// full, update, answer.
    pub kind: String,
    /// RFC 3339.
    pub made_at: String,
    /// Numbers the sender gave to no file.
    pub unfinished: Vec<u64>,
    /// Number of the first part of its handoff; its own when it is whole by itself.
    pub first_part: u64,
    /// The next number goes on with it.
    pub more: bool,
}

/// How a bundle stands to those held already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not held.
    New,
    /// Held, the very same.
    Again,
    /// Its number, or one beside it, is held with another content.
    Fork,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// It was not known.
    Added,
    /// It was older here.
    Replaced,
    /// It is here already, this or a newer one.
    Held,
}

/// A line that was not taken in, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Refusal {
    /// Epoch of its bundle.
    pub epoch: String,
    /// Number of its bundle.
    pub seq: u64,
    /// Its line in records.jsonl.
    pub line: u64,
    /// A noun's name in code, `attachment`, `journal`, or "" when it does not read.
    pub what: String,
    /// Its record's id, or "".
    pub record: String,
    /// Its record's number, JF-2026-0012, or "".
    pub number: String,
    /// Its revision, 0 when not known.
    pub revision: i64,
    /// The reason, in a sentence.
    pub says: String,
}

/// What a bundle brought.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Brought {
    /// Records in it.
    pub records: u64,
    /// Of them not known before.
    pub added: u64,
    /// Of them newer than what was here.
    pub replaced: u64,
    /// Attachments in it.
    pub attachments: u64,
    /// Lines of the sender's journal in it.
    pub journal: u64,
    /// Lines not taken in.
    pub refused: u64,
}

/// Which places of the sender's journal a bundle brought. The county's own journal keeps it, so
/// that a link lost later is missed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Chained {
    /// First of the places that stood one after another; 0 when there was none.
    pub first: i64,
    /// Last of them.
    pub last: i64,
    /// Places that did not follow what was held when they came.
    pub apart: Vec<i64>,
}

impl Chained {
    /// Notes a link taken in.
    pub fn note(&mut self, seq: i64, follows: bool) {
        if self.first == 0 {
            (self.first, self.last) = (seq, seq);
        } else if seq == self.last + 1 {
            self.last = seq;
        }
        if !follows {
            self.apart.push(seq);
        }
    }
}

/// How a bundle stands to those held. The one before must be the one it names, the one
/// after must name it: else two different chains bear the same numbers.
fn standing(conn: &Connection, a: &Arrival) -> Result<Standing> {
    let held = |seq: u64| -> Result<Option<(String, String)>> {
        let sql = "SELECT envelope_sha256, prev FROM received WHERE sender = ?1 AND epoch = ?2 AND seq = ?3";
        let found = conn
            .prepare_cached(sql)?
            .query_row(params![a.sender, a.epoch, seq], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        Ok(found)
    };
    if let Some((same, _)) = held(a.seq)? {
        return Ok(if same == a.envelope_sha256 { Standing::Again } else { Standing::Fork });
    }
    let before = held(a.seq - 1)?.is_none_or(|(sha256, _)| a.prev.as_ref() == Some(&sha256));
    let after = held(a.seq + 1)?.is_none_or(|(_, prev)| prev == a.envelope_sha256);
    Ok(if before && after { Standing::New } else { Standing::Fork })
}

impl Store {
    /// How a bundle would stand if it were taken in now.
    pub fn standing(&self, a: &Arrival) -> Result<Standing> {
        standing(self.conn(), a)
    }
}

impl Write<'_> {
    /// How a bundle stands to those held.
    pub fn standing(&self, a: &Arrival) -> Result<Standing> {
        standing(self.tx, a)
    }

    /// Notes a fork, once.
    pub fn note_fork(&mut self, a: &Arrival) -> Result<()> {
        let new = self.tx.execute(
            "INSERT OR IGNORE INTO fork (sender, epoch, seq, envelope_sha256, noticed_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![a.sender, a.epoch, a.seq, a.envelope_sha256, self.now],
        )?;
        if new > 0 {
            journal::append(self, "setting", &format!("fork:{}", a.name()), 0, &a.envelope_sha256)?;
        }
        Ok(())
    }

    /// Whose a record is: a sender's code, this home's own, or nobody's yet.
    pub(super) fn owner(&self, id: &str) -> Result<Option<String>> {
        let sender: Option<String> = self
            .tx
            .prepare_cached("SELECT station FROM received_record WHERE id = ?1")?
            .query_row([id], |r| r.get(0))
            .optional()?;
        if sender.is_some() {
            return Ok(sender);
        }
        Ok(self.is_own(id)?.then(|| self.station.clone()))
    }

    /// Whether a record was made here.
    fn is_own(&self, id: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM journal WHERE record = ?1)";
        Ok(self.tx.prepare_cached(sql)?.query_row([id], |r| r.get(0))?)
    }

    /// Takes a record in. The inner error is the reason why this one can't be, and blocks
    /// nothing else.
    pub fn take_record(&mut self, coming: &Coming) -> Result<std::result::Result<Merged, String>> {
        let Coming {
            noun,
            record,
            sent,
            sent_sha256: image_sha256,
            ..
        } = coming;
        let (noun, h) = (*noun, &record.head);
        let known: Option<(String, String, i64, String)> = self
            .tx
            .prepare_cached("SELECT station, noun, revision, image_sha256 FROM received_record WHERE id = ?1")?
            .query_row([&h.id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        match &known {
            Some((station, table, ..)) if *station != h.station || table != noun.table() => {
                return Ok(Err(format!("这条{}的内部编号已经是别的记录的", noun.label())));
            }
            // Of two copies of a station the one that changed a record more often is believed,
            // of equals the later, and the digest decides what no clock can: all orders end alike.
            Some((_, _, revision, sha256)) => {
                let held = self.get(noun, &h.id)?.map(|k| k.head.changed_at).unwrap_or_default();
                if (*revision, held.as_str(), sha256.as_str()) >= (h.revision, h.changed_at.as_str(), image_sha256.as_str()) {
                    return Ok(Ok(Merged::Held));
                }
            }
            None if self.is_own(&h.id)? => return Ok(Err(format!("这条{}的内部编号已经是别的记录的", noun.label()))),
            None => {}
        }
        for (field, _, target) in super::write::references(noun, &record.values) {
            if self.owner(target)?.is_some_and(|station| station != h.station) {
                let label = noun.field(field).map_or(field, |f| f.label);
                return Ok(Err(format!("{} {}的“{label}”指向别的站的记录", noun.label(), h.number)));
            }
        }
        self.lay_with(noun, record, coming.line.as_ref(), known.is_some())?;
        if known.is_none() {
            // Nobody else can have put anything on it before it was there.
            self.tx
                .prepare_cached(
                    "DELETE FROM attachment WHERE record = ?1 AND EXISTS (SELECT 1 FROM received_attachment x WHERE x.id = attachment.id AND x.station != ?2)",
                )?
                .execute([&h.id, &h.station])?;
        }
        let image = if coming.as_ours { "" } else { sent };
        self.tx
            .prepare_cached(
                "INSERT INTO received_record (id, noun, station, revision, image_sha256, image) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, image_sha256 = excluded.image_sha256, image = excluded.image",
            )?
            .execute(params![h.id, noun.table(), h.station, h.revision, image_sha256, image])?;
        if noun == Noun::Matter {
            self.overlay_on(record, sent)?;
        }
        Ok(Ok(if known.is_some() { Merged::Replaced } else { Merged::Added }))
    }

    /// Lays a row down as a received one without asking anything of it; for samples.
    pub(crate) fn lay_received(&self, noun: Noun, record: &Kept) -> Result<()> {
        self.lay(noun, record, false)?;
        let h = &record.head;
        let image = serde_json::to_string(record).map_err(|e| damaged(&e))?;
        self.tx
            .prepare_cached("INSERT INTO received_record (id, noun, station, revision, image_sha256, image) VALUES (?1, ?2, ?3, ?4, ?5, '')")?
            .execute(params![
                h.id,
                noun.table(),
                h.station,
                h.revision,
                hex::encode(Sha256::digest(image.as_bytes()))
            ])?;
        Ok(())
    }

    /// The hash at a place of a sender's journal: "" before the first, None when not held.
    fn journal_hash(&self, a: &Arrival, seq: i64) -> Result<Option<String>> {
        if seq == 0 {
            return Ok(Some(String::new()));
        }
        let sql = "SELECT hash FROM received_journal WHERE station = ?1 AND epoch = ?2 AND seq = ?3";
        let mut stmt = self.tx.prepare_cached(sql)?;
        Ok(stmt.query_row(params![a.sender, a.epoch, seq], |r| r.get(0)).optional()?)
    }

    /// The last place of a sender's journal held; 0 before the first.
    pub fn journal_end(&self, a: &Arrival) -> Result<i64> {
        let sql = "SELECT coalesce(max(seq), 0) FROM received_journal WHERE station = ?1 AND epoch = ?2";
        Ok(self.tx.prepare_cached(sql)?.query_row([&a.sender, &a.epoch], |r| r.get(0))?)
    }

    /// Takes a row of the sender's journal in; `before` is the one above it in the same bundle,
    /// `old` says that its place may be held. A row that does not follow the one before is kept
    /// all the same: it is the evidence.
    pub fn take_journal(&mut self, a: &Arrival, row: &JournalRow, before: Option<&JournalRow>, old: bool) -> Result<std::result::Result<(), String>> {
        let above = match before {
            Some(b) if b.seq + 1 == row.seq => Some(b.hash.clone()),
            _ => self.journal_hash(a, row.seq - 1)?,
        };
        let follows = above.is_none_or(|hash| row.chained(&hash) == row.hash);
        let sql = "SELECT EXISTS (SELECT 1 FROM received_journal WHERE station = ?1 AND epoch = ?2 AND seq = ?3 AND hash != ?4)";
        let other: bool = old
            && self
                .tx
                .prepare_cached(sql)?
                .query_row(params![a.sender, a.epoch, row.seq, row.hash], |r| r.get(0))?;
        self.tx
            .prepare_cached(
                "INSERT OR IGNORE INTO received_journal (station, epoch, seq, hash, at, clerk, deed, noun, record, revision, image_sha256)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                a.sender,
                a.epoch,
                row.seq,
                row.hash,
                row.at,
                row.clerk,
                row.deed,
                row.noun,
                row.record,
                row.revision,
                row.image_sha256
            ])?;
        Ok(match (follows, other) {
            (_, true) => Err(format!("该站的修改记录第 {} 条，和以前送来的不一样", row.seq)),
            (false, _) => Err(format!("该站的修改记录第 {} 条和前一条接不上，可能被改动过", row.seq)),
            _ => Ok(()),
        })
    }

    /// Keeps a line that was not taken in.
    pub fn note_refusal(&mut self, sender: &str, r: &Refusal) -> Result<()> {
        self.tx
            .prepare_cached(
                "INSERT OR IGNORE INTO refusal (sender, epoch, seq, line, what, record, number, revision, says)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![sender, r.epoch, r.seq, r.line, r.what, r.record, r.number, r.revision, r.says])?;
        Ok(())
    }

    /// Notes that a bundle is in, with the journal row of its coming; `about` is the sender's own data.
    pub fn note_received(&mut self, a: &Arrival, brought: &Brought, about: &str, chained: &Chained) -> Result<()> {
        let unfinished = serde_json::to_string(&a.unfinished).map_err(|e| damaged(&e))?;
        self.tx
            .prepare_cached(
                "INSERT INTO received (sender, epoch, seq, envelope_sha256, prev, kind, made_at, unfinished, records, attachments, refused, about, received_at, first_part, more)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                a.sender,
                a.epoch,
                a.seq,
                a.envelope_sha256,
                a.prev.as_deref().unwrap_or_default(),
                a.kind,
                a.made_at,
                unfinished,
                brought.records,
                brought.attachments,
                brought.refused,
                about,
                self.now,
                a.first_part,
                a.more
            ])?;
        let image = serde_json::json!({ "envelope_sha256": a.envelope_sha256, "brought": brought, "chained": chained });
        journal::append(self, "setting", &format!("received:{}", a.name()), 0, &image)
    }
}

impl Arrival {
    fn name(&self) -> String {
        format!("{}_{}_{:06}", self.sender, self.epoch, self.seq)
    }
}
