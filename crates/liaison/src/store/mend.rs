//! A store put together again: a backup, or an empty one, and over it whatever still reads of the
//! damaged one. All of it is one commit, and says what it could not find.
//!
//! The journal's rows keep who, when, what and their images. They are laid after the backup's in
//! their order; as long as none is missing they keep number and hash too. After a gap they are
//! numbered and chained anew, which is why a mended home begins a new epoch: to the county it tells
//! another story from there on.

mod again;
mod attachments;
mod missing;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, params, params_from_iter};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::journal::{self, JournalRow, ROW};
use super::salvage::{Salvage, Step, Table, quoted};
use super::{Clerk, Holiday, Write, row, search};
use crate::error::Result;
use crate::records::{Kept, Noun};

/// Setting: what was lost for good, so that the check does not find it again every time.
pub(super) const RESCUED: &str = "rescued";

/// What a rescue could not bring back: no news to the check from then on.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    /// Ids of records and attachments, keys of settings.
    pub(super) lost: BTreeSet<String>,
    /// Places of the journal as it was then that did not read.
    gaps: Vec<(i64, i64)>,
    /// Places of the journal as it is now that have no image.
    pub(super) images: Vec<(i64, i64)>,
}

/// Something that was there and is not any more, or only as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What people call its kind: 接访走访, 附件.
    pub label: String,
    /// The number people quote, or "".
    pub number: String,
    /// RFC 3339 or YYYY-MM-DD of what was lost, or "".
    pub at: String,
    /// Of which change on it is lost: 0 all of it, else the last one that is there.
    pub from: i64,
    /// Its id.
    pub record: String,
}

/// What came of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Mended {
    /// Records that the damaged database had newer than the backup, or that no backup had.
    pub records: u64,
    /// Rows of the journal taken from it.
    pub journal: u64,
    /// Places of its journal that do not read, first and last of each run.
    pub gaps: Vec<(i64, i64)>,
    /// Rows that do not follow the one before them, and were not taken.
    pub broken: Vec<i64>,
    /// What is missing, by kind and number.
    pub missing: Vec<Missing>,
    /// Keys of settings that are gone.
    pub settings: Vec<String>,
    /// Something was purged after the backup: the file must be written anew.
    pub purged: bool,
    /// Settings, and bundles whose coming does not read, in sentences.
    pub others: Vec<String>,
}

/// A journal row of the damaged database.
struct Row {
    row: JournalRow,
    image: Option<String>,
}

/// Tables laid by their own rules, or made anew from the others.
const APART: &[&str] = &["journal", "journal_image", "blob", "attachment", "link", "search_doc", "counter", "live"];

