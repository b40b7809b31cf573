//! The audit journal: every change with who, when and the record as it was left. Rows are
//! chained by SHA-256; `audit` finds a row that was altered, removed or reordered.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::row::{columns, read};
use super::{Store, Write, damaged};
use crate::error::Result;
use crate::records::{Kept, Noun, Values};

/// One change of one record, with the image before it; a record that came in a bundle has no images.
#[derive(Debug, Clone)]
pub struct JournalLine {
    /// Place in the chain.
    pub place: i64,
    /// RFC 3339.
    pub at: String,
    /// Clerk.
    pub clerk: String,
    /// What was done.
    pub deed: String,
    /// Values before, when there were any.
    pub before: Option<Values>,
    /// Values after.
    pub after: Option<Values>,
}

/// A journal row as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JournalRow {
    /// Place in the chain.
    pub seq: i64,
    /// RFC 3339.
    pub at: String,
    /// Clerk.
    pub clerk: String,
    /// What was done.
    pub deed: String,
    /// Table name of the noun, or "setting".
    pub noun: String,
    /// Record id, or the setting's key.
    pub record: String,
    /// Revision reached.
    pub revision: i64,
    /// SHA-256 of the image, hex.
    pub image_sha256: String,
    /// Chain hash, hex.
    pub hash: String,
}

impl JournalRow {
    /// Whether a journal has such a place: from 1, and so far from the end that counting on never ends.
    pub fn has_a_place(&self) -> bool {
        (1..=1 << 53).contains(&self.seq)
    }

    /// SHA-256 over the fields and the hash before, each ended by a line feed.
    pub fn chained(&self, before: &str) -> String {
        let text = format!(
            "{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{before}\n",
            self.seq, self.at, self.clerk, self.deed, self.noun, self.record, self.revision, self.image_sha256
        );
        hex::encode(Sha256::digest(text.as_bytes()))
    }
}

pub(super) const ROW: &str = "seq, at, clerk, deed, noun, record, revision, image_sha256, hash";

pub(super) fn row_of(r: &rusqlite::Row<'_>) -> rusqlite::Result<JournalRow> {
    Ok(JournalRow {
        seq: r.get(0)?,
        at: r.get(1)?,
        clerk: r.get(2)?,
        deed: r.get(3)?,
        noun: r.get(4)?,
        record: r.get(5)?,
        revision: r.get(6)?,
        image_sha256: r.get(7)?,
        hash: r.get(8)?,
    })
}

/// Writes the journal row of a change; part of the same commit.
pub(super) fn append(w: &Write<'_>, noun: &str, record: &str, revision: i64, image: &impl Serialize) -> Result<()> {
    let image = serde_json::to_string(image).map_err(|e| damaged(&e))?;
    let last: Option<(i64, String)> =
        w.tx.prepare_cached("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")?
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
    let (seq, before) = last.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
    let mut row = JournalRow {
        seq,
        at: w.now.clone(),
        clerk: w.who.clerk.clone(),
        deed: w.deed.to_owned(),
        noun: noun.to_owned(),
        record: record.to_owned(),
        revision,
        image_sha256: hex::encode(Sha256::digest(image.as_bytes())),
        hash: String::new(),
    };
    row.hash = row.chained(&before);
    lay(w.tx, &row, Some(&image))
}

/// Lays a row, and its image beside the chain.
pub(super) fn lay(conn: &Connection, row: &JournalRow, image: Option<&str>) -> Result<()> {
    conn.prepare_cached(&format!("INSERT INTO journal ({ROW}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"))?
        .execute(params![
            row.seq,
            row.at,
            row.clerk,
            row.deed,
            row.noun,
            row.record,
            row.revision,
            row.image_sha256,
            row.hash
        ])?;
    if let Some(image) = image {
        conn.prepare_cached("INSERT INTO journal_image (seq, image) VALUES (?1, ?2)")?
            .execute(params![row.seq, image])?;
    }
    Ok(())
}

/// Last place of the journal and its hash; 0 and "" of an empty one.
pub(super) fn head(conn: &Connection) -> Result<(i64, String)> {
    let sql = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1";
    Ok(conn.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?))).optional()?.unwrap_or_default())
}

