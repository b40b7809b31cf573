//! What the network route remembers: files fetched, bundles sent.

use rusqlite::{OptionalExtension as _, params};

use super::handoff::{HANDED, WRITTEN, arrived};
use super::{Store, Write, journal};
use crate::error::Result;

/// Where bundles lie that went over the network.
pub const NETWORK: &str = "联网传送";

impl Store {
    /// What was noted of a file of the shared folder.
    pub fn fetched(&self, path: &str) -> Result<Option<String>> {
        let mut stmt = self.conn().prepare_cached("SELECT mark FROM fetched WHERE path = ?1")?;
        Ok(stmt.query_row([path], |r| r.get(0)).optional()?)
    }

    /// State and place of a bundle made here; None when no such one came to be.
    pub fn bundle_stand(&self, name: &str) -> Result<Option<(String, String)>> {
        let mut stmt = self.conn().prepare_cached("SELECT state, place FROM bundle WHERE name = ?1 LIMIT 1")?;
        Ok(stmt.query_row([name], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
    }

    /// Whether records changed since the last bundle of this epoch that went over the network or
    /// is known to be at the county.
    pub fn unsent(&self, epoch: &str) -> Result<bool> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM journal WHERE noun NOT IN ('setting', 'step') AND seq >
               (SELECT coalesce(max(journal_through), 0) FROM bundle b
                WHERE receiver = '' AND epoch = ?1 AND (more = 0 AND place = ?2 OR {})))",
            arrived("b")
        );
        Ok(self.conn().prepare_cached(&sql)?.query_row([epoch, NETWORK], |r| r.get(0))?)
    }
}

impl Write<'_> {
    /// Notes that a file was fetched; `mark` as in the table.
    pub fn note_fetched(&mut self, path: &str, mark: &str) -> Result<()> {
        self.tx
            .prepare_cached("INSERT INTO fetched (path, mark) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET mark = excluded.mark")?
            .execute([path, mark])?;
        Ok(())
    }

    /// Another shared folder: nothing of it was looked at yet.
    pub fn forget_fetched(&mut self) -> Result<()> {
        self.tx.execute("DELETE FROM fetched", [])?;
        Ok(())
    }

    /// A bundle lies in the shared folder, read back.
    pub fn bundle_sent(&mut self, name: &str) -> Result<()> {
        self.tx.execute(
            &format!("UPDATE bundle SET place = ?2, state = CASE state WHEN '{WRITTEN}' THEN '{HANDED}' ELSE state END WHERE name = ?1"),
            params![name, NETWORK],
        )?;
        journal::append(self, "setting", &format!("bundle:{name}"), 0, &NETWORK)
    }
}
