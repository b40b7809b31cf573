//! What notices read: whom the records know of, the matters of a period, and how often each
//! deputy did what.

use std::collections::HashMap;

use rusqlite::params;

use super::Store;
use super::ledger::DUTIES;
use super::row::{columns, read};
use crate::error::Result;
use crate::records::{Kept, Noun, activity, reception_day, visit};

/// How often a deputy did what in a period.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deeds {
    /// 接待日, 次
    pub reception_days: u64,
    /// 接访走访, 批次
    pub visits: u64,
    /// 小组活动 but for trainings, 次
    pub activities: u64,
    /// 学习培训, 次
    pub trainings: u64,
    /// 意见建议, 件
    pub matters: u64,
}

impl Store {
    /// Every voter's name ever entered, as typed; those in the recycle bin too.
    pub(crate) fn voters(&self) -> Result<Vec<String>> {
        self.words("SELECT citizen FROM visit WHERE citizen != '' UNION SELECT citizen FROM matter WHERE citizen != ''")
    }

    /// Every voter's village or group ever entered; those in the recycle bin too.
    pub(crate) fn voters_places(&self) -> Result<Vec<String>> {
        self.words("SELECT village FROM visit WHERE village != '' UNION SELECT village FROM matter WHERE village != ''")
    }

    fn words(&self, sql: &str) -> Result<Vec<String>> {
        let mut stmt = self.conn().prepare_cached(sql)?;
        let words = stmt.query_map([], |r| r.get(0))?;
        Ok(words.collect::<rusqlite::Result<_>>()?)
    }

    /// Live matters of a station that were raised or closed in a period, oldest first, each with
    /// whether its voter asked not to be named, there or at the visit it came from.
    pub(crate) fn each_matter_of(&self, from: &str, to: &str, station: Option<&str>, each: &mut dyn FnMut(Kept, bool) -> Result<()>) -> Result<()> {
        let sql = format!(
            "SELECT {}, confidential OR EXISTS (SELECT 1 FROM visit v WHERE v.id = matter.visit AND v.confidential)
             FROM matter WHERE deleted_at = '' AND {}
               AND (raised_on BETWEEN ?1 AND ?2 OR (closed_on != '' AND state = 'closed' AND closed_on BETWEEN ?1 AND ?2)) ORDER BY raised_on, number, id",
            columns(Noun::Matter),
            if station.is_some() { "station = ?3" } else { "?3 IS NULL" },
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let last = stmt.column_count() - 1;
        let mut rows = stmt.query(params![from, to, station])?;
        while let Some(row) = rows.next()? {
            each(read(Noun::Matter, row)?, row.get(last)?)?;
        }
        Ok(())
    }

    /// What each deputy did in a period, by id; of one station, or all.
    pub(crate) fn deed_counts(&self, from: &str, to: &str, station: Option<&str>) -> Result<HashMap<String, Deeds>> {
        let sql = format!("SELECT deputy, rank, kind = ?6, count(*) FROM ({DUTIES}) GROUP BY 1, 2, 3");
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let mut rows = stmt.query(params![from, to, reception_day::HELD, visit::HOME, station, activity::TRAINING])?;
        let mut all: HashMap<String, Deeds> = HashMap::new();
        while let Some(row) = rows.next()? {
            let deeds = all.entry(row.get(0)?).or_default();
            let count: u64 = row.get(3)?;
            let of = match (row.get::<_, i64>(1)?, row.get::<_, bool>(2)?) {
                (1, _) => &mut deeds.reception_days,
                (2, _) => &mut deeds.visits,
                (3, false) => &mut deeds.activities,
                (3, true) => &mut deeds.trainings,
                (4, _) => &mut deeds.matters,
                // What a deputy declares herself stands in her file; a notice counts what the station recorded.
                _ => continue,
            };
            *of += count;
        }
        Ok(all)
    }
}
