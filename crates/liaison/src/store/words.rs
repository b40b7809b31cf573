//! The county's word on stations' matters: at the county its own steps, walked over the matter as
//! the station last sent it; at the station the county's steps, taken in once and walked for good.

use rusqlite::{OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::row::{columns, read};
use super::{Store, Write, damaged};
use crate::error::{Error, Result};
use crate::records::life::{self, Step};
use crate::records::word::{self, walk_words};
use crate::records::{Kept, Noun, Shape as _, Values, image, purged};

/// Of a matter whose retention is over.
const PASSED_OVER: &str = "这件事的保存期限已满，个人信息已经清除";

/// What the county said of a matter, as it was taken in.
#[derive(Debug, Clone)]
pub struct Said {
    /// The matter.
    pub matter: Kept,
    /// The county's step.
    pub step: Kept,
    /// Why the matter was not moved by it.
    pub why_not: Option<String>,
}

/// This home's own steps about a matter that the matter, as its station sent it, does not hold yet.
fn pending(conn: &rusqlite::Connection, matter: &str, after: &str) -> Result<Vec<Kept>> {
    let sql = format!(
        "SELECT {} FROM step WHERE matter = ?1 AND id > ?2 AND deleted_at = '' AND NOT EXISTS (SELECT 1 FROM received_record r WHERE r.id = step.id) ORDER BY id",
        columns(Noun::Step)
    );
    let mut stmt = conn.prepare_cached(&sql)?;
    let mut rows = stmt.query([matter, after])?;
    let mut all = Vec::new();
    while let Some(r) = rows.next()? {
        all.push(read(Noun::Step, r)?);
    }
    Ok(all)
}

impl Store {
    /// The county's steps a station has not taken in yet, as far as its matters tell.
    pub fn words_for(&self, station: &str) -> Result<Vec<Kept>> {
        let sql = "SELECT id, county_step FROM matter m WHERE station = ?1
                     AND EXISTS (SELECT 1 FROM step s WHERE s.matter = m.id AND s.station != ?1 AND s.id > m.county_step) ORDER BY id";
        let mut stmt = self.conn().prepare_cached(sql)?;
        let matters = stmt
            .query_map([station], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut all = Vec::new();
        for (matter, after) in matters {
            all.extend(pending(self.conn(), &matter, &after)?);
        }
        Ok(all)
    }

    /// A matter as its station sent it, with the county's steps walked over it.
    pub(super) fn overlaid(&self, sent: Kept) -> Result<Kept> {
        let words = pending(self.conn(), &sent.head.id, sent.text("county_step"))?;
        let (values, _) = walk_words(&sent, &words);
        Ok(Kept { head: sent.head, values })
    }

    /// Whether an answer that carries this step may have left the house.
    pub fn word_left(&self, station: &str, step: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM bundle b WHERE b.receiver = ?1 AND b.state != 'lost'
                     AND b.journal_through >= (SELECT min(seq) FROM journal WHERE record = ?2))";
        Ok(self.conn().prepare_cached(sql)?.query_row([station, step], |r| r.get(0))?)
    }
}

impl Write<'_> {
    /// Walks the county's own steps over a station's matter once more.
    pub fn overlay(&mut self, id: &str) -> Result<()> {
        let found: Option<(String, String, String)> = self
            .tx
            .prepare_cached("SELECT image, image_sha256, station FROM received_record WHERE id = ?1 AND noun = 'matter'")?
            .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        let (Some((image, sha256, station)), Some(now)) = (found, self.get(Noun::Matter, id)?) else {
            return Ok(());
        };
        if !image.is_empty() {
            let values: Values = serde_json::from_str(&image).map_err(|e| damaged(&e))?;
            let sent = image::read(Noun::Matter, &values, &station).map_err(Error::Damaged)?;
            return self.overlay_on(&sent, &image);
        }
        // What lies in the table still is what was sent; perhaps by a program that knew fewer fields.
        let spellings = image::spellings(Noun::Matter, &now).map_err(|e| damaged(&e))?;
        let sent = spellings.iter().find(|text| hex::encode(Sha256::digest(text.as_bytes())) == sha256);
        self.overlay_on(&now, sent.unwrap_or(&spellings[0]))
    }

    /// The same over a matter at hand, as it was `sent`; that text is then kept beside it.
    pub(super) fn overlay_on(&mut self, matter: &Kept, sent: &str) -> Result<()> {
        let words = pending(self.tx, &matter.head.id, matter.text("county_step"))?;
        if words.is_empty() {
            return Ok(());
        }
        self.tx
            .prepare_cached("UPDATE received_record SET image = ?2 WHERE id = ?1")?
            .execute([matter.head.id.as_str(), sent])?;
        let (values, _) = walk_words(matter, &words);
        let head = matter.head.clone();
        self.lay(Noun::Matter, &Kept { head, values }, true)
    }

    /// Takes the county's steps about one of this station's matters in and walks them. What came
    /// before counts once; about a matter that is not here (an older copy was put back) nothing is
    /// taken, and the county says it again.
    pub fn take_words(&mut self, matter: &str, words: &[(Kept, String)]) -> Result<Vec<Said>> {
        let Some(mut record) = self.get(Noun::Matter, matter)? else {
            return Ok(Vec::new());
        };
        self.own(&record)?;
        let after = record.text("county_step").to_owned();
        let mut fresh: Vec<&(Kept, String)> = words.iter().filter(|(word, _)| word.head.id > after).collect();
        fresh.sort_by(|a, b| a.0.head.id.cmp(&b.0.head.id));
        fresh.dedup_by(|a, b| a.0.head.id == b.0.head.id);
        let Some((last, _)) = fresh.last() else {
            return Ok(Vec::new());
        };
        let last = last.head.id.clone();
        if purged::is_purged(&record) {
            let words = fresh.into_iter().map(|(word, _)| word.clone()).collect();
            return self.pass_over(record, words, last);
        }
        for (word, sent) in &fresh {
            self.keep_word(word, sent)?;
        }
        let words: Vec<Kept> = fresh.into_iter().map(|(word, _)| word.clone()).collect();
        let (mut values, fates) = walk_words(&record, &words);
        values.insert("county_step".into(), last.into());
        record.values = values;
        let record = self.put(Noun::Matter, record)?;
        let mut said = Vec::new();
        for (step, fate) in words.into_iter().zip(fates) {
            if let Some(why_not) = &fate.why_not {
                self.note_not_applied(&record, &step, why_not)?;
            }
            said.push(Said {
                matter: record.clone(),
                step,
                why_not: fate.why_not,
            });
        }
        Ok(said)
    }

    /// The county spoke of a matter whose retention is over: nothing of what it said is kept, so that
    /// nothing of the voter comes back with it; that it was not done is said to both sides.
    fn pass_over(&mut self, mut record: Kept, words: Vec<Kept>, last: String) -> Result<Vec<Said>> {
        record.values.insert("county_step".into(), last.into());
        let record = self.put(Noun::Matter, record)?;
        let mut said = Vec::new();
        for mut step in words {
            step.values = purged::purged(Noun::Step, &step.values);
            self.note_not_applied(&record, &step, PASSED_OVER)?;
            said.push(Said {
                matter: record.clone(),
                step,
                why_not: Some(PASSED_OVER.into()),
            });
        }
        Ok(said)
    }

    fn keep_word(&mut self, word: &Kept, sent: &str) -> Result<()> {
        let h = &word.head;
        match self.owner(&h.id)? {
            // Kept already, of a matter that was put back since.
            Some(owner) if owner == h.station => return Ok(()),
            Some(_) => return Err(Error::Untrusted("县里的一条办理步骤用了别的记录的内部编号".into())),
            None => {}
        }
        self.lay(Noun::Step, word, false)?;
        self.tx
            .prepare_cached("INSERT INTO received_record (id, noun, station, revision, image_sha256, image) VALUES (?1, 'step', ?2, ?3, ?4, ?5)")?
            .execute(params![h.id, h.station, h.revision, hex::encode(Sha256::digest(sent.as_bytes())), sent])?;
        Ok(())
    }

    /// Both sides must see that the county's step moved nothing: a step of the station's own says so.
    fn note_not_applied(&mut self, matter: &Kept, word: &Kept, why_not: &str) -> Result<()> {
        let state = matter.text("state");
        let step = Step {
            matter: matter.head.id.clone(),
            kind: life::NOT_APPLIED.into(),
            done_on: self.now.get(..10).unwrap_or_default().to_owned(),
            note: format!("{}。{why_not}", word::said(word)).chars().take(2000).collect(),
            from_state: state.into(),
            to_state: state.into(),
            ..Step::default()
        };
        self.insert(Noun::Step, step.values())?;
        Ok(())
    }
}
