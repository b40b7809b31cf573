//! Search inside the encrypted store, against the scan that is its ground truth: everything a scan
//! finds is found, and nothing else; how much sooner.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::json;

use crate::Any;
use crate::home::{Home, bare};
use crate::lists::grouped;
use crate::table::{Line, Table, Unit, median};

/// Hits the search box shows at most.
const MOST: usize = 200;

const SCAN: &str = "SELECT id FROM search_doc WHERE instr(text, ?1) > 0 OR instr(initials, ?1) > 0 ORDER BY doc DESC";

pub fn measure(table: &mut Table, homes: &[(u64, PathBuf)]) -> Any {
    let mut wrong = Vec::new();
    for (visits, home) in homes {
        let conn = bare(home)?;
        let mut desk = Home::open(home, Path::new("/"))?;
        let mut worst: f64 = 0.0;
        for (what, term) in terms(&conn)? {
            let found = desk.ask("find", json!({ "text": term, "limit": MOST }))?;
            let found: HashSet<String> = found
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|hit| Some(hit["id"].as_str()?.to_owned()))
                .collect();
            let mut scan = conn.prepare_cached(SCAN)?;
            let truth = scan.query_map([&term], |r| r.get(0))?.collect::<rusqlite::Result<HashSet<String>>>()?;
            // All that a scan finds, as far as the search box shows, and nothing that it does not.
            if found.len() != truth.len().min(MOST) || !found.is_subset(&truth) {
                wrong.push(format!("{what}：找到 {}，全表扫描 {}", found.len(), truth.len()));
            }
            let truth = truth.len() as u64;
            let ours = median(21, |_| desk.ask("find", json!({ "text": term, "limit": 50 })).map(drop))?;
            let theirs = median(3, |_| {
                let mut stmt = conn.prepare_cached(&format!("{SCAN} LIMIT 50"))?;
                let ids = stmt.query_map([&term], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
                if ids.len() as u64 == truth.min(50) {
                    Ok(())
                } else {
                    Err("the scan changed its mind".into())
                }
            })?;
            worst = worst.max(ours);
            // A word that is everywhere fills 50 hits from the last few rows: a scan is as quick.
            let goal = (truth < 50).then_some(1.0 / 20.0);
            let work = format!("search in {} visits, {what}: first 50 of {}", grouped(*visits), grouped(truth));
            table.add(&Line {
                work: &work,
                ours,
                peer: "scan with instr()",
                theirs,
                unit: Unit::Milliseconds,
                goal,
            });
            table.grows(what, *visits, ours);
        }
        let work = format!("worst search in {} visits", grouped(*visits));
        table.add(&Line {
            work: &work,
            ours: worst,
            peer: "the goal, 50 ms",
            theirs: 50.0,
            unit: Unit::Milliseconds,
            goal: Some(1.0),
        });
        let size = |tables: &str| -> Any<f64> {
            let sql = format!("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE {tables}");
            Ok(conn.query_row(&sql, [], |r| r.get::<_, f64>(0))? / 1e6)
        };
        let line = Line {
            work: "search index",
            ours: size("name LIKE 'search_token%'")?,
            peer: "the texts it finds",
            theirs: size("name LIKE 'search_doc%' OR name LIKE 'sqlite_autoindex_search_doc%'")?,
            unit: Unit::Megabytes,
            goal: Some(0.6),
        };
        table.add(&Line {
            work: &format!("{} of {} visits", line.work, grouped(*visits)),
            ..line
        });
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("；").into()) }
}

/// What is looked for, taken from what is there: rare and common.
fn terms(conn: &Connection) -> Any<Vec<(&'static str, String)>> {
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
        ("initials", one("SELECT initials FROM search_doc WHERE noun = 'deputy' ORDER BY id LIMIT 1")?),
        ("two common characters", "路灯".into()),
        ("one common character", "水".into()),
        ("what is nowhere", "龘靐".into()),
    ])
}
