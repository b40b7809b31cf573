//! What units have in hand, counted over all stations.

use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::row::columns;
use super::{Store, row};
use crate::error::Result;
use crate::records::due::Bounds;
use crate::records::{Kept, Noun};

/// How one unit stands with its matters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct UnitLine {
    /// 承办单位
    pub unit: String,
    /// With it now: 已交办, 已签收, 办理中.
    pub open: u64,
    /// Of these, not signed for.
    pub unsigned: u64,
    /// Of these, past the deadline.
    pub overdue: u64,
    /// Of these, due soon.
    pub soon: u64,
    /// Answered and not closed.
    pub answered: u64,
    /// Ever handed to it.
    pub total: u64,
    /// Earliest deadline of those with it, YYYY-MM-DD, or "".
    pub next_due: String,
}

impl Store {
    /// Every unit that has or had a matter, and every unit of the register, by name.
    pub fn unit_lines(&self, bounds: &Bounds) -> Result<Vec<UnitLine>> {
        let sql = "SELECT u.name, coalesce(m.open, 0), coalesce(m.unsigned, 0), coalesce(m.overdue, 0), coalesce(m.soon, 0), coalesce(m.answered, 0),
                     coalesce(m.total, 0), coalesce(m.next_due, '')
              FROM (SELECT lead_unit AS name FROM matter WHERE deleted_at = '' AND lead_unit != '' UNION SELECT name FROM unit WHERE deleted_at = '') u
              LEFT JOIN (SELECT lead_unit,
                     sum(state IN ('referred', 'signed', 'working')) AS open,
                     sum(state = 'referred') AS unsigned,
                     sum(state IN ('referred', 'signed', 'working') AND due_on != '' AND due_on < ?1) AS overdue,
                     sum(state IN ('referred', 'signed', 'working') AND due_on BETWEEN ?1 AND ?2) AS soon,
                     sum(state IN ('answered', 'rated')) AS answered,
                     count(*) AS total,
                     min(CASE WHEN state IN ('referred', 'signed', 'working') AND due_on != '' THEN due_on END) AS next_due
                   FROM matter WHERE deleted_at = '' AND lead_unit != '' GROUP BY lead_unit) m ON m.lead_unit = u.name";
        let mut stmt = self.conn().prepare_cached(sql)?;
        let rows = stmt.query_map(params![bounds.today, bounds.soon], |r| {
            Ok(UnitLine {
                unit: r.get(0)?,
                open: r.get(1)?,
                unsigned: r.get(2)?,
                overdue: r.get(3)?,
                soon: r.get(4)?,
                answered: r.get(5)?,
                total: r.get(6)?,
                next_due: r.get(7)?,
            })
        })?;
        let mut all: Vec<UnitLine> = rows.collect::<rusqlite::Result<_>>()?;
        all.sort_by_cached_key(|line| crate::records::text::sort_key(&line.unit));
        Ok(all)
    }

    /// The live record of a station with this number.
    pub fn by_number(&self, noun: Noun, station: &str, number: &str) -> Result<Option<Kept>> {
        let sql = format!(
            "SELECT {} FROM {} WHERE number = ?1 AND station = ?2 AND deleted_at = '' LIMIT 1",
            columns(noun),
            noun.table()
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let mut rows = stmt.query([number, station])?;
        rows.next()?.map(|r| row::read(noun, r)).transpose()
    }

    /// The live proposal with this number in this term and meeting.
    pub fn same_case(&self, term: &str, meeting: &str, number: &str) -> Result<Option<Kept>> {
        let sql = format!(
            "SELECT {} FROM proposal WHERE case_number = ?1 AND term = ?2 AND meeting = ?3 AND deleted_at = '' LIMIT 1",
            columns(Noun::Proposal)
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let mut rows = stmt.query([number, term, meeting])?;
        rows.next()?.map(|r| row::read(Noun::Proposal, r)).transpose()
    }

    /// Live matters that match a condition over the table's columns, by deadline.
    fn matters_where(&self, condition: &str, values: &[&str]) -> Result<Vec<Kept>> {
        let sql = format!(
            "SELECT {} FROM matter WHERE deleted_at = '' AND {condition} ORDER BY due_on, id",
            columns(Noun::Matter)
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let mut rows = stmt.query(rusqlite::params_from_iter(values))?;
        let mut all = Vec::new();
        while let Some(r) = rows.next()? {
            all.push(row::read(Noun::Matter, r)?);
        }
        Ok(all)
    }

    /// Matters a unit has in hand now.
    pub fn with_unit(&self, unit: &str) -> Result<Vec<Kept>> {
        self.matters_where("lead_unit = ?1 AND state IN ('referred', 'signed', 'working')", &[unit])
    }

    /// Matters handed to a unit, the last time on this day or later.
    pub fn referred_since(&self, from: &str) -> Result<Vec<Kept>> {
        self.matters_where("referred_on >= ?1", &[from])
    }

    /// The one supervision that runs over a matter, if any.
    pub fn supervision_of(&self, matter: &str) -> Result<Option<String>> {
        let sql = "SELECT id FROM supervision WHERE matter = ?1 AND state = 'running' AND deleted_at = '' LIMIT 1";
        Ok(self.conn().prepare_cached(sql)?.query_row([matter], |r| r.get(0)).optional()?)
    }
}
