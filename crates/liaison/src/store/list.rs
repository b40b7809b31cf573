//! Reading: one record, a page of a list, everything of a period, what refers to what.

use std::collections::{HashMap, HashSet};

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params, params_from_iter};

use super::pages::Keys;
use super::query::{Filter, Query, order, wanted};
use super::row::{columns, get, read, read_over};
use super::{Store, live};
use crate::error::Result;
use crate::records::due::Bounds;
use crate::records::{Head, Kept, Noun, Values};

/// Live rows from ?1 to ?2 of station ?3; each is named in any case, because all are bound.
fn within(noun: Noun, station: Option<&str>) -> String {
    let dates = noun
        .date_field()
        .map_or_else(|| "(?1 = ?1 OR ?2 = ?2)".to_owned(), |date| format!("{date} BETWEEN ?1 AND ?2"));
    let station = if station.is_some() { "station = ?3" } else { "?3 IS NULL" };
    format!("deleted_at = '' AND {station} AND {dates}")
}

fn rows(conn: &Connection, noun: Noun, sql: &str, values: Vec<Sql>) -> Result<Vec<Kept>> {
    let mut stmt = conn.prepare_cached(sql)?;
    let mut rows = stmt.query(params_from_iter(values))?;
    let mut kept = Vec::new();
    while let Some(r) = rows.next()? {
        kept.push(read(noun, r)?);
    }
    Ok(kept)
}

/// A matter's steps, oldest first.
pub(super) fn steps(conn: &Connection, matter: &str) -> Result<Vec<Kept>> {
    let sql = format!("SELECT {} FROM step WHERE matter = ?1 AND deleted_at = '' ORDER BY id", columns(Noun::Step));
    rows(conn, Noun::Step, &sql, vec![Sql::Text(matter.to_owned())])
}

/// Live records in all, steps left out; of an older store, of the tables it has.
pub(super) fn count_records(conn: &Connection) -> Result<u64> {
    let mut total = 0;
    for noun in Noun::ALL.iter().filter(|n| **n != Noun::Step) {
        if conn.table_exists(None, noun.table())? {
            let sql = format!("SELECT count(*) FROM {} WHERE {}", noun.table(), within(*noun, None));
            total += conn
                .prepare_cached(&sql)?
                .query_row(params!["0000-00-00", "9999-99-99", None::<&str>], |r| r.get::<_, u64>(0))?;
        }
    }
    Ok(total)
}

