//! What is kept besides records: settings, lists of choices, holidays, clerks, drafts.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ts_rs::TS;

use super::{Store, Write, damaged, journal};
use crate::error::Result;
use crate::records::dates::{self, Holidays};
use crate::records::{List, Noun, Values};

/// A form that has not been saved yet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Draft {
    /// "" when new; the answer brings its id.
    pub id: String,
    /// Which kind of record.
    pub noun: Noun,
    /// The record being changed, or "".
    pub record: String,
    /// Field values as typed.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// RFC 3339; set by the program.
    #[serde(default)]
    pub changed_at: String,
}

/// Someone who signs in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clerk {
    /// Of her key slot.
    pub id: String,
    /// As she gave it.
    pub name: String,
    /// head, clerk or reader.
    #[serde(default)]
    pub post: String,
}

/// One line of the holiday table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Holiday {
    /// YYYY-MM-DD
    pub date: String,
    /// A day off (true), or a make-up working day (false).
    pub off: bool,
    /// 春节
    pub name: String,
}

impl Write<'_> {
    /// A setting, as this transaction sees it.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        setting(self.tx, key)
    }

    /// Keeps a setting, with its journal row.
    pub fn set(&mut self, key: &str, value: &impl Serialize) -> Result<()> {
        self.set_quietly(key, value)?;
        journal::append(self, "setting", key, 0, value)
    }

    /// Keeps a setting without an image in the journal: keys and other secrets, and counters of the program's own.
    pub fn set_quietly(&mut self, key: &str, value: &impl Serialize) -> Result<()> {
        let json = serde_json::to_string(value).map_err(|e| damaged(&e))?;
        self.tx
            .prepare_cached("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value")?
            .execute([key, &json])?;
        if key == "station" {
            self.station_changed(&json);
        }
        Ok(())
    }

    /// Replaces the words of a list.
    pub fn set_list(&mut self, list: List, words: &[String]) -> Result<()> {
        let name = list_name(list);
        self.tx.prepare_cached("DELETE FROM choice WHERE list = ?1")?.execute([&name])?;
        let mut insert = self.tx.prepare_cached("INSERT INTO choice (list, place, word) VALUES (?1, ?2, ?3)")?;
        for (place, word) in words.iter().enumerate() {
            insert.execute(params![name, i64::try_from(place).unwrap_or(0), word])?;
        }
        journal::append(self, "setting", &format!("list:{name}"), 0, &words)
    }

    /// Adds a word to the end of a list, unless it is there.
    pub fn learn(&mut self, list: List, word: &str) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO choice (list, place, word) SELECT ?1, coalesce(max(place), -1) + 1, ?2 FROM choice WHERE list = ?1";
        self.tx.prepare_cached(sql)?.execute([list_name(list).as_str(), word])?;
        Ok(())
    }

    /// Replaces the holiday table of a year.
    pub fn set_holidays(&mut self, year: i32, days: &[Holiday]) -> Result<()> {
        self.tx
            .prepare_cached("DELETE FROM holiday WHERE date BETWEEN ?1 AND ?2")?
            .execute([format!("{year}-01-01"), format!("{year}-12-31")])?;
        let mut insert = self.tx.prepare_cached("INSERT INTO holiday (date, off, name) VALUES (?1, ?2, ?3)")?;
        for day in days {
            insert.execute(params![day.date, day.off, day.name])?;
        }
        journal::append(self, "setting", &format!("holidays:{year}"), 0, &days)
    }

    /// The same, unless it is there already.
    pub fn set_holidays_if_other(&mut self, year: i32, days: &[Holiday]) -> Result<()> {
        if holidays(self.tx, year)? == days {
            Ok(())
        } else {
            self.set_holidays(year, days)
        }
    }

    /// Names the clerk of a key slot, and what she may do.
    pub fn set_clerk(&mut self, clerk: &Clerk) -> Result<()> {
        self.tx.execute(
            "INSERT INTO clerk (id, name, post) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET name = excluded.name, post = excluded.post",
            [&clerk.id, &clerk.name, &clerk.post],
        )?;
        journal::append(self, "setting", &format!("clerk:{}", clerk.id), 0, clerk)
    }

    /// Forgets the clerk of a key slot; what she wrote keeps her name.
    pub fn drop_clerk(&mut self, id: &str) -> Result<()> {
        self.tx.execute("DELETE FROM clerk WHERE id = ?1", [id])?;
        journal::append(self, "setting", &format!("clerk:{id}"), 0, &"")
    }

    /// Drops the draft a record was saved from.
    pub fn drop_draft(&mut self, id: &str) -> Result<()> {
        self.tx.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([id])?;
        Ok(())
    }
}

