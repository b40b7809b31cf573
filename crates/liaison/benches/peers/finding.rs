//! Search inside the encrypted store, records deleted in it, against the scan that is its ground
//! truth: everything a scan finds is found, and nothing else; how much sooner.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use liaison::records::{Noun, text};
use rusqlite::{Connection, params};
use serde_json::json;

use crate::home::{Home, bare, keyed};
use crate::table::{Line, Table, Unit, median};
use crate::{Any, Stations};

/// From so many visits on, rare words are found so much sooner than by a scan.
const PROMISED: u64 = 1_000_000;
/// Hits the search box shows at most.
const MOST: usize = 200;

/// Visits a list's search shows: those that say it, and those of deputies who are called so.
const LISTED: &str = "SELECT id FROM said WHERE noun = 'visit' AND (instr(text, ?1) > 0 OR instr(initials, ?1) > 0)
    UNION SELECT v.id FROM visit v, json_each(v.deputies) j WHERE v.deleted_at = ''
      AND j.value IN (SELECT id FROM said WHERE noun = 'deputy' AND (instr(text, ?1) > 0 OR instr(initials, ?1) > 0))";
const SCAN: &str = "SELECT id FROM said WHERE instr(text, ?1) > 0 OR instr(initials, ?1) > 0 ORDER BY doc DESC";

/// What every live record says, folded as a search folds it, in a file of its own encrypted by the same key:
/// what there is for a scan.
fn write_out(conn: &Connection, home: &Path, to: &Path) -> Any {
    conn.execute("ATTACH ?1 AS aside KEY ?2", params![to.display().to_string(), keyed(home)?])?;
    conn.execute_batch(
        "BEGIN; CREATE TABLE aside.said (doc INTEGER PRIMARY KEY, noun TEXT NOT NULL, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, initials TEXT NOT NULL) STRICT;",
    )?;
    let mut put = conn.prepare("INSERT INTO said VALUES ((SELECT doc FROM search_doc WHERE id = ?2), ?1, ?2, ?3, ?4)")?;
    for noun in Noun::ALL.iter().filter(|noun| **noun != Noun::Step) {
        let searched: Vec<String> = noun.fields().iter().filter(|f| f.searched).map(|f| format!("\"{}\"", f.key)).collect();
        let parts: String = searched.iter().map(|part| format!("{part} || char(10) || ")).collect();
        let sql = format!(
            "SELECT id, {parts}number, \"{}\" FROM {} WHERE deleted_at = ''",
            noun.title_field(),
            noun.table()
        );
        let mut stmt = conn.prepare(&sql)?;
        let mut rows = stmt.query([])?;
        while let Some(row) = rows.next()? {
            let (id, said, title): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let folded = text::narrow(&text::tidy(&said, true)).to_lowercase();
            put.execute(params![noun.table(), id, folded, text::initials(&title)])?;
        }
    }
    drop(put);
    Ok(conn.execute_batch("COMMIT")?)
}

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let mut wrong = Vec::new();
    for (visits, home) in &stations.homes {
        let conn = bare(home)?;
        let mut desk = Home::open(home, Path::new("/"))?;
        let add = |table: &mut Table, work: &str, ours, peer, theirs, unit, goal| {
            table.add(&Line {
                work,
                visits: Some(*visits),
                ours,
                peer,
                theirs,
                unit,
                goal,
            });
        };
        let deleted = || ids(&conn, "SELECT id FROM visit WHERE deleted_at != ?1", "");
        if deleted()?.is_empty() {
            desk.delete_some(*visits)?;
        }
        let gone = deleted()?;
        let aside = stations.at.join(format!("said-{visits}.db"));
        write_out(&conn, home, &aside)?;
        let mut worst: f64 = 0.0;
        for (what, term) in terms(&conn)? {
            let found = desk.ask("find", json!({ "text": term, "limit": MOST }))?;
            let found: HashSet<String> = found
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|hit| Some(hit["id"].as_str()?.to_owned()))
                .collect();
            let truth = ids(&conn, SCAN, &term)?;
            // All that a scan finds, as far as the search box shows, and nothing that it does not.
            if found.len() != truth.len().min(MOST) || !found.is_subset(&truth) || !gone.is_disjoint(&found) {
                wrong.push(format!("{what}：找到 {}，全表扫描 {}", found.len(), truth.len()));
            }
            // The list's search shows every hit, and those whose deputy is called so.
            let listed = desk.ask("page", json!({ "noun": "visit", "limit": 1, "filter": { "text": term } }))?["total"].as_u64();
            let wanted = ids(&conn, LISTED, &term)?.len() as u64;
            if listed != Some(wanted) {
                wrong.push(format!("{what}：列表里 {listed:?}，全表扫描 {wanted}"));
            }
            let truth = truth.len();
            let ours = median(21, |_| desk.ask("find", json!({ "text": term, "limit": 50 })).map(drop))?;
            let theirs = median(3, |_| {
                if ids(&conn, &format!("{SCAN} LIMIT 50"), &term)?.len() == truth.min(50) {
                    Ok(())
                } else {
                    Err("the scan changed its mind".into())
                }
            })?;
            worst = worst.max(ours);
            // A word that is everywhere fills 50 hits from the last few rows, and a few thousand rows are
            // soon passed over: there a scan is as quick.
            let goal = (truth < 50 && *visits >= PROMISED).then_some(1.0 / 20.0);
            let work = format!("search, {what}: first 50");
            add(table, &work, ours, "scan with instr()", theirs, Unit::Milliseconds, goal);
            table.grows(&format!("search, {what}"), *visits, ours, Unit::Milliseconds);
        }
        add(table, "worst search", worst, "the goal, 50 ms", 50.0, Unit::Milliseconds, Some(1.0));
        let size = |file: &str, tables: &str| -> Any<f64> {
            let sql = format!("SELECT coalesce(sum(pgsize), 0) FROM dbstat('{file}') WHERE {tables}");
            Ok(conn.query_row(&sql, [], |r| r.get::<_, f64>(0))? / 1e6)
        };
        let tokens = size("main", "name LIKE 'search_token%'")?;
        let which = size("main", "name LIKE 'search_doc%' OR name LIKE 'sqlite_autoindex_search_doc%'")?;
        let texts = size("aside", "true")?;
        let records = size("main", &format!("name IN ('{}')", RECORDS.join("', '")))?;
        let (mb, goal) = (Unit::Megabytes, Some(0.6));
        add(table, "search index, tokens alone", tokens, "the texts it finds", texts, mb, goal);
        let peer = "the records alone, without indexes and history";
        add(
            table,
            "all that search keeps: tokens, which record they are of",
            tokens + which,
            peer,
            records,
            mb,
            goal,
        );
        let hold = if wrong.is_empty() { 1.0 } else { f64::NAN };
        add(
            table,
            "search, recall and precision, after deletions",
            hold,
            "all a scan finds, nothing else",
            1.0,
            Unit::Share,
            Some(1.0),
        );
        drop(conn);
        fs::remove_file(aside)?;
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("；").into()) }
}

