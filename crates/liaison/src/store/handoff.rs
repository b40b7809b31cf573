//! Bundles made here, and what goes into the next one.

use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Attachment, Store, Write, journal};
use crate::error::{Error, Result};

/// Its number is taken, its file has not got its name yet.
pub const SEALED: &str = "sealed";
/// Its number is taken and its file never came to be.
pub const LOST: &str = "lost";
/// On its medium, read back.
pub const WRITTEN: &str = "written";
/// Given to the county.
pub const HANDED: &str = "handed";
/// All it holds is at the county: a later one brought it.
pub const RECEIVED: &str = "received";
/// Itself taken in at the county, whole.
pub const FILED: &str = "filed";
/// Itself taken in at the county, but for some lines.
pub const PARTLY: &str = "partly";

/// Version of the row images in bundles. It grows when they change, not with every change of the
/// tables: a program must not call a bundle newer that it reads as well as ever.
pub const SCHEMA: u64 = 5;

/// One run of numbers made here: to whom (the county is ""), in which epoch.
#[derive(Debug, Clone, Copy)]
pub struct Chain<'a> {
    /// A station's code, or "" for the county.
    pub receiver: &'a str,
    /// Epoch of this home.
    pub epoch: &'a str,
}

/// One bundle in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BundleLine {
    /// JS-017_e3f9_000042.rdz
    pub name: String,
    /// Its number in the epoch.
    pub seq: u64,
    /// RFC 3339.
    pub made_at: String,
    /// Records in it.
    pub records: u64,
    /// Attachments in it.
    pub attachments: u64,
    /// Bytes of the file.
    pub size: u64,
    /// The whole station, not only what is new.
    pub full: bool,
    /// written 已写盘, handed 已交出, received 县已收, filed 已入库, partly 部分未收.
    pub state: String,
    /// Where it was written: the folder's label.
    pub place: String,
    /// Number of the first part, where it is one of several that only count together; else its own.
    pub first_part: u64,
    /// The next number goes on with it.
    pub more: bool,
}

/// An attachment as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AttachmentRow {
    /// Table name of the noun of its record.
    pub noun: String,
    /// Its record's id.
    pub record: String,
    /// Itself.
    #[serde(flatten)]
    pub attachment: Attachment,
    /// RFC 3339, or "" while it is on its record.
    pub deleted_at: String,
}

const ATTACHMENT: &str = "a.noun, a.record, a.id, a.sha256, a.name, a.media, a.size, a.made_at, a.deleted_at";

/// Added or taken off here after journal place ?1.
const OURS_SINCE: &str = "NOT EXISTS (SELECT 1 FROM received_attachment x WHERE x.id = a.id)
    AND (?1 <= 0 OR a.id IN (SELECT record FROM journal WHERE noun = 'attachment' AND seq > ?1))";

fn attachment_row(r: &Row<'_>) -> rusqlite::Result<AttachmentRow> {
    let attachment = Attachment {
        id: r.get(2)?,
        sha256: r.get(3)?,
        name: r.get(4)?,
        media: r.get(5)?,
        size: r.get(6)?,
        made_at: r.get(7)?,
    };
    Ok(AttachmentRow {
        noun: r.get(0)?,
        record: r.get(1)?,
        attachment,
        deleted_at: r.get(8)?,
    })
}

/// A bundle about to get its name.
#[derive(Debug, Clone)]
pub struct BundleNote {
    /// A station's code, or "" for the county.
    pub receiver: String,
    /// Epoch.
    pub epoch: String,
    /// How the list shows it; `place` is the folder's path until it is written.
    pub line: BundleLine,
    /// Journal place it reaches.
    pub journal_through: i64,
    /// SHA-256 of its ENVELOPE.txt.
    pub envelope_sha256: String,
}

pub(super) const LINE: &str = "name, seq, made_at, records, attachments, size, is_full, state, place, first_part, more";

/// SQL: the bundle `b` ends a handoff every part of which is at the county.
pub(super) fn arrived(b: &str) -> String {
    format!(
        "({b}.more = 0 AND {b}.seq - {b}.first_part + 1 = (SELECT count(*) FROM bundle p WHERE p.receiver = {b}.receiver AND p.epoch = {b}.epoch
            AND p.seq BETWEEN {b}.first_part AND {b}.seq AND p.first_part = {b}.first_part AND p.state IN ('{RECEIVED}', '{FILED}', '{PARTLY}')))"
    )
}

