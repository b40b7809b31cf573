//! Retention: what is taken out for good, so that nothing of it can be read in the database any
//! more, and yet the journal's chain still verifies. The chain carries digests; the images beside
//! it are what goes. One journal row lists them, and that row is in the chain: an image that is
//! missing without being listed was taken away by somebody else, and `audit` says so.

use std::collections::{BTreeMap, HashSet};

use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Store, Write, damaged, journal};
use crate::error::{Error, Result};
use crate::records::purged::PURGED;
use crate::records::{Kept, List, Noun, Values};

/// Leads the journal's name of a purge.
pub(super) const PURGE: &str = "purge:";

/// Above this many bytes the file is not written anew: that needs as much memory.
const LARGEST_ANEW: u64 = 1 << 30;

/// So many of the newest are looked at to say whether there is anything to purge.
const NEWEST: u32 = 2_000;

/// What one purge did; its journal row's image. It names records by nothing a person could be told by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Purge {
    /// The rule: years after the end of a record.
    pub years: u32,
    /// Records that ended on this day or before, YYYY-MM-DD.
    pub until: String,
    /// Visits and matters.
    pub records: u64,
    /// Steps.
    pub steps: u64,
    /// Attachments.
    pub attachments: u64,
    /// Journal places whose images are gone, as ranges.
    pub images: Vec<(i64, i64)>,
    /// Records of another house: id, and the digest of what was left of it.
    pub received: BTreeMap<String, String>,
}

impl Purge {
    fn note_image(&mut self, seq: i64) {
        match self.images.last_mut() {
            Some((_, last)) if *last + 1 == seq => *last = seq,
            _ => self.images.push((seq, seq)),
        }
    }
}

/// What purges did lawfully, for the check.
#[derive(Default)]
pub(super) struct Lawful {
    images: HashSet<i64>,
    received: BTreeMap<String, String>,
    pub(super) notes: Vec<String>,
}

impl Lawful {
    pub(super) fn image(&self, seq: i64) -> bool {
        self.images.contains(&seq)
    }

    /// Whether a record of another house is just what the last purge left; None: it was not purged.
    pub(super) fn received(&self, record: &Kept) -> Result<Option<bool>> {
        let Some(left) = self.received.get(&record.head.id) else { return Ok(None) };
        Ok(Some(digest_of(record)? == *left))
    }
}

fn digest_of(record: &Kept) -> Result<String> {
    let text = serde_json::to_string(record).map_err(|e| damaged(&e))?;
    Ok(hex::encode(Sha256::digest(text.as_bytes())))
}