/// Tables the records are in.
const RECORDS: [&str; 7] = ["deputy", "deputy_group", "reception_day", "visit", "activity", "matter", "step"];

fn ids(conn: &Connection, sql: &str, term: &str) -> Any<HashSet<String>> {
    let mut stmt = conn.prepare_cached(sql)?;
    Ok(stmt.query_map([term], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// What is looked for, taken from what is there: rare and common.
fn terms(conn: &Connection) -> Any<Vec<(&'static str, String)>> {
    let rare_initials =
        "SELECT initials FROM (SELECT initials, count(*) AS n FROM said WHERE noun = 'visit' AND length(initials) = 3 GROUP BY 1) ORDER BY n, initials LIMIT 1";
    let one = |sql: &str| -> Any<String> { Ok(conn.query_row(sql, [], |r| r.get(0))?) };
    let rarest = |part: &str| {
        format!(
            "SELECT part FROM (SELECT {part} AS part, count(*) AS n FROM visit WHERE deleted_at = '' AND phone != '' AND length(citizen) > 1 GROUP BY 1)
             ORDER BY n, part LIMIT 1"
        )
    };
    Ok(vec![
        ("a name", one(&rarest("citizen"))?),
        ("two characters of a name", one(&rarest("substr(citizen, -2)"))?),
        ("part of a phone number", one(&rarest("substr(phone, 4, 7)"))?),
        ("a whole phone number", one("SELECT phone FROM visit WHERE phone != '' ORDER BY id LIMIT 1")?),
        ("four digits", one(&rarest("substr(phone, -4)"))?),
        ("common initials", one("SELECT initials FROM said WHERE noun = 'deputy' ORDER BY id LIMIT 1")?),
        ("rare initials", one(rare_initials)?),
        ("two common characters", "路灯".into()),
        ("one common character", "水".into()),
        ("what is nowhere", "龘靐".into()),
    ])
}
