//! Where the pages of a list begin. A list is counted once, and a page is looked for from the
//! nearest row already seen: turning pages costs the same in a list of a million rows as in one of
//! a thousand. All of it is forgotten with the next change, whoever made it.

use std::collections::{BTreeMap, VecDeque};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use crate::error::Result;
use crate::records::{Kind, Noun};

/// Lists known at a time: the tabs of a desk, and the one behind it.
const LISTS: usize = 8;
/// Rows known of a list.
const ROWS: usize = 4_000;

/// What a change changes: own changes are counted, those of others by their version.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark(i64, u64);

impl Mark {
    fn now(conn: &Connection) -> Result<Self> {
        let version = conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?;
        Ok(Self(version, conn.total_changes()))
    }
}

struct Known {
    /// Its SQL and the values in it.
    list: String,
    total: Option<u64>,
    /// By its place in the list, what a row is sorted by.
    rows: BTreeMap<u64, Vec<Sql>>,
}

/// The lists looked at since the last change.
#[derive(Default)]
pub(super) struct Pages {
    mark: Option<Mark>,
    lists: VecDeque<Known>,
}

impl Pages {
    /// Forgets what a change made since may have moved.
    pub(super) fn up_to_date(&mut self, conn: &Connection) -> Result<&mut Self> {
        let now = Some(Mark::now(conn)?);
        if self.mark != now {
            self.lists.clear();
            self.mark = now;
        }
        Ok(self)
    }

    fn list(&mut self, list: &str) -> &mut Known {
        let at = self.lists.iter().position(|known| known.list == list);
        let known = at.and_then(|at| self.lists.remove(at)).unwrap_or_else(|| Known {
            list: list.to_owned(),
            total: None,
            rows: BTreeMap::new(),
        });
        self.lists.truncate(LISTS - 1);
        self.lists.push_front(known);
        &mut self.lists[0]
    }

    /// How many rows a list has, counted if nobody did yet.
    pub(super) fn total(&mut self, list: &str, count: impl FnOnce() -> Result<u64>) -> Result<u64> {
        let known = self.list(list);
        if known.total.is_none() {
            known.total = Some(count()?);
        }
        Ok(known.total.unwrap_or_default())
    }

    /// The nearest row known at or before a place: its own place, and what it is sorted by.
    pub(super) fn before(&mut self, list: &str, place: u64) -> Option<(u64, Vec<Sql>)> {
        let rows = &self.list(list).rows;
        rows.range(..=place).next_back().map(|(at, keys)| (*at, keys.clone()))
    }

    /// Remembers a row.
    pub(super) fn saw(&mut self, list: &str, place: u64, keys: Vec<Sql>) {
        let rows = &mut self.list(list).rows;
        if rows.len() >= ROWS {
            rows.clear();
        }
        rows.insert(place, keys);
    }
}

/// What a list is sorted by, and whether it runs downwards: an order is columns of one direction.
pub(super) struct Keys {
    columns: Vec<String>,
    down: bool,
}

impl Keys {
    /// None where a row may have nothing to be sorted by: nothing comes before or after that.
    pub(super) fn of(noun: Noun, sort: &str, order: &str) -> Option<Self> {
        if noun.field(sort).is_some_and(|field| field.kind == Kind::Whole) {
            return None;
        }
        let terms: Vec<(&str, &str)> = order.split(", ").filter_map(|term| term.rsplit_once(' ')).collect();
        let down = terms.first()?.1 == "DESC";
        let even = terms.iter().all(|(_, way)| (*way == "DESC") == down);
        let columns = terms.into_iter().map(|(column, _)| column.to_owned()).collect();
        even.then_some(Self { columns, down })
    }

    /// SQL for this row and all that follow it, its values from ?`first` on.
    pub(super) fn from(&self, first: usize) -> String {
        let marks: Vec<String> = (first..first + self.columns.len()).map(|n| format!("?{n}")).collect();
        let way = if self.down { "<=" } else { ">=" };
        format!("({}) {way} ({})", self.columns.join(", "), marks.join(", "))
    }

    /// What a record is sorted by.
    pub(super) fn read(&self, conn: &Connection, noun: Noun, id: &str) -> Result<Vec<Sql>> {
        let sql = format!("SELECT {} FROM {} WHERE id = ?1", self.columns.join(", "), noun.table());
        let read = |r: &rusqlite::Row<'_>| (0..self.columns.len()).map(|n| r.get(n)).collect();
        Ok(conn.prepare_cached(&sql)?.query_row(params_from_iter([id]), read)?)
    }
}