fn list_name(list: List) -> String {
    serde_json::to_value(list).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn list_words(conn: &Connection, list: List) -> Result<Vec<String>> {
    let mut stmt = conn.prepare_cached("SELECT word FROM choice WHERE list = ?1 ORDER BY place")?;
    let words = stmt.query_map([list_name(list)], |r| r.get(0))?;
    Ok(words.collect::<rusqlite::Result<_>>()?)
}

fn setting<T: DeserializeOwned>(conn: &Connection, key: &str) -> Result<Option<T>> {
    let mut stmt = conn.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
    let json: Option<String> = stmt.query_row([key], |r| r.get(0)).optional()?;
    json.map(|j| serde_json::from_str(&j)).transpose().map_err(|e| damaged(&e))
}

fn holidays(conn: &Connection, year: i32) -> Result<Vec<Holiday>> {
    let mut stmt = conn.prepare_cached("SELECT date, off, name FROM holiday WHERE date BETWEEN ?1 AND ?2 ORDER BY date")?;
    let days = stmt.query_map([format!("{year}-01-01"), format!("{year}-12-31")], |r| {
        Ok(Holiday {
            date: r.get(0)?,
            off: r.get(1)?,
            name: r.get(2)?,
        })
    })?;
    Ok(days.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// A setting.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        setting(self.conn(), key)
    }

    /// Every list's words, in order.
    pub fn lists(&self) -> Result<BTreeMap<List, Vec<String>>> {
        List::ALL.iter().map(|list| Ok((*list, list_words(self.conn(), *list)?))).collect()
    }

    /// The holiday table of a year.
    pub fn holidays(&self, year: i32) -> Result<Vec<Holiday>> {
        holidays(self.conn(), year)
    }

    /// All years, for counting working days.
    pub fn holidays_all(&self) -> Result<Holidays> {
        let mut stmt = self.conn().prepare_cached("SELECT date, off FROM holiday")?;
        let days = stmt
            .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, bool>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Holidays::new(days.into_iter().filter_map(|(date, off)| Some((dates::parse(&date)?, off)))))
    }

    /// The clerk of a key slot.
    pub fn clerk(&self, id: &str) -> Result<Option<Clerk>> {
        Ok(self.clerks()?.into_iter().find(|clerk| clerk.id == id))
    }

    /// Everyone who signs in here, the first one first.
    pub fn clerks(&self) -> Result<Vec<Clerk>> {
        let mut stmt = self.conn().prepare_cached("SELECT id, name, post FROM clerk ORDER BY id")?;
        let clerk = |r: &rusqlite::Row<'_>| {
            Ok(Clerk {
                id: r.get(0)?,
                name: r.get(1)?,
                post: r.get(2)?,
            })
        };
        Ok(stmt.query_map([], clerk)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a draft; a new one gets an id.
    pub fn draft_keep(&self, mut draft: Draft, now: &str) -> Result<Draft> {
        if draft.id.is_empty() {
            draft.id = uuid::Uuid::now_v7().to_string();
        }
        now.clone_into(&mut draft.changed_at);
        let values = serde_json::to_string(&draft.values).map_err(|e| damaged(&e))?;
        self.conn()
            .prepare_cached(
                "INSERT INTO draft (id, noun, record, \"values\", changed_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET noun = excluded.noun, record = excluded.record, \"values\" = excluded.\"values\", changed_at = excluded.changed_at",
            )?
            .execute(params![draft.id, draft.noun.table(), draft.record, values, draft.changed_at])?;
        Ok(draft)
    }

    /// Every draft, newest first.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let mut stmt = self
            .conn()
            .prepare_cached("SELECT id, noun, record, \"values\", changed_at FROM draft ORDER BY changed_at DESC, id DESC")?;
        let mut rows = stmt.query([])?;
        let mut drafts = Vec::new();
        while let Some(r) = rows.next()? {
            let (table, values): (String, String) = (r.get(1)?, r.get(3)?);
            let Some(noun) = Noun::ALL.iter().find(|n| n.table() == table) else {
                continue;
            };
            drafts.push(Draft {
                id: r.get(0)?,
                noun: *noun,
                record: r.get(2)?,
                values: serde_json::from_str(&values).map_err(|e| damaged(&e))?,
                changed_at: r.get(4)?,
            });
        }
        Ok(drafts)
    }

    /// Drops a draft.
    pub fn draft_drop(&self, id: &str) -> Result<()> {
        self.conn().prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([id])?;
        Ok(())
    }
}
