//! What a deputy did, over all registers: the records behind every line of a 履职档案 and every point.

use rusqlite::{OptionalExtension as _, params};

use super::Store;
use super::row::{columns, read};
use crate::error::Result;
use crate::records::dossier::{SOURCES, day_of};
use crate::records::{Kept, Noun};

impl Store {
    /// Live records of a period that name any of these deputy records, each once, oldest first.
    pub fn deeds(&self, deputies: &[String], from: &str, to: &str) -> Result<Vec<(Noun, Kept)>> {
        let ids = serde_json::to_string(deputies).unwrap_or_default();
        let mut all = Vec::new();
        for (noun, fields) in SOURCES {
            let Some(date) = noun.date_field() else { continue };
            let fields = fields.iter().map(|f| format!("'{f}'")).collect::<Vec<_>>().join(", ");
            let sql = format!(
                "SELECT {} FROM {table} WHERE deleted_at = '' AND \"{date}\" BETWEEN ?2 AND ?3 AND id IN
                 (SELECT id FROM link WHERE target IN (SELECT value FROM json_each(?1)) AND noun = '{table}' AND field IN ({fields}))",
                columns(*noun),
                table = noun.table()
            );
            let mut stmt = self.conn().prepare_cached(&sql)?;
            let mut rows = stmt.query(params![ids, from, to])?;
            while let Some(row) = rows.next()? {
                all.push((*noun, read(*noun, row)?));
            }
        }
        all.sort_by(|(a, one), (b, other)| (day_of(*a, one), a, &one.head.id).cmp(&(day_of(*b, other), b, &other.head.id)));
        Ok(all)
    }

    /// The last day of a station's closed terms; "" when none was closed.
    pub fn archived_until(&self, station: &str) -> Result<String> {
        let sql = "SELECT coalesce(max(ended), '') FROM seat WHERE deleted_at = '' AND station = ?1";
        Ok(self.conn().prepare_cached(sql)?.query_row([station], |r| r.get(0))?)
    }

    /// The number of a live record entered after `at` that is of a term: a deputy by its
    /// name, anything else by its first day.
    pub fn first_entered(&self, noun: Noun, at: &str, field: &str, of: &str) -> Result<Option<String>> {
        let field = noun.field(field).map_or("id", |f| f.key);
        let is = if noun == Noun::Deputy { "=" } else { ">=" };
        let sql = format!(
            "SELECT number FROM {} WHERE deleted_at = '' AND \"{field}\" {is} ?2 AND made_at > ?1 LIMIT 1",
            noun.table()
        );
        Ok(self.conn().prepare_cached(&sql)?.query_row([at, of], |r| r.get(0)).optional()?)
    }
}
