//! What the county's receipts say of this station's bundles. A state only ever moves up, so
//! receipts may come in any order and any number of times; nothing is deleted on their word.

use rusqlite::{OptionalExtension as _, params};

use super::handoff::{BundleLine, FILED, HANDED, LINE, LOST, PARTLY, RECEIVED, SEALED, WRITTEN, arrived, line_of};
use super::{Outcome, Store, Write};
use crate::error::Result;

/// How a county's word about a bundle fits what is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    /// It is one of ours.
    Ours,
    /// A number this copy of the data never gave: from before a restore.
    Unknown,
    /// A number we gave, with a content that is not ours.
    NotOurs,
}

impl Write<'_> {
    /// Puts what became of a bundle on its line.
    pub fn bundle_outcome(&mut self, o: &Outcome) -> Result<Fits> {
        let sql = "SELECT envelope_sha256 FROM bundle WHERE receiver = '' AND epoch = ?1 AND seq = ?2";
        let ours: Option<String> = self.tx.prepare_cached(sql)?.query_row(params![o.epoch, o.seq], |r| r.get(0)).optional()?;
        match ours {
            None => return Ok(Fits::Unknown),
            Some(sha256) if sha256 != o.envelope_sha256 => return Ok(Fits::NotOurs),
            Some(_) => {}
        }
        let state = match o.state.as_str() {
            "filed" => FILED,
            "partly" => PARTLY,
            _ => return Ok(Fits::Ours),
        };
        // A number thought to have no file turned up: its place in the journal was given up and stays so.
        self.tx
            .prepare_cached("UPDATE bundle SET state = ?3 WHERE receiver = '' AND epoch = ?1 AND seq = ?2")?
            .execute(params![o.epoch, o.seq, state])?;
        Ok(Fits::Ours)
    }

    /// Bundles that did not arrive themselves, and whose all a later handoff brought, whole.
    pub fn bundles_covered(&mut self) -> Result<()> {
        let sql = format!(
            "UPDATE bundle AS b SET state = '{RECEIVED}' WHERE receiver = '' AND state IN ('{WRITTEN}', '{HANDED}') AND EXISTS (
               SELECT 1 FROM bundle l WHERE l.receiver = '' AND l.epoch = b.epoch AND l.first_part > b.seq
                 AND l.journal_through >= b.journal_through AND {})",
            arrived("l")
        );
        self.tx.execute(&sql, [])?;
        Ok(())
    }
}

impl Store {
    /// The bundle that takes a record's last change, its steps' with it, furthest, and whether it is
    /// proven to have arrived.
    pub fn proven(&self, record: &str) -> Result<Option<(BundleLine, bool)>> {
        let sql = format!(
            "SELECT {LINE}, {} AS there FROM bundle b WHERE receiver = '' AND more = 0 AND state NOT IN ('{SEALED}', '{LOST}') AND journal_through >=
               (SELECT max(seq) FROM journal WHERE record = ?1 OR record IN (SELECT id FROM step WHERE matter = ?1))
             ORDER BY there DESC, state = '{HANDED}' DESC, made_at LIMIT 1",
            arrived("b")
        );
        let found = self.conn().prepare_cached(&sql)?.query_row([record], |r| Ok((line_of(r)?, r.get("there")?)));
        Ok(found.optional()?)
    }

    /// The hash at a place of this station's own journal.
    pub fn journal_hash(&self, seq: i64) -> Result<Option<String>> {
        let mut stmt = self.conn().prepare_cached("SELECT hash FROM journal WHERE seq = ?1")?;
        Ok(stmt.query_row([seq], |r| r.get(0)).optional()?)
    }
}