pub(super) fn line_of(r: &Row<'_>) -> rusqlite::Result<BundleLine> {
    Ok(BundleLine {
        name: r.get(0)?,
        seq: r.get(1)?,
        made_at: r.get(2)?,
        records: r.get(3)?,
        attachments: r.get(4)?,
        size: r.get(5)?,
        full: r.get(6)?,
        state: r.get(7)?,
        place: r.get(8)?,
        first_part: r.get(9)?,
        more: r.get(10)?,
    })
}

impl Store {
    /// Bundles that came to be, newest first; at most the last 500.
    pub fn bundles(&self) -> Result<Vec<BundleLine>> {
        let sql = format!("SELECT {LINE} FROM bundle WHERE state NOT IN ('{SEALED}', '{LOST}') ORDER BY made_at DESC, seq DESC LIMIT 500");
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let all = stmt.query_map([], line_of)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    /// The highest number a bundle of this home had in any epoch; 0 before the first.
    pub fn highest_number(&self) -> Result<u64> {
        let sql = "SELECT coalesce(max(seq), 0) FROM bundle WHERE receiver = ''";
        Ok(self.conn().prepare_cached(sql)?.query_row([], |r| r.get(0))?)
    }

    /// The newest of them.
    pub fn last_bundle(&self) -> Result<Option<BundleLine>> {
        let sql = format!("SELECT {LINE} FROM bundle WHERE state NOT IN ('{SEALED}', '{LOST}') ORDER BY made_at DESC, seq DESC LIMIT 1");
        Ok(self.conn().prepare_cached(&sql)?.query_row([], line_of).optional()?)
    }

    /// Bundles whose number is taken and whose file may or may not be there: a power cut
    /// came between.
    pub fn bundles_sealed(&self) -> Result<Vec<BundleNote>> {
        let mut stmt = self.conn().prepare(&format!(
            "SELECT {LINE}, receiver, epoch, journal_through, envelope_sha256 FROM bundle WHERE state = '{SEALED}'"
        ))?;
        let notes = stmt.query_map([], |r| {
            Ok(BundleNote {
                line: line_of(r)?,
                receiver: r.get(11)?,
                epoch: r.get(12)?,
                journal_through: r.get(13)?,
                envelope_sha256: r.get(14)?,
            })
        })?;
        Ok(notes.collect::<rusqlite::Result<_>>()?)
    }

    /// The last number of a chain with the digest of its envelope.
    pub fn bundle_chain(&self, chain: Chain<'_>) -> Result<Option<(u64, String)>> {
        let sql = "SELECT seq, envelope_sha256 FROM bundle WHERE receiver = ?1 AND epoch = ?2 ORDER BY seq DESC LIMIT 1";
        let found = self.conn().query_row(sql, [chain.receiver, chain.epoch], |r| Ok((r.get(0)?, r.get(1)?)));
        Ok(found.optional()?)
    }

    /// Numbers of an epoch given in all, whoever the receiver.
    pub fn numbers_given(&self, epoch: &str) -> Result<u64> {
        Ok(self.conn().query_row("SELECT count(*) FROM bundle WHERE epoch = ?1", [epoch], |r| r.get(0))?)
    }

    /// Numbers of a chain that never became a file.
    pub fn bundles_lost(&self, chain: Chain<'_>) -> Result<Vec<u64>> {
        let mut stmt = self.conn().prepare(&format!(
            "SELECT seq FROM bundle WHERE receiver = ?1 AND epoch = ?2 AND state = '{LOST}' ORDER BY seq"
        ))?;
        let all = stmt.query_map([chain.receiver, chain.epoch], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    /// Journal place up to which the county has what this epoch sent; 0 before any receipt. Each
    /// handoff carries all since the place acknowledged before it, so the furthest one in with
    /// all its parts means that everything up to its place is in, whichever numbers are missing.
    pub fn received_through(&self, epoch: &str) -> Result<i64> {
        let sql = format!(
            "SELECT coalesce(max(journal_through), 0) FROM bundle b WHERE receiver = '' AND epoch = ?1 AND {}",
            arrived("b")
        );
        Ok(self.conn().query_row(&sql, [epoch], |r| r.get(0))?)
    }

    /// Attachments added or taken off here after journal place `seq`, by id; the county's own on
    /// our matters are not ours to send.
    pub fn attachment_rows(&self, seq: i64) -> Result<Vec<AttachmentRow>> {
        let sql = format!("SELECT {ATTACHMENT} FROM attachment a WHERE {OURS_SINCE} ORDER BY id");
        let mut stmt = self.conn().prepare(&sql)?;
        let rows = stmt.query_map([seq], attachment_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The county's own files on a station's matters that an answer must carry: of every matter with
    /// a word about a file the station has not taken in. The flag says that the bytes go along.
    pub fn files_for(&self, station: &str) -> Result<Vec<(AttachmentRow, bool)>> {
        let sql = format!(
            "SELECT {ATTACHMENT}, a.deleted_at = '' AND a.id > m.county_step FROM attachment a JOIN matter m ON m.id = a.record
               WHERE a.noun = 'matter' AND m.station = ?1 AND NOT EXISTS (SELECT 1 FROM received_attachment x WHERE x.id = a.id)
                 AND EXISTS (SELECT 1 FROM step s WHERE s.matter = m.id AND s.kind = 'file' AND s.station != ?1 AND s.id > m.county_step) ORDER BY a.id"
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let rows = stmt.query_map([station], |r| Ok((attachment_row(r)?, r.get(9)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What a bundle of all after journal place `seq` would hold: changes, attachments, their bytes.
    pub fn waiting(&self, seq: i64) -> Result<(u64, u64, u64)> {
        let changes: u64 = self
            .conn()
            .prepare_cached("SELECT count(*) FROM journal WHERE seq > ?1")?
            .query_row([seq], |r| r.get(0))?;
        let sql = format!("SELECT count(*), coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM attachment a WHERE {OURS_SINCE})");
        let (attachments, bytes) = self.conn().prepare_cached(&sql)?.query_row([seq], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok((changes, attachments, bytes))
    }
}

impl Write<'_> {
    /// Takes a number, before its file gets its name: a number that a file may bear is
    /// never given twice.
    pub fn bundle_sealed(&mut self, note: &BundleNote) -> Result<()> {
        let b = &note.line;
        self.tx
            .prepare_cached(
                "INSERT INTO bundle (receiver, epoch, seq, name, made_at, records, attachments, size, is_full, state, place, journal_through, envelope_sha256, first_part, more)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                note.receiver,
                note.epoch,
                b.seq,
                b.name,
                b.made_at,
                b.records,
                b.attachments,
                b.size,
                b.full,
                SEALED,
                b.place,
                note.journal_through,
                note.envelope_sha256,
                b.first_part,
                b.more
            ])?;
        Ok(())
    }

    /// The file is in its place.
    pub fn bundle_written(&mut self, chain: Chain<'_>, line: &BundleLine) -> Result<()> {
        self.tx.execute(
            "UPDATE bundle SET state = ?4, place = ?5 WHERE receiver = ?1 AND epoch = ?2 AND seq = ?3",
            params![chain.receiver, chain.epoch, line.seq, WRITTEN, line.place],
        )?;
        journal::append(self, "setting", &format!("bundle:{}", line.name), 0, line)
    }

    /// The file never came to be; what it would have carried counts as not packed.
    pub fn bundle_lost(&mut self, chain: Chain<'_>, seq: u64) -> Result<()> {
        self.tx.execute(
            "UPDATE bundle SET state = ?4, journal_through = 0 WHERE receiver = ?1 AND epoch = ?2 AND seq = ?3",
            params![chain.receiver, chain.epoch, seq, LOST],
        )?;
        Ok(())
    }

    /// The clerk gave the bundle of this name away.
    pub fn bundle_handed(&mut self, name: &str) -> Result<BundleLine> {
        let sql = format!("SELECT {LINE}, epoch FROM bundle WHERE receiver = '' AND name = ?1 AND state NOT IN ('{SEALED}', '{LOST}')");
        let found: Option<(BundleLine, String)> = self.tx.query_row(&sql, [name], |r| Ok((line_of(r)?, r.get(11)?))).optional()?;
        let (mut line, epoch) = found.ok_or(Error::NotFound("交接包"))?;
        if line.state == WRITTEN {
            line.state = HANDED.into();
            self.tx.execute(
                "UPDATE bundle SET state = ?3 WHERE receiver = '' AND epoch = ?1 AND seq = ?2",
                params![epoch, line.seq, HANDED],
            )?;
            journal::append(self, "setting", &format!("bundle:{}", line.name), 0, &line)?;
        }
        Ok(line)
    }
}
