//! The figures of a year by month, against the same figures added up by DuckDB from its own tables.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::process::Command;

use rusqlite::types::ValueRef;
use serde_json::{Value, json};

use crate::contest::{beside, python, said};
use crate::home::{Home, bare};
use crate::table::{Line, Table, Unit, median};
use crate::{Any, Stations};

const TABLES: [(&str, &str); 4] = [
    ("visit", "id, date, kind, people, handling, deleted_at"),
    (
        "matter",
        "id, visit, activity, raised_on, referred_on, closed_on, closed_how, state, voter_rating, deleted_at",
    ),
    ("activity", "id, date, solved, deleted_at"),
    ("reception_day", "id, date, status, deleted_at"),
];

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let at = stations.at;
    for (visits, home) in &stations.homes {
        let folder = at.join(format!("figures-{visits}"));
        fs::create_dir_all(&folder)?;
        let conn = bare(home)?;
        for (name, columns) in TABLES {
            let mut out = BufWriter::new(fs::File::create(folder.join(format!("{name}.jsonl")))?);
            let names: Vec<&str> = columns.split(", ").collect();
            let mut stmt = conn.prepare(&format!("SELECT {columns} FROM {name}"))?;
            let mut rows = stmt.query([])?;
            while let Some(row) = rows.next()? {
                let mut line = serde_json::Map::new();
                for (n, name) in names.iter().enumerate() {
                    let cell = match row.get_ref(n)? {
                        ValueRef::Null => Value::Null,
                        ValueRef::Integer(number) => json!(number),
                        other => json!(other.as_str()?),
                    };
                    line.insert((*name).to_owned(), cell);
                }
                writeln!(out, "{}", Value::Object(line))?;
            }
            out.flush()?;
        }
        let newest: String = conn.query_row("SELECT substr(max(date), 1, 4) FROM visit", [], |r| r.get(0))?;
        let year = newest.parse::<u32>()? - 1;
        let mut desk = Home::open(home, at)?;
        let ask = json!({ "period": { "from": format!("{year}-01-01"), "to": format!("{year}-12-31") }, "by": "month" });
        let shown = desk.ask("figure_table", ask.clone())?;
        let ours = median(15, |_| desk.ask("figure_table", ask.clone()).map(drop))?;
        let said = said(Command::new(python()).arg(beside("figures.py")).arg(&folder).arg(year.to_string()))?;
        for (key, sum) in said["sums"].as_object().into_iter().flatten() {
            let ours = total(&shown, key);
            if ours != sum.as_f64() {
                return Err(format!("{key}: {ours:?}, DuckDB {sum}").into());
            }
        }
        let theirs = said["ms"].as_f64().ok_or("DuckDB took no time")?;
        table.add(&Line {
            work: "figures of a year by month, ten years of visits",
            visits: Some(*visits),
            ours,
            peer: "DuckDB, the 10 main ones of them",
            theirs,
            unit: Unit::Milliseconds,
            goal: Some(2.0),
        });
        table.grows("figures of a year", *visits, ours, Unit::Milliseconds);
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// A figure over all lines of a table.
fn total(shown: &Value, key: &str) -> Option<f64> {
    let column = shown["columns"].as_array()?.iter().position(|c| c["key"] == key)?;
    shown["total"][column].as_f64()
}
