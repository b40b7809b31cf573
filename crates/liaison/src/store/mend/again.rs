//! What follows from the rest and is made anew: counters, and journal rows for what has lost its own.

use serde_json::Value as Json;

use crate::error::Result;
use crate::records::Noun;
use crate::store::{Clerk, Write, damaged, journal};

impl Write<'_> {
    /// Places of the journal that have no image, as runs.
    pub(super) fn without_image(&self) -> Result<Vec<(i64, i64)>> {
        let mut runs: Vec<(i64, i64)> = Vec::new();
        let mut stmt = self
            .tx
            .prepare("SELECT seq FROM journal WHERE seq NOT IN (SELECT seq FROM journal_image) ORDER BY seq")?;
        for seq in stmt.query_map([], |r| r.get::<_, i64>(0))? {
            let seq = seq?;
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == seq => *last = seq,
                _ => runs.push((seq, seq)),
            }
        }
        Ok(runs)
    }

    /// The next number of each series comes after every one that is here.
    pub(super) fn count_on(&self) -> Result<()> {
        for noun in Noun::ALL {
            let sql = format!("SELECT number FROM {} WHERE station = ?1", noun.table());
            let mut stmt = self.tx.prepare(&sql)?;
            let mut rows = stmt.query([&self.station])?;
            while let Some(r) = rows.next()? {
                self.given_number(&r.get::<_, String>(0)?)?;
            }
        }
        Ok(())
    }

    /// Own records that the journal does not have as they are: their row in it is lost.
    pub(super) fn journal_what_has_none(&mut self, gaps: bool) -> Result<()> {
        for noun in Noun::ALL {
            let sql = format!(
                "SELECT n.id FROM {} n WHERE NOT EXISTS (SELECT 1 FROM received_record r WHERE r.id = n.id) AND n.revision IS NOT
                   (SELECT j.revision FROM journal j JOIN journal_image i USING (seq) WHERE j.record = n.id ORDER BY j.seq DESC LIMIT 1) ORDER BY n.id",
                noun.table()
            );
            let ids = self.tx.prepare(&sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            for id in ids {
                if let Some(record) = self.get(*noun, &id)? {
                    journal::append(self, noun.table(), &id, record.head.revision, &record)?;
                }
            }
        }
        self.journal_settings(gaps)?;
        let sql =
            "SELECT id, name, post FROM clerk c WHERE NOT EXISTS (SELECT 1 FROM journal j JOIN journal_image i USING (seq) WHERE j.record = 'clerk:' || c.id)";
        let clerk = |r: &rusqlite::Row<'_>| {
            Ok(Clerk {
                id: r.get(0)?,
                name: r.get(1)?,
                post: r.get(2)?,
            })
        };
        let clerks = self.tx.prepare(sql)?.query_map([], clerk)?.collect::<rusqlite::Result<Vec<_>>>()?;
        for clerk in clerks {
            self.set_clerk(&clerk)?;
        }
        Ok(())
    }

    /// Settings whose last row has lost its image. One that differs from its row is left to the
    /// check, unless rows are missing.
    fn journal_settings(&mut self, gaps: bool) -> Result<()> {
        let sql = "SELECT s.key, s.value, (SELECT i.image FROM journal j LEFT JOIN journal_image i USING (seq)
                     WHERE j.noun = 'setting' AND j.record = s.key ORDER BY j.seq DESC LIMIT 1)
                   FROM setting s WHERE s.key NOT LIKE '%:%' AND EXISTS (SELECT 1 FROM journal j WHERE j.noun = 'setting' AND j.record = s.key)";
        let settings = self
            .tx
            .prepare(sql)?
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<rusqlite::Result<Vec<(String, String, Option<String>)>>>()?;
        for (key, value, told) in settings {
            if told.as_ref().is_none_or(|told| gaps && *told != value) {
                let value: Json = serde_json::from_str(&value).map_err(|e| damaged(&e))?;
                journal::append(self, "setting", &key, 0, &value)?;
            }
        }
        Ok(())
    }
}