/// Ids of live records of `noun` that refer to `target` by `field`, oldest first.
pub(super) fn referring(conn: &Connection, noun: Noun, field: &str, target: &str) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT l.id FROM link l JOIN {} r ON r.id = l.id AND r.deleted_at = '' WHERE l.target = ?1 AND l.noun = ?2 AND l.field = ?3 ORDER BY l.id",
        noun.table()
    );
    let mut stmt = conn.prepare_cached(&sql)?;
    let ids = stmt
        .query_map(params![target, noun.table(), field], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

impl Store {
    /// A record, deleted or not.
    pub fn get(&self, noun: Noun, id: &str) -> Result<Option<Kept>> {
        get(self.conn(), noun, id)
    }

    /// One page and the honest count. The inner query walks an index only; full rows are
    /// fetched for the page alone.
    pub fn page(&self, noun: Noun, query: &Query<'_>) -> Result<(Vec<Kept>, u64)> {
        let hits = self.hits(noun, &query.filter.text)?;
        let w = wanted(noun, query, hits.as_deref())?;
        let (table, order) = (noun.table(), order(noun, query)?);
        let only_sought = Filter {
            text: query.filter.text.clone(),
            ..Filter::default()
        };
        let all_of_stations = Filter {
            stations: query.filter.stations.clone(),
            ..Filter::default()
        };
        let count = || -> Result<u64> {
            if *query.filter == all_of_stations
                && let Some(known) = live::known(self.conn(), noun, &query.filter.stations)?
            {
                return Ok(known);
            }
            let sql = format!("SELECT count(*) FROM {table} WHERE {}", w.sql());
            Ok(self.conn().prepare_cached(&sql)?.query_row(params_from_iter(&w.values), |r| r.get(0))?)
        };
        let found = |which: &str, offset: u64, values: &[Sql]| {
            let ids = format!("SELECT id FROM {table} WHERE {which} ORDER BY {order} LIMIT {} OFFSET {offset}", query.limit);
            let sql = format!("SELECT {} FROM {table} WHERE id IN ({ids}) ORDER BY {order}", columns(noun));
            self.rows(noun, &sql, values.to_vec())
        };
        // What a search found is not remembered: it is sought anew anyway.
        let keys = Keys::of(noun, query.sort, &order).filter(|_| hits.is_none());
        let Some(keys) = keys else {
            let total = match &hits {
                Some(hits) if *query.filter == only_sought => hits.len() as u64,
                _ => count()?,
            };
            return Ok((found(&w.sql(), query.offset, &w.values)?, total));
        };
        let list = format!("{table} {} {order} {:?}", w.sql(), w.values);
        let mut pages = self.pages.borrow_mut();
        let pages = pages.up_to_date(self.conn())?;
        let total = pages.total(&list, count)?;
        let rows = match pages.before(&list, query.offset) {
            Some((place, row)) => {
                let which = format!("{} AND {}", w.sql(), keys.from(w.values.len() + 1));
                let values: Vec<Sql> = w.values.iter().cloned().chain(row).collect();
                found(&which, query.offset - place, &values)?
            }
            None => found(&w.sql(), query.offset, &w.values)?,
        };
        let last = query.offset + (rows.len() as u64).saturating_sub(1);
        for (place, row) in [(query.offset, rows.first()), (last, rows.last())] {
            if let Some(row) = row {
                pages.saw(&list, place, keys.read(self.conn(), noun, &row.head.id)?);
            }
        }
        Ok((rows, total))
    }

    fn rows(&self, noun: Noun, sql: &str, values: Vec<Sql>) -> Result<Vec<Kept>> {
        rows(self.conn(), noun, sql, values)
    }

    /// Records with this flag, most pressing first, and how many there are.
    pub fn flagged(&self, noun: Noun, flag: &str, bounds: &Bounds, limit: u64) -> Result<(Vec<Kept>, u64)> {
        let filter = Filter {
            flag: flag.into(),
            ..Filter::default()
        };
        self.page(
            noun,
            &Query {
                filter: &filter,
                sort: "due_on",
                descending: false,
                offset: 0,
                limit,
                bounds,
            },
        )
    }

    /// Every reception day that is not in the bin; there are at most a few dozen a year.
    pub fn reception_days(&self) -> Result<Vec<Kept>> {
        self.rows(
            Noun::ReceptionDay,
            &format!("SELECT {} FROM reception_day WHERE deleted_at = ''", columns(Noun::ReceptionDay)),
            Vec::new(),
        )
    }

    /// Live records whose text field says exactly this.
    pub fn same(&self, noun: Noun, field: &str, value: &str) -> Result<Vec<Kept>> {
        let Some(field) = noun.field(field) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {} FROM {} WHERE deleted_at = '' AND \"{}\" = ?1",
            columns(noun),
            noun.table(),
            field.key
        );
        self.rows(noun, &sql, vec![Sql::Text(value.to_owned())])
    }

    /// The live records last changed, for pickers.
    pub fn recent(&self, noun: Noun, limit: u64) -> Result<Vec<Kept>> {
        let order = match noun.date_field() {
            Some(date) => format!("{date} DESC, id DESC"),
            None => "pinyin, id".into(),
        };
        // People the clerk picked lately stand first.
        let lately = if noun == Noun::Deputy {
            "id NOT IN (SELECT target FROM link WHERE noun = 'visit' AND id IN (SELECT id FROM visit WHERE deleted_at = '' ORDER BY date DESC, id DESC LIMIT 20)), "
        } else {
            ""
        };
        let sql = format!(
            "SELECT {} FROM {} WHERE deleted_at = '' ORDER BY {lately}{order} LIMIT {limit}",
            columns(noun),
            noun.table()
        );
        self.rows(noun, &sql, Vec::new())
    }

    /// The recycle bin over all nouns, newest first.
    pub fn deleted(&self, limit: u64) -> Result<Vec<(Noun, Kept)>> {
        let mut all = Vec::new();
        for noun in Noun::ALL {
            let sql = format!(
                "SELECT {} FROM {} WHERE deleted_at != '' ORDER BY deleted_at DESC LIMIT {limit}",
                columns(*noun),
                noun.table()
            );
            all.extend(self.rows(*noun, &sql, Vec::new())?.into_iter().map(|r| (*noun, r)));
        }
        all.sort_by(|a, b| b.1.head.deleted_at.cmp(&a.1.head.deleted_at));
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    /// Live records of a period (both days in it; all, for people and groups), oldest first or by
    /// pinyin; of one station, or all.
    pub fn each(&self, noun: Noun, from: &str, to: &str, station: Option<&str>, each: &mut dyn FnMut(Kept) -> Result<()>) -> Result<u64> {
        self.each_lent(noun, from, to, station, &mut |record| each(record.clone()))
    }

    /// The same, each record lent until the next: a hundred thousand of them need the room of one.
    pub fn each_lent(&self, noun: Noun, from: &str, to: &str, station: Option<&str>, each: &mut dyn FnMut(&Kept) -> Result<()>) -> Result<u64> {
        let order = noun.date_field().map_or_else(|| "pinyin, id".into(), |date| format!("{date}, id"));
        let sql = format!(
            "SELECT {} FROM {} WHERE {} ORDER BY {order}",
            columns(noun),
            noun.table(),
            within(noun, station)
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let mut rows = stmt.query(params![from, to, station])?;
        let mut record = Kept {
            head: Head::default(),
            values: Values::new(),
        };
        let mut count = 0;
        while let Some(r) = rows.next()? {
            read_over(noun, r, &mut record)?;
            each(&record)?;
            count += 1;
        }
        Ok(count)
    }

    /// The day of the oldest record of what deputies did; "" when there is none.
    pub fn first_day(&self) -> Result<String> {
        let mut first = String::new();
        for (noun, _) in crate::records::dossier::SOURCES {
            let Some(date) = noun.date_field() else { continue };
            let sql = format!("SELECT coalesce(min({date}), '') FROM {} WHERE deleted_at = '' AND {date} != ''", noun.table());
            let day: String = self.conn().prepare_cached(&sql)?.query_row([], |r| r.get(0))?;
            if first.is_empty() || (!day.is_empty() && day < first) {
                first = day;
            }
        }
        Ok(first)
    }

    /// How many `each` would bring.
    pub fn count(&self, noun: Noun, from: &str, to: &str, station: Option<&str>) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM {} WHERE {}", noun.table(), within(noun, station));
        Ok(self.conn().prepare_cached(&sql)?.query_row(params![from, to, station], |r| r.get(0))?)
    }

    /// Live records in all, steps left out.
    pub fn count_records(&self) -> Result<u64> {
        count_records(self.conn())
    }

    /// A matter's steps, oldest first.
    pub fn steps(&self, matter: &str) -> Result<Vec<Kept>> {
        steps(self.conn(), matter)
    }

    /// Live records that refer to this one: by noun, how many, and the newest twenty.
    pub fn related(&self, id: &str) -> Result<Vec<(Noun, u64, Vec<Kept>)>> {
        let mut all = Vec::new();
        for noun in Noun::ALL.iter().filter(|n| **n != Noun::Step) {
            let mine = format!(
                "FROM {} WHERE deleted_at = '' AND id IN (SELECT id FROM link WHERE target = ?1 AND noun = '{}')",
                noun.table(),
                noun.table()
            );
            let total: u64 = self.conn().prepare_cached(&format!("SELECT count(*) {mine}"))?.query_row([id], |r| r.get(0))?;
            if total > 0 {
                let order = noun.date_field().unwrap_or("pinyin");
                let sql = format!("SELECT {} {mine} ORDER BY {order} DESC, id DESC LIMIT 20", columns(*noun));
                all.push((*noun, total, self.rows(*noun, &sql, vec![Sql::Text(id.to_owned())])?));
            }
        }
        Ok(all)
    }

    /// How many live records of `noun` refer to any of `targets` by `field`.
    pub fn count_about(&self, noun: Noun, field: &str, targets: &[String]) -> Result<u64> {
        let json = serde_json::to_string(targets).unwrap_or_default();
        let sql = format!(
            "SELECT count(DISTINCT l.id) FROM link l JOIN {} r ON r.id = l.id AND r.deleted_at = ''
             WHERE l.target IN (SELECT value FROM json_each(?1)) AND l.noun = ?2 AND l.field = ?3",
            noun.table()
        );
        Ok(self.conn().prepare_cached(&sql)?.query_row(params![json, noun.table(), field], |r| r.get(0))?)
    }

    /// Ids of live records of `noun` that refer to `target` by `field`, oldest first.
    pub fn referring(&self, noun: Noun, field: &str, target: &str) -> Result<Vec<String>> {
        referring(self.conn(), noun, field, target)
    }

    /// id → what people call it, for every reference in these rows.
    pub fn names_in(&self, noun: Noun, rows: &[Kept]) -> Result<HashMap<String, String>> {
        let mut by_noun: HashMap<Noun, HashSet<&str>> = HashMap::new();
        for row in rows {
            for (_, to, id) in super::write::references(noun, &row.values) {
                by_noun.entry(to).or_default().insert(id);
            }
        }
        let mut names = HashMap::new();
        for (to, ids) in by_noun {
            let ids: Vec<&str> = ids.into_iter().collect();
            let json = serde_json::to_string(&ids).unwrap_or_default();
            let sql = format!("SELECT {} FROM {} WHERE id IN (SELECT value FROM json_each(?1))", columns(to), to.table());
            for row in self.rows(to, &sql, vec![Sql::Text(json)])? {
                names.insert(row.head.id.clone(), to.title_of(&row));
            }
        }
        Ok(names)
    }

    /// Live visits and matters of the same phone, or the same name in the same village; newest first, at most ten.
    pub fn seen_before(&self, phone: &str, citizen: &str, village: &str, but: &str) -> Result<Vec<(Noun, Kept)>> {
        let phone = crate::records::text::narrow(phone).replace([' ', '\u{3000}'], "");
        let citizen = crate::records::text::tidy(citizen, false);
        let village = crate::records::text::tidy(village, false);
        let mut all = Vec::new();
        for noun in [Noun::Visit, Noun::Matter] {
            let date = noun.date_field().unwrap_or("id");
            let sql = format!(
                "SELECT {} FROM {} WHERE deleted_at = '' AND id != ?4 AND ((?1 != '' AND phone = ?1 AND phone != '') OR (?2 != '' AND ?3 != '' AND citizen = ?2 AND village = ?3))
                 ORDER BY {date} DESC, id DESC LIMIT 5",
                columns(noun),
                noun.table()
            );
            let values = [phone.as_str(), &citizen, &village, but].map(|v| Sql::Text(v.to_owned())).to_vec();
            all.extend(self.rows(noun, &sql, values)?.into_iter().map(|r| (noun, r)));
        }
        Ok(all)
    }
}
