//! Bytes: the encrypted store against the same tables in plain SQLite, a bundle against the same
//! lines through zstd.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::home::{bare, plain};
use crate::table::{Line, Table, Unit};
use crate::{Any, Stations};

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let (at, (_, home)) = (stations.at, stations.usual()?);
    let conn = bare(home)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let visits: f64 = conn.query_row("SELECT count(*) FROM visit", [], |r| r.get(0))?;
    let file = at.join("sizes.db");
    drop(plain(home, &file)?);
    let size = |path: &Path| -> Any<f64> { Ok(fs::metadata(path)?.len() as f64 / 1e6 / visits * 1000.0) };
    table.add(&Line {
        work: "store per 1,000 visits, with history, search and indexes",
        visits: None,
        ours: size(&home.join("station.db"))?,
        peer: "the same tables and indexes in plain SQLite, freshly written",
        theirs: size(&file)?,
        unit: Unit::Megabytes,
        goal: Some(1.3),
    });
    let tables = [
        "deputy",
        "deputy_group",
        "reception_day",
        "visit",
        "activity",
        "matter",
        "step",
        "journal",
        "journal_image",
    ];
    let lines = at.join("lines.jsonl");
    let mut text = String::new();
    for name in tables {
        let mut stmt = conn.prepare(&format!("SELECT * FROM {name}"))?;
        let names: Vec<String> = stmt.column_names().map(str::to_owned).collect();
        let mut rows = stmt.query([])?;
        while let Some(row) = rows.next()? {
            let mut line = serde_json::Map::new();
            for (n, name) in names.iter().enumerate() {
                let cell: rusqlite::types::Value = row.get(n)?;
                line.insert(
                    name.clone(),
                    match cell {
                        rusqlite::types::Value::Integer(number) => json!(number),
                        rusqlite::types::Value::Text(text) => json!(text),
                        _ => json!(null),
                    },
                );
            }
            text.push_str(&serde_json::Value::Object(line).to_string());
            text.push('\n');
        }
    }
    fs::write(&lines, text)?;
    let done = Command::new("zstd").args(["-q", "-3", "-f"]).arg(&lines).status()?;
    if !done.success() {
        return Err("zstd failed".into());
    }
    let bundle = crate::home::packed(home, at)?;
    table.add(&Line {
        work: "bundle per 1,000 visits: all records and their history, sealed",
        visits: None,
        ours: size(&bundle)?,
        peer: "rows and journal of the same tables as JSON lines through zstd -3",
        theirs: size(&lines.with_extension("jsonl.zst"))?,
        unit: Unit::Megabytes,
        goal: Some(1.3),
    });
    Ok(fs::remove_file(file)?)
}
