//! Lists: one bare keyset query on the encrypted store and on the same tables in plain SQLite, and the
//! page as the window asks for it (rows, names, the honest count); with everything in memory, and
//! just started.

use std::fs;
use std::path::Path;
use std::time::Instant;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};

use crate::home::{Home, bare, plain};
use crate::table::{Line, Table, Unit, median};
use crate::{Any, Stations};

const TIMES: usize = 31;
const COLD_TIMES: usize = 5;
/// Rows of a page, as the window asks for them.
const ROWS: u64 = 100;

/// A list: its name, what the window asks beside noun and limit, which rows, their order, the key
/// to start after, whether it runs downwards.
struct List {
    name: &'static str,
    asks: Value,
    which: &'static str,
    order: &'static str,
    key: &'static str,
    down: bool,
    middle: bool,
}

fn lists() -> Vec<List> {
    let of = |name, asks, which, order, key, down, middle| List {
        name,
        asks,
        which,
        order,
        key,
        down,
        middle,
    };
    vec![
        of("first page", json!({}), "1", "date DESC, id DESC", "date, id", true, false),
        of("middle page", json!({}), "1", "date DESC, id DESC", "date, id", true, true),
        of(
            "sorted by name, middle page",
            json!({ "sort": "citizen" }),
            "1",
            "pinyin, id",
            "pinyin, id",
            false,
            true,
        ),
        of(
            "one category, middle page",
            json!({ "filter": { "equal": { "category": ["水利饮水"] } } }),
            "category = '水利饮水'",
            "date DESC, id DESC",
            "date, id",
            true,
            true,
        ),
    ]
}

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let mut costs: Vec<(u64, Vec<f64>)> = Vec::new();
    for (visits, home) in &stations.homes {
        let file = stations.at.join(format!("plain-{visits}.db"));
        let at = At {
            visits: *visits,
            home,
            plain: &file,
        };
        costs.push((*visits, at.warm(table)?));
        at.cold(table)?;
        fs::remove_file(file)?;
    }
    let (Some((fewest, small)), Some((most, large))) = (costs.first(), costs.last()) else {
        return Ok(());
    };
    for (list, (small, large)) in lists().iter().zip(small.iter().zip(large)) {
        table.add(&Line {
            work: &format!("growth of a list's page: {}", list.name),
            visits: Some(*most),
            ours: *large,
            peer: &format!("the same with {fewest} visits"),
            theirs: *small,
            unit: Unit::Milliseconds,
            goal: Some(3.0),
        });
    }
    Ok(())
}

/// One station, encrypted and plain.
struct At<'a> {
    visits: u64,
    home: &'a Path,
    plain: &'a Path,
}

impl At<'_> {
    fn add(&self, table: &mut Table, work: &str, ours: f64, peer: &str, theirs: f64, goal: Option<f64>) {
        table.add(&Line {
            work,
            visits: Some(self.visits),
            ours,
            peer,
            theirs,
            unit: Unit::Milliseconds,
            goal,
        });
    }

    /// Everything in memory; what the window's pages took.
    fn warm(&self, table: &mut Table) -> Any<Vec<f64>> {
        let open = plain(self.home, self.plain)?;
        let sealed = bare(self.home)?;
        let mut desk = Home::open(self.home, Path::new("/"))?;
        let mut all = Vec::new();
        for list in lists() {
            let mut asks = list.asks.clone();
            asks["noun"] = "visit".into();
            asks["limit"] = ROWS.into();
            let total = desk.ask("page", asks.clone())?["total"].as_u64().unwrap_or(0);
            let offset = if list.middle { total / 2 } else { 0 };
            asks["offset"] = offset.into();
            let (sql, key) = keyset(&open, &list, offset)?;
            let page = median(TIMES, |_| desk.ask("page", asks.clone()).map(drop))?;
            let ours = median(TIMES, |_| fetch(&sealed, &sql, &key))?;
            let theirs = median(TIMES, |_| fetch(&open, &sql, &key))?;
            let work = format!("keyset query for {ROWS} rows, encrypted: {}", list.name);
            self.add(table, &work, ours, "the same query, plain SQLite", theirs, Some(2.0));
            let work = format!("a list's page as the window shows it: {}", list.name);
            self.add(table, &work, page, "bare keyset query, plain SQLite", theirs, None);
            table.grows(&format!("list, {}", list.name), self.visits, page, Unit::Milliseconds);
            all.push(page);
        }
        Ok(all)
    }

    /// Nothing in memory yet.
    fn cold(&self, table: &mut Table) -> Any {
        let first = lists().swap_remove(0);
        let (sql, key) = keyset(&plain(self.home, self.plain)?, &first, 0)?;
        let once = |conn: Connection| -> Any<Instant> {
            let started = Instant::now();
            fetch(&conn, &sql, &key)?;
            Ok(started)
        };
        let ours = cold(COLD_TIMES, || once(bare(self.home)?))?;
        let theirs = cold(COLD_TIMES, || once(plain(self.home, self.plain)?))?;
        let page = cold(COLD_TIMES, || {
            let mut desk = Home::open(self.home, Path::new("/"))?;
            let started = Instant::now();
            desk.ask("page", json!({ "noun": "visit", "limit": ROWS }))?;
            Ok(started)
        })?;
        let work = format!("keyset query for {ROWS} rows, encrypted, nothing in memory");
        self.add(table, &work, ours, "the same query, plain SQLite, nothing in memory", theirs, Some(5.0));
        let peer = "bare keyset query, plain SQLite, nothing in memory";
        self.add(table, "a list's first page as the window shows it, nothing in memory", page, peer, theirs, None);
        table.grows("list, first page, nothing in memory", self.visits, page, Unit::Milliseconds);
        Ok(())
    }
}

/// The bare query for a page, and the key of the row before it.
fn keyset(bare: &Connection, list: &List, offset: u64) -> Any<(String, Vec<Cell>)> {
    let List { which, order, key, down, .. } = list;
    let live = format!("FROM visit WHERE deleted_at = '' AND {which}");
    if offset == 0 {
        return Ok((format!("SELECT * {live} ORDER BY {order} LIMIT {ROWS}"), Vec::new()));
    }
    let before = format!("SELECT {key} {live} ORDER BY {order} LIMIT 1 OFFSET {}", offset - 1);
    let key_row = bare.query_row(&before, [], |r| Ok(vec![r.get(0)?, r.get(1)?]))?;
    let beyond = if *down { "<" } else { ">" };
    Ok((format!("SELECT * {live} AND ({key}) {beyond} (?1, ?2) ORDER BY {order} LIMIT {ROWS}"), key_row))
}

fn fetch(bare: &Connection, sql: &str, key: &[Cell]) -> Any {
    let mut stmt = bare.prepare_cached(sql)?;
    let width = stmt.column_count();
    let mut rows = stmt.query(params_from_iter(key))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let _: Vec<Cell> = (0..width).map(|n| row.get(n)).collect::<rusqlite::Result<_>>()?;
        count += 1;
    }
    if count == 0 { Err("an empty page".into()) } else { Ok(()) }
}

/// The middle of so many tries, each with the system's file cache dropped where that is allowed.
fn cold(times: usize, mut work: impl FnMut() -> Any<Instant>) -> Any<f64> {
    let mut taken = Vec::new();
    for _ in 0..times {
        let _ = fs::write("/proc/sys/vm/drop_caches", "3");
        taken.push(work()?.elapsed());
    }
    Ok(crate::table::middle(taken))
}
