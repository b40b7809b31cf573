//! One visit saved, against the very rows of it written by bare rusqlite in one commit, FULL, into
//! a copy of the same encrypted store with the same indexes.

use std::fs;
use std::path::Path;
use std::time::Instant;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::json;

use crate::home::{Home, bare, copied};
use crate::table::{Line, Table, Unit, middle};
use crate::{Any, Stations};

const VISITS: usize = 300;
/// The tables a saved visit has rows in, by what finds them.
const TABLES: [(&str, &str); 4] = [("visit", "id = ?1"), ("link", "id = ?1"), ("search_doc", "id = ?1"), ("journal", "record = ?1")];
const IMAGE: &str = "SELECT i.* FROM journal_image i JOIN journal j ON j.seq = i.seq WHERE j.record = ?1";
/// What a visit is found by, but for its initials.
const TEXTS: &str = "SELECT lower(citizen || ' ' || village || ' ' || phone || ' ' || problem || ' ' || reply || ' ' || number) FROM visit WHERE id = ?1";

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let (usual, home) = stations.usual()?;
    let (ours, peer) = (stations.at.join("saving"), stations.at.join("saving-peer"));
    copied(home, &peer)?;
    let into = bare(&peer)?;
    let mut theirs = Vec::new();
    let taken = saved(home, &ours, |from, id| {
        let mut work = Vec::new();
        for (name, which) in TABLES {
            work.extend(rows(from, name, &format!("SELECT * FROM {name} WHERE {which}"), id)?);
        }
        work.extend(rows(from, "journal_image", IMAGE, id)?);
        let tokens: String = from.query_row(TEXTS, [id], |r| r.get(0))?;
        let doc: i64 = from.query_row("SELECT doc FROM search_doc WHERE id = ?1", [id], |r| r.get(0))?;
        let started = Instant::now();
        let tokens = tokenised(&tokens);
        let tx = into.unchecked_transaction()?;
        for (sql, row) in &work {
            tx.prepare_cached(sql)?.execute(params_from_iter(row))?;
        }
        tx.prepare_cached("INSERT INTO search_token (rowid, tokens) VALUES (?1, ?2)")?
            .execute((doc, tokens))?;
        tx.commit()?;
        theirs.push(started.elapsed());
        Ok(())
    })?;
    drop(into);
    fs::remove_dir_all(&peer)?;
    table.add(&Line {
        work: "one visit saved: checks, row, links, search, journal, commit at FULL",
        visits: None,
        ours: taken,
        peer: "bare rusqlite, the same rows and tokens, one commit",
        theirs: middle(theirs),
        unit: Unit::Milliseconds,
        goal: Some(1.5),
    });
    for (visits, home) in &stations.homes {
        let taken = if visits == usual { taken } else { saved(home, &ours, |_, _| Ok(()))? };
        table.grows("one visit saved", *visits, taken, Unit::Milliseconds);
    }
    Ok(())
}

/// Saves visits into a copy of a home, each then shown to `after`; the middle of what they took.
fn saved(home: &Path, copy: &Path, mut after: impl FnMut(&Connection, &str) -> Any) -> Any<f64> {
    copied(home, copy)?;
    let mut desk = Home::open(copy, copy)?;
    let deputy = desk.ask("pick", json!({ "noun": "deputy", "text": "", "limit": 1 }))?[0]["id"].clone();
    let from = bare(copy)?;
    let mut taken = Vec::new();
    for n in 0..VISITS {
        let values = json!({ "kind": "station", "date": "2026-06-03", "deputies": [deputy], "citizen": "覃𡐓山", "phone": format!("1390000{n:04}"),
            "village": "三溪村二组", "problem": "二组到学校的路灯坏了三盏，晚上孩子害怕，希望早点修好。", "category": "交通道路",
            "reply": "已记下，本周去看现场。", "handling": "answered" });
        let started = Instant::now();
        let saved = desk.ask("save", json!({ "noun": "visit", "values": values }))?;
        taken.push(started.elapsed());
        after(&from, saved["record"]["id"].as_str().ok_or("nothing was saved")?)?;
    }
    drop((desk, from));
    fs::remove_dir_all(copy)?;
    Ok(middle(taken))
}

type Row = (String, Vec<Cell>);

fn rows(from: &Connection, table: &str, sql: &str, id: &str) -> Any<Vec<Row>> {
    let mut stmt = from.prepare_cached(sql)?;
    let width = stmt.column_count();
    let insert = format!("INSERT INTO {table} VALUES ({})", vec!["?"; width].join(", "));
    let found = stmt.query_map([id], |r| (0..width).map(|n| r.get(n)).collect::<rusqlite::Result<Vec<Cell>>>())?;
    found.map(|row| Ok((insert.clone(), row?))).collect()
}

/// Characters and pairs of neighbours, as the store's index has them.
fn tokenised(text: &str) -> String {
    let characters: Vec<u32> = text.chars().filter(|c| !c.is_whitespace()).map(u32::from).collect();
    let single = characters.iter().map(|c| format!("{c:x} "));
    let pairs = characters
        .windows(2)
        .filter_map(|pair| Some(format!("{:x}z{:x} ", pair.first()?, pair.last()?)));
    single.chain(pairs).collect()
}