impl Write<'_> {
    /// Lays what reads of `from` over what is here. `known` is how far its journal is known to have gone.
    pub fn mend(&mut self, from: &mut Salvage, known: i64, step: Step<'_>) -> Result<Mended> {
        self.blobs_follow()?;
        let mut mended = Mended::default();
        let base: (i64, String) = self
            .tx
            .query_row("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?
            .unwrap_or_default();
        step("读修改记录", 0, 0)?;
        let rows = read_journal(from)?;
        // Where the backup is the newer of the two, or tells another story, only what it lacks is taken.
        let last = rows.keys().next_back().copied().unwrap_or(0);
        let same = rows.get(&base.0).is_none_or(|r| r.row.hash == base.1);
        let newer = same && last >= base.0;
        let mut partly = BTreeSet::new();
        for name in self.tables()? {
            let noun = Noun::ALL.iter().find(|n| n.table() == name).copied();
            if noun.is_none() && APART.contains(&name.as_str()) {
                continue;
            }
            step("读记录", 0, 0)?;
            let Some(table) = from.table(&name)? else { continue };
            let whole = match noun {
                Some(noun) => self.mend_records(from, &table, noun, &mut mended, step)?,
                None => self.mend_rows(from, &table, newer)?,
            };
            if !whole {
                partly.insert(name);
            }
        }
        let station: Option<String> = self
            .tx
            .query_row("SELECT value FROM setting WHERE key = 'station'", [], |r| r.get(0))
            .optional()?;
        self.station_changed(&station.unwrap_or_default());
        let begin = if newer { base.0 } else { last };
        self.mend_from_images(&rows, begin, partly.contains("setting"), &mut mended)?;
        let places = self.mend_journal(&rows, begin, &base.1, known, &mut mended)?;
        self.move_bundles(base.0, &places)?;
        self.purge_again(&rows, base.0, newer, &mut mended)?;
        self.mend_attachments(from, newer, &rows, &mut mended, step)?;
        self.count_on()?;
        self.count_live()?;
        self.journal_what_has_none(!mended.gaps.is_empty())?;
        self.find_missing(from, &rows, &mut mended)?;
        let mut told: Told = self.setting(RESCUED)?.unwrap_or_default();
        told.lost.extend(mended.missing.iter().filter(|m| m.from == 0).map(|m| m.record.clone()));
        told.lost.extend(mended.settings.iter().cloned());
        told.gaps.extend(&mended.gaps);
        told.images = self.without_image()?;
        self.set(RESCUED, &told)?;
        Ok(mended)
    }

    fn tables(&self) -> Result<Vec<String>> {
        let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        Ok(self.tx.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// Rows of a table that means nothing to anybody but its own room.
    fn mend_rows(&mut self, from: &mut Salvage, table: &Table, newer: bool) -> Result<bool> {
        let mut all: Vec<Vec<Value>> = Vec::new();
        let whole = from.rows(table, &mut |cells| {
            all.push(cells);
            Ok(())
        })?;
        if newer && whole {
            self.tx.execute(&format!("DELETE FROM {}", table.name), [])?;
        }
        let mut insert = self.tx.prepare_cached(&laying(table, newer))?;
        for cells in all {
            insert.execute(params_from_iter(cells))?;
        }
        Ok(whole)
    }

    /// Records that are newer than what is here.
    fn mend_records(&mut self, from: &mut Salvage, table: &Table, noun: Noun, mended: &mut Mended, step: Step<'_>) -> Result<bool> {
        let place = |key: &str| table.columns.iter().position(|c| c == key).unwrap_or_default();
        let (id, revision) = (place("id"), place("revision"));
        let sql = laying(table, true);
        let mut count = 0;
        from.rows(table, &mut |cells| {
            count += 1;
            if count % 500 == 0 {
                step("读记录", count, 0)?;
            }
            let (Some(Value::Text(id)), Some(Value::Integer(revision))) = (cells.get(id).cloned(), cells.get(revision).cloned()) else {
                return Ok(());
            };
            if self.revision_of(noun, &id)?.is_some_and(|held| held >= revision) {
                return Ok(());
            }
            self.tx.prepare_cached(&sql)?.execute(params_from_iter(cells))?;
            self.relay(noun, &id)?;
            mended.records += 1;
            Ok(())
        })
    }

    fn revision_of(&self, noun: Noun, id: &str) -> Result<Option<i64>> {
        let sql = format!("SELECT revision FROM {} WHERE id = ?1", noun.table());
        Ok(self.tx.prepare_cached(&sql)?.query_row([id], |r| r.get(0)).optional()?)
    }

    /// Links and search line of a record whose row was laid as it is.
    fn relay(&self, noun: Noun, id: &str) -> Result<()> {
        if let Some(record) = row::get(self.tx, noun, id)? {
            self.lay_with(noun, &record, search::Line::of(noun, &record).as_ref(), true)?;
        }
        Ok(())
    }

    /// Records, and where their table did not read whole settings, as the journal's images have them.
    fn mend_from_images(&mut self, rows: &BTreeMap<i64, Row>, begin: i64, settings: bool, mended: &mut Mended) -> Result<()> {
        for (_, Row { row, image }) in rows.range(begin + 1..) {
            let Some(image) = image else { continue };
            match Noun::ALL.iter().find(|n| n.table() == row.noun) {
                Some(noun) => {
                    let held = self.revision_of(*noun, &row.record)?;
                    if held.is_some_and(|held| held >= row.revision) {
                        continue;
                    }
                    if let Ok(record) = serde_json::from_str::<Kept>(image) {
                        self.lay(*noun, &record.filled(*noun), held.is_some())?;
                        mended.records += u64::from(held.is_none());
                    }
                }
                None if settings && row.noun == "setting" => self.set_from_image(&row.record, image)?,
                None => {}
            }
        }
        Ok(())
    }

    fn set_from_image(&mut self, key: &str, image: &str) -> Result<()> {
        if let Some(id) = key.strip_prefix("clerk:") {
            match serde_json::from_str::<Clerk>(image) {
                Ok(clerk) => self.tx.execute(
                    "INSERT OR REPLACE INTO clerk (id, name, post) VALUES (?1, ?2, ?3)",
                    [&clerk.id, &clerk.name, &clerk.post],
                )?,
                Err(_) => self.tx.execute("DELETE FROM clerk WHERE id = ?1", [id])?,
            };
        } else if let Some(list) = key.strip_prefix("list:") {
            self.tx.execute("DELETE FROM choice WHERE list = ?1", [list])?;
            for (place, word) in serde_json::from_str::<Vec<String>>(image).unwrap_or_default().iter().enumerate() {
                let sql = "INSERT OR IGNORE INTO choice (list, place, word) VALUES (?1, ?2, ?3)";
                self.tx.execute(sql, params![list, place as i64, word])?;
            }
        } else if let Some(year) = key.strip_prefix("holidays:") {
            self.tx.execute("DELETE FROM holiday WHERE date LIKE ?1 || '-%'", [year])?;
            for day in serde_json::from_str::<Vec<Holiday>>(image).unwrap_or_default() {
                let sql = "INSERT OR REPLACE INTO holiday (date, off, name) VALUES (?1, ?2, ?3)";
                self.tx.execute(sql, params![day.date, day.off, day.name])?;
            }
        } else if !key.contains(':') {
            self.tx.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)", [key, image])?;
        }
        Ok(())
    }

    /// Lays the rows after place `begin` behind those that are here. Answers the old places laid, in order.
    fn mend_journal(&mut self, rows: &BTreeMap<i64, Row>, begin: i64, head: &str, known: i64, mended: &mut Mended) -> Result<Vec<i64>> {
        let (mut place, mut old) = (begin, head.to_owned());
        let mut new = (begin, head.to_owned());
        let mut laid = Vec::new();
        for (seq, Row { row, image }) in rows.range(begin + 1..) {
            if *seq > place + 1 {
                mended.gaps.push((place + 1, seq - 1));
            } else if row.chained(&old) != row.hash {
                // The row before is here and this one does not follow it: somebody else wrote it.
                mended.broken.push(*seq);
                (place, old) = (*seq, row.hash.clone());
                continue;
            }
            (place, old) = (*seq, row.hash.clone());
            let mut next = JournalRow { seq: new.0 + 1, ..row.clone() };
            next.hash = next.chained(&new.1);
            journal::lay(self.tx, &next, image.as_deref())?;
            new = (next.seq, next.hash);
            laid.push(*seq);
            mended.journal += 1;
        }
        // What the backup holds is not missing, however little of the damaged journal reads.
        let reached = place.max(self.tx.query_row("SELECT coalesce(max(seq), 0) FROM journal", [], |r| r.get(0))?);
        if known > reached {
            mended.gaps.push((reached + 1, known));
        }
        Ok(laid)
    }

    /// What was packed reached to places that may bear other numbers now.
    fn move_bundles(&self, base: i64, laid: &[i64]) -> Result<()> {
        let mut stmt = self
            .tx
            .prepare("SELECT DISTINCT journal_through FROM bundle WHERE journal_through > ?1 ORDER BY 1")?;
        let places = stmt.query_map([base], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        for place in places {
            let now = base + laid.partition_point(|seq| *seq <= place) as i64;
            self.tx
                .execute("UPDATE bundle SET journal_through = ?2 WHERE journal_through = ?1", [place, now])?;
        }
        Ok(())
    }
}

/// SQL that lays a row by the columns it has; the ones that came later stay blank.
fn laying(table: &Table, over: bool) -> String {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let or = if over { "REPLACE" } else { "IGNORE" };
    format!("INSERT OR {or} INTO {} ({}) VALUES ({marks})", table.name, quoted(&table.columns))
}

/// The journal, as far as it reads, with the images that are what their row says.
fn read_journal(from: &mut Salvage) -> Result<BTreeMap<i64, Row>> {
    let mut rows = BTreeMap::new();
    let Some(mut table) = from.table("journal")? else { return Ok(rows) };
    table.columns = ROW.split(", ").map(str::to_owned).collect();
    from.rows(&table, &mut |cells| {
        let mut cells = cells.into_iter();
        let mut whole = || {
            cells
                .next()
                .and_then(|c| if let Value::Integer(n) = c { Some(n) } else { None })
                .unwrap_or_default()
        };
        let seq = whole();
        let mut text = || {
            cells
                .next()
                .and_then(|c| if let Value::Text(t) = c { Some(t) } else { None })
                .unwrap_or_default()
        };
        let (at, clerk, deed, noun, record) = (text(), text(), text(), text(), text());
        let revision = cells
            .next()
            .and_then(|c| if let Value::Integer(n) = c { Some(n) } else { None })
            .unwrap_or_default();
        let mut text = || {
            cells
                .next()
                .and_then(|c| if let Value::Text(t) = c { Some(t) } else { None })
                .unwrap_or_default()
        };
        let row = JournalRow {
            seq,
            at,
            clerk,
            deed,
            noun,
            record,
            revision,
            image_sha256: text(),
            hash: text(),
        };
        rows.insert(seq, Row { row, image: None });
        Ok(())
    })?;
    if let Some(table) = from.table("journal_image")? {
        from.rows(&table, &mut |cells| {
            if let [Value::Integer(seq), Value::Text(image)] = &cells[..]
                && let Some(row) = rows.get_mut(seq)
                && hex::encode(Sha256::digest(image.as_bytes())) == row.row.image_sha256
            {
                row.image = Some(image.clone());
            }
            Ok(())
        })?;
    }
    Ok(rows)
}
