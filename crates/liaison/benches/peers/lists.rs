//! Lists: a page as the window asks for it (rows and the honest count), against a bare keyset query
//! for the same rows on the same tables in plain SQLite; with everything in memory, and just started.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};

use crate::Any;
use crate::home::{Home, plain};
use crate::table::{Line, Table, Unit, median};

const TIMES: usize = 31;

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

pub fn measure(table: &mut Table, homes: &[(u64, PathBuf)], at: &Path) -> Any {
    let mut costs: Vec<(u64, Vec<f64>)> = Vec::new();
    for (visits, home) in homes {
        let file = at.join(format!("plain-{visits}.db"));
        let bare = plain(home, &file)?;
        let mut desk = Home::open(home, at)?;
        let mut all = Vec::new();
        for list in lists() {
            let mut asks = list.asks.clone();
            asks["noun"] = "visit".into();
            asks["limit"] = 100.into();
            let total = desk.ask("page", asks.clone())?["total"].as_u64().unwrap_or(0);
            let offset = if list.middle { total / 2 } else { 0 };
            asks["offset"] = offset.into();
            let (sql, key) = keyset(&bare, &list, offset)?;
            let ours = median(TIMES, |_| desk.ask("page", asks.clone()).map(drop))?;
            let theirs = median(TIMES, |_| fetch(&bare, &sql, &key))?;
            let work = format!("list of {} visits, {}", grouped(*visits), list.name);
            let peer = "bare keyset query, plain SQLite, in memory";
            table.add(&Line {
                work: &work,
                ours,
                peer,
                theirs,
                unit: Unit::Milliseconds,
                goal: Some(2.0),
            });
            table.grows(list.name, *visits, ours);
            all.push(ours);
        }
        let first = lists().swap_remove(0);
        let (sql, key) = keyset(&bare, &first, 0)?;
        drop((desk, bare));
        let ours = cold(5, || {
            let mut desk = Home::open(home, at)?;
            let started = Instant::now();
            desk.ask("page", json!({ "noun": "visit", "limit": 100 }))?;
            Ok(started)
        })?;
        let theirs = cold(5, || {
            let bare = plain(home, &file)?;
            let started = Instant::now();
            fetch(&bare, &sql, &key)?;
            Ok(started)
        })?;
        let work = format!("list of {} visits, first page, nothing in memory", grouped(*visits));
        let peer = "bare keyset query, plain SQLite, nothing in memory";
        table.add(&Line {
            work: &work,
            ours,
            peer,
            theirs,
            unit: Unit::Milliseconds,
            goal: Some(5.0),
        });
        costs.push((*visits, all));
        fs::remove_file(file)?;
    }
    let (Some((fewest, small)), Some((most, large))) = (costs.first(), costs.last()) else {
        return Ok(());
    };
    for (list, (small, large)) in lists().iter().zip(small.iter().zip(large)) {
        let work = format!("growth: {}, {} visits", list.name, grouped(*most));
        let peer = format!("the same with {}", grouped(*fewest));
        table.add(&Line {
            work: &work,
            ours: *large,
            peer: &peer,
            theirs: *small,
            unit: Unit::Milliseconds,
            goal: Some(3.0),
        });
    }
    Ok(())
}

/// The bare query for a page, and the key of the row before it.
fn keyset(bare: &Connection, list: &List, offset: u64) -> Any<(String, Vec<Cell>)> {
    let List { which, order, key, down, .. } = list;
    let live = format!("FROM visit WHERE deleted_at = '' AND {which}");
    if offset == 0 {
        return Ok((format!("SELECT * {live} ORDER BY {order} LIMIT 100"), Vec::new()));
    }
    let before = format!("SELECT {key} {live} ORDER BY {order} LIMIT 1 OFFSET {}", offset - 1);
    let key_row = bare.query_row(&before, [], |r| Ok(vec![r.get(0)?, r.get(1)?]))?;
    let beyond = if *down { "<" } else { ">" };
    Ok((format!("SELECT * {live} AND ({key}) {beyond} (?1, ?2) ORDER BY {order} LIMIT 100"), key_row))
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

/// 100,000
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