impl Write<'_> {
    /// A matter's steps as they stand inside of this change, oldest first.
    pub fn steps(&self, matter: &str) -> Result<Vec<Kept>> {
        super::list::steps(self.tx, matter)
    }

    /// Lays down what is left of a record, deleted or not, as one more change of it.
    pub fn replace_purged(&mut self, noun: Noun, id: &str, values: Values) -> Result<()> {
        let mut record = self.get(noun, id)?.ok_or(Error::NotFound(noun.label()))?;
        self.own(&record)?;
        record.values = values;
        self.put(noun, record).map(drop)
    }

    /// The same of another house's record that came here: it stays theirs, as they last sent it.
    pub fn blank_received(&mut self, noun: Noun, record: &Kept, purge: &mut Purge) -> Result<()> {
        self.lay(noun, record, true)?;
        self.tx
            .prepare_cached("UPDATE received_record SET image = '' WHERE id = ?1")?
            .execute([&record.head.id])?;
        purge.received.insert(record.head.id.clone(), digest_of(record)?);
        Ok(())
    }

    /// Takes away what stands behind these records: older images, attachments with their bytes, drafts.
    pub fn forget(&mut self, ids: &[&str], purge: &mut Purge) -> Result<()> {
        let mut gone = Vec::new();
        for id in ids {
            let mut older = self.tx.prepare_cached(
                "DELETE FROM journal_image WHERE seq IN (SELECT seq FROM journal WHERE record = ?1 AND seq < (SELECT max(seq) FROM journal WHERE record = ?1)) RETURNING seq",
            )?;
            gone.extend(older.query_map([id], |r| r.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?);
            gone.extend(self.forget_attachments(id, purge)?);
            self.tx.prepare_cached("DELETE FROM draft WHERE record = ?1")?.execute([id])?;
        }
        self.note_images(gone, purge);
        Ok(())
    }

    fn note_images(&self, mut gone: Vec<i64>, purge: &mut Purge) {
        gone.extend(purge.images.iter().flat_map(|(first, last)| *first..=*last));
        gone.sort_unstable();
        purge.images.clear();
        gone.into_iter().for_each(|seq| purge.note_image(seq));
    }

    /// Answers the journal places whose images went with them.
    fn forget_attachments(&mut self, record: &str, purge: &mut Purge) -> Result<Vec<i64>> {
        let mut stmt = self.tx.prepare_cached("DELETE FROM attachment WHERE record = ?1 RETURNING id, sha256")?;
        let all = stmt
            .query_map([record], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut gone = Vec::new();
        for (id, sha256) in all {
            let mut images = self
                .tx
                .prepare_cached("DELETE FROM journal_image WHERE seq IN (SELECT seq FROM journal WHERE record = ?1) RETURNING seq")?;
            gone.extend(images.query_map([&id], |r| r.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?);
            self.tx.prepare_cached("DELETE FROM received_attachment WHERE id = ?1")?.execute([&id])?;
            self.tx
                .prepare_cached("DELETE FROM blob WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM attachment WHERE sha256 = ?1)")?
                .execute([&sha256])?;
            purge.attachments += 1;
        }
        Ok(gone)
    }

    /// Drafts nobody touched since this day.
    pub fn forget_drafts(&mut self, until: &str) -> Result<()> {
        self.tx
            .prepare_cached("DELETE FROM draft WHERE substr(changed_at, 1, 10) <= ?1")?
            .execute([until])?;
        Ok(())
    }

    /// Words of the list of villages that stood in purged records and stand in no other.
    pub fn forget_villages(&mut self, stood: &HashSet<String>, purge: &mut Purge) -> Result<()> {
        let unused = |word: &&String| -> Result<bool> {
            let sql = "SELECT EXISTS (SELECT 1 FROM visit WHERE village = ?1) OR EXISTS (SELECT 1 FROM matter WHERE village = ?1)";
            Ok(!self.tx.prepare_cached(sql)?.query_row([word.as_str()], |r| r.get(0))?)
        };
        let mut stale = HashSet::new();
        for word in stood.iter() {
            if unused(&word)? {
                stale.insert(word.as_str());
            }
        }
        let mut words = super::settings::list_words(self.tx, List::Village)?;
        let before = words.len();
        words.retain(|word| !stale.contains(word.as_str()));
        if words.len() == before {
            return Ok(());
        }
        self.set_list(List::Village, &words)?;
        let mut older = self.tx.prepare_cached(
            "DELETE FROM journal_image WHERE seq IN (SELECT seq FROM journal WHERE record = 'list:village' AND seq < (SELECT max(seq) FROM journal)) RETURNING seq",
        )?;
        let gone = older.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        self.note_images(gone, purge);
        Ok(())
    }

    /// Closes a purge with its journal row, and merges the search index so that no token of old lines is left in it.
    pub fn note_purge(&mut self, purge: &Purge) -> Result<()> {
        self.tx.execute("INSERT INTO search_token (search_token) VALUES ('optimize')", [])?;
        let name = format!("{PURGE}{}", self.now);
        journal::append(self, "setting", &name, 0, purge)
    }
}

impl Store {
    /// Whether this station ever made a bundle for its county.
    pub fn hands_off(&self) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM bundle WHERE receiver = '')";
        Ok(self.conn().query_row(sql, [], |r| r.get(0))?)
    }

    /// Whether something of this station's that ended by `until` (YYYY-MM-DD) still holds a voter's data and nothing open
    /// keeps it. Looks at the newest that are as old, not at all of them: who is reminded once is shown the rest.
    pub fn any_kept_past(&self, station: &str, until: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM (SELECT citizen FROM matter WHERE deleted_at = '' AND station = ?1 AND closed_on != ''
                     AND closed_on <= ?2 ORDER BY closed_on DESC LIMIT ?4) WHERE citizen != ?3)
            OR EXISTS (SELECT 1 FROM (SELECT id, citizen FROM visit WHERE deleted_at = '' AND station = ?1
                     AND date <= ?2 ORDER BY date DESC LIMIT ?4) v WHERE citizen != ?3 AND NOT EXISTS (SELECT 1 FROM matter WHERE visit = v.id))";
        let mut stmt = self.conn().prepare_cached(sql)?;
        Ok(stmt.query_row((station, until, PURGED, NEWEST), |r| r.get(0))?)
    }

    /// Attachments of a record, those taken off too.
    pub fn any_attachment(&self, record: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM attachment WHERE record = ?1)";
        Ok(self.conn().prepare_cached(sql)?.query_row([record], |r| r.get(0))?)
    }

    /// Writes the file anew after a purge, so that no page of it holds what was there. Answers
    /// whether it did: a very large file is left, and so is what other work still reads, with what was
    /// freed overwritten at the commit.
    pub fn write_anew(&self) -> Result<bool> {
        let size: u64 = self
            .conn()
            .query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |r| r.get(0))?;
        let small = size <= LARGEST_ANEW;
        if small {
            self.conn().execute_batch("VACUUM")?;
        }
        // Long work that still reads holds on to the log.
        let busy: Option<i64> = self.conn().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0)).optional()?;
        Ok(small && busy.unwrap_or(0) == 0)
    }

    /// Every purge there was, oldest first.
    pub fn purges(&self) -> Result<Vec<(String, Purge)>> {
        let sql = "SELECT j.at, i.image FROM journal j JOIN journal_image i USING (seq) WHERE j.noun = 'setting' AND j.record LIKE 'purge:%' ORDER BY j.seq";
        let mut stmt = self.conn().prepare(sql)?;
        let mut rows = stmt.query([])?;
        let mut all = Vec::new();
        while let Some(r) = rows.next()? {
            let image: String = r.get(1)?;
            all.push((r.get(0)?, serde_json::from_str(&image).map_err(|e| damaged(&e))?));
        }
        Ok(all)
    }

    pub(super) fn lawful(&self) -> Result<Lawful> {
        let mut lawful = Lawful::default();
        for (at, purge) in self.purges()? {
            let images: i64 = purge.images.iter().map(|(first, last)| last - first + 1).sum();
            lawful.notes.push(format!(
                "{} 按保存期限（{} 年）清除过：{} 条记录、{} 条办理过程、{} 个附件、{images} 条旧内容",
                at.get(..10).unwrap_or(&at),
                purge.years,
                purge.records,
                purge.steps,
                purge.attachments
            ));
            lawful.images.extend(purge.images.iter().flat_map(|(first, last)| *first..=*last));
            lawful.received.extend(purge.received);
        }
        // Images that a rescue found no longer to be read are told of there, once.
        if let Some(rescued) = self.setting::<super::mend::Told>(super::mend::RESCUED)? {
            lawful.images.extend(rescued.images.iter().flat_map(|(first, last)| *first..=*last));
        }
        Ok(lawful)
    }
}
