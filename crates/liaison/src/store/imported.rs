//! What an import brought, found again by its places in the journal.

use std::collections::HashSet;

use rusqlite::params;

use super::{Store, Write};
use crate::error::Result;
use crate::records::Noun;

impl Write<'_> {
    /// The last place of our own journal, as this transaction sees it; 0 before the first.
    pub fn own_journal_end(&self) -> Result<i64> {
        let sql = "SELECT coalesce(max(seq), 0) FROM journal";
        Ok(self.tx.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
    }

    /// Records that were changed between two places of the journal, both in it: in the order in which they
    /// first were, each with the revision it had in the end.
    pub fn changed_within(&self, first: i64, last: i64) -> Result<Vec<(Noun, String, i64)>> {
        let sql = "SELECT noun, record, max(revision) FROM journal WHERE seq BETWEEN ?1 AND ?2 GROUP BY noun, record ORDER BY min(seq)";
        let mut stmt = self.tx.prepare_cached(sql)?;
        let rows = stmt.query_map(params![first, last], |r| Ok((r.get::<_, String>(0)?, r.get(1)?, r.get(2)?)))?;
        let mut changed = Vec::new();
        for row in rows {
            let (table, id, revision) = row?;
            if let Some(noun) = Noun::ALL.iter().find(|n| n.table() == table) {
                changed.push((*noun, id, revision));
            }
        }
        Ok(changed)
    }

    /// Whether a live record refers to this one that was not changed between those places of the journal.
    pub fn referred_from_outside(&self, target: &str, first: i64, last: i64) -> Result<bool> {
        let sql = "SELECT DISTINCT l.noun, l.id FROM link l WHERE l.target = ?1
                     AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.record = l.id AND j.noun = l.noun AND j.seq BETWEEN ?2 AND ?3)";
        let mut stmt = self.tx.prepare_cached(sql)?;
        let others = stmt
            .query_map(params![target, first, last], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for (table, id) in others {
            let noun = Noun::ALL.iter().find(|n| n.table() == table);
            if let Some(noun) = noun
                && self.get(*noun, &id)?.is_some_and(|r| r.head.deleted_at.is_empty())
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Store {
    /// Every number a noun's records bear, the recycle bin's too.
    pub fn numbers_borne(&self, noun: Noun) -> Result<HashSet<String>> {
        let mut stmt = self.conn().prepare(&format!("SELECT number FROM {}", noun.table()))?;
        let numbers = stmt.query_map([], |r| r.get(0))?;
        Ok(numbers.collect::<rusqlite::Result<_>>()?)
    }
}