impl Store {
    /// What happened to a record, newest first; at most the last 200 changes.
    pub fn history(&self, noun: Noun, id: &str) -> Result<Vec<JournalLine>> {
        let mut stmt = self.conn().prepare_cached(
            "SELECT j.at, j.clerk, j.deed, i.image, j.seq FROM journal j LEFT JOIN journal_image i USING (seq)
             WHERE j.record = ?1 AND j.noun = ?2 ORDER BY j.seq DESC LIMIT 200",
        )?;
        let mut rows = stmt.query(params![id, noun.table()])?;
        let mut lines: Vec<JournalLine> = Vec::new();
        while let Some(r) = rows.next()? {
            let image: Option<String> = r.get(3)?;
            let after = image
                .map(|i| serde_json::from_str::<Kept>(&i))
                .transpose()
                .map_err(|e| damaged(&e))?
                .map(|k| k.values);
            if let Some(newer) = lines.last_mut() {
                newer.before.clone_from(&after);
            }
            lines.push(JournalLine {
                place: r.get(4)?,
                at: r.get(0)?,
                clerk: r.get(1)?,
                deed: r.get(2)?,
                before: None,
                after,
            });
        }
        if lines.is_empty() { self.received_history(noun, id) } else { Ok(lines) }
    }

    /// A record as one of its changes left it; none when no image of that change is kept.
    pub fn version(&self, noun: Noun, id: &str, place: i64) -> Result<Option<Values>> {
        let image: Option<String> = self
            .conn()
            .prepare_cached("SELECT i.image FROM journal j JOIN journal_image i USING (seq) WHERE j.seq = ?1 AND j.record = ?2 AND j.noun = ?3")?
            .query_row(params![place, id, noun.table()], |r| r.get(0))
            .optional()?;
        let kept = image.map(|i| serde_json::from_str::<Kept>(&i)).transpose().map_err(|e| damaged(&e))?;
        Ok(kept.map(|k| k.values))
    }

    /// A matter's values before the move that wrote this step.
    pub fn matter_before(&self, matter: &str, step: &str) -> Result<Option<Values>> {
        let image: Option<String> = self
            .conn()
            .prepare_cached(
                "SELECT i.image FROM journal j JOIN journal_image i USING (seq)
                 WHERE j.record = ?1 AND j.seq < (SELECT min(seq) FROM journal WHERE record = ?2) ORDER BY j.seq DESC LIMIT 1 OFFSET 1",
            )?
            .query_row([matter, step], |r| r.get(0))
            .optional()?;
        Ok(image
            .map(|i| serde_json::from_str::<Kept>(&i))
            .transpose()
            .map_err(|e| damaged(&e))?
            .map(|k| k.values))
    }

    /// RFC 3339 of the last change, or "".
    pub fn saved_at(&self) -> Result<String> {
        Ok(self
            .conn()
            .query_row("SELECT at FROM journal ORDER BY seq DESC LIMIT 1", [], |r| r.get(0))
            .optional()?
            .unwrap_or_default())
    }

    /// RFC 3339 of the first change, the set-up; or "".
    pub fn began_at(&self) -> Result<String> {
        let sql = "SELECT at FROM journal ORDER BY seq LIMIT 1";
        Ok(self.conn().query_row(sql, [], |r| r.get(0)).optional()?.unwrap_or_default())
    }

    /// The chain's last place and hash.
    pub fn journal_head(&self) -> Result<(i64, String)> {
        head(self.conn())
    }

    /// Journal rows after `seq`, in order.
    pub fn each_journal(&self, seq: i64, each: &mut dyn FnMut(JournalRow) -> Result<()>) -> Result<()> {
        let mut stmt = self.conn().prepare(&format!("SELECT {ROW} FROM journal WHERE seq > ?1 ORDER BY seq"))?;
        let mut rows = stmt.query([seq])?;
        while let Some(r) = rows.next()? {
            each(row_of(r)?)?;
        }
        Ok(())
    }

    /// Every record of a noun (recycle bin included) that changed after journal place `seq`, by id.
    pub fn each_changed(&self, noun: Noun, seq: i64, each: &mut dyn FnMut(Kept) -> Result<()>) -> Result<()> {
        let since = if seq > 0 {
            "WHERE id IN (SELECT record FROM journal WHERE seq > ?1)"
        } else {
            "WHERE ?1 <= 0"
        };
        let mut stmt = self
            .conn()
            .prepare(&format!("SELECT {} FROM {} {since} ORDER BY id", columns(noun), noun.table()))?;
        let mut rows = stmt.query([seq])?;
        while let Some(r) = rows.next()? {
            each(read(noun, r)?)?;
        }
        Ok(())
    }

    /// Records changed since the newest bundle. Looks at the last 5,000 changes only: after that the
    /// answer is "many" either way, and 今日 must not wait for a station that never packed.
    pub fn unpacked(&self) -> Result<u64> {
        let sql = "SELECT count(DISTINCT record) FROM (
                     SELECT record FROM journal
                     WHERE seq > coalesce((SELECT max(journal_through) FROM bundle WHERE more = 0), 0) AND noun NOT IN ('setting', 'step')
                     ORDER BY seq DESC LIMIT 5000)";
        Ok(self.conn().query_row(sql, [], |r| r.get(0))?)
    }
}
