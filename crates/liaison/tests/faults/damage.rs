//! A damaged home, in many ways: noticed or harmless, never written to, put together again with
//! everything that was readable, and what is missing said exactly. Killed anywhere on the way, the
//! old files and the backups are as they were and it can be done again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use liaison::records::Noun;
use liaison::{Call, Desk, contract};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::errors::{each_point, harmed, traceable};
use crate::home::{PASSWORD, Worker, asks, copied, database, set_up};
use crate::times;

const PAGE: usize = 4096;

/// Every record as any tool reads it: number, revision and all its columns, by noun and id.
type Truth = BTreeMap<(String, String), (String, i64, String)>;

struct Place {
    root: tempfile::TempDir,
    truth: Truth,
    /// Journal places at which each record was changed.
    changes: BTreeMap<String, BTreeSet<i64>>,
    attachments: usize,
    whole: Vec<u8>,
}

impl Place {
    /// A station with visits, matters and attachments, backed up in the middle and closed.
    fn new() -> Self {
        Self::backed_up(false)
    }

    /// The same, with a backup of all of it where one is asked for.
    fn backed_up(at_the_end: bool) -> Self {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().join("fresh/home");
        fs::create_dir_all(home.parent().unwrap()).unwrap();
        let deputy = set_up(&home);
        let mut desk = Desk::new(&home);
        let mut does = |command: &str, question: Value| asks(&mut desk, &home, command, question).unwrap();
        does("unlock", json!({"password": PASSWORD}));
        let mut ids = Vec::new();
        for n in 0..90 {
            if n == 45 {
                does("backup_make", json!({}));
            }
            let problem = format!("第 {n} 件：{}", "路断了，水也停了。".repeat(n % 7 * 12));
            let values = json!({"kind": "station", "date": "2026-11-02", "deputies": [deputy], "citizen": "王五", "problem": problem, "handling": "noted"});
            let saved = does("save", json!({"noun": "visit", "values": values}));
            ids.push((saved["record"]["id"].clone(), values));
            if n % 9 == 4 {
                let bytes = BASE64_STANDARD.encode(format!("%PDF-1.4 {}", n.to_string().repeat(4000)));
                does("attach", json!({"noun": "visit", "id": ids[n].0, "name": "照片.pdf", "base64": bytes}));
            }
            if n % 4 == 3 {
                let (id, mut values) = ids[n / 2].clone();
                values["note"] = json!(format!("改于第 {n} 次"));
                does("save", json!({"noun": "visit", "id": id, "values": values}));
            }
        }
        // So long that it takes pages of its own in a table that is an index.
        let long = "还没写完的一段话。".repeat(700);
        does("draft_keep", json!({"id": "", "noun": "visit", "record": "", "values": {"problem": long}}));
        if at_the_end {
            asks_later(&mut desk, &home, "backup_make");
        }
        asks(&mut desk, &home, "lock", json!({})).unwrap();
        drop(desk);
        let truth = truth(&home);
        let conn = database(&home);
        let mut changes: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        let mut stmt = conn.prepare("SELECT record, seq FROM journal").unwrap();
        for row in stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap() {
            let (record, seq): (String, i64) = row.unwrap();
            changes.entry(record).or_default().insert(seq);
        }
        let attachments = conn.query_row("SELECT count(*) FROM attachment", [], |r| r.get(0)).unwrap();
        drop(stmt);
        drop(conn);
        let whole = fs::read(home.join("station.db")).unwrap();
        assert_eq!(whole.len() % PAGE, 0);
        Self {
            root,
            truth,
            changes,
            attachments,
            whole,
        }
    }

    fn copy(&self) -> PathBuf {
        copied(&self.root.path().join("fresh"), &self.root.path().join("place"))
    }

    /// One kind of damage: it must be noticed, or be harmless; then the home is put together again.
    fn tried(&self, at: &str, from_backup: bool, tally: &mut Tally, harm: impl FnOnce(&Path)) {
        let place = self.copy();
        let home = place.join("home");
        harm(&home);
        let before = standing(&home);
        let mut desk = Desk::new(&home);
        tally.points += 1;
        match asks(&mut desk, &home, "unlock", json!({"password": PASSWORD})) {
            Ok(_) => {
                tally.harmless += 1;
                assert_eq!(truth(&home), self.truth, "{at}: opened, and not as it was");
            }
            Err(error) => {
                assert!(["damaged", "behind", "slot"].contains(&error.code()), "{at}: {error}");
                assert_eq!(standing(&home), before, "{at}: written to");
                let path = if from_backup { newest(&mut desk, &home) } else { String::new() };
                let done = asks(&mut desk, &home, "rescue", json!({"path": path, "phrase": "", "password": PASSWORD}));
                match done {
                    Ok(done) => self.is_exact(at, &home, desk, &done, tally),
                    Err(error) => {
                        assert!(!from_backup, "{at}: {error}");
                        assert_eq!(standing(&home), before, "{at}: {error}");
                        tally.beyond.push(at.to_owned());
                    }
                }
            }
        }
        fs::remove_dir_all(place).unwrap();
    }

    /// What is there is as it was, and what is not is named; nothing is named that is there.
    fn is_exact(&self, at: &str, home: &Path, mut desk: Desk, done: &Value, tally: &mut Tally) {
        asks(&mut desk, home, "unlock", json!({"password": PASSWORD})).unwrap_or_else(|e| panic!("{at}: {e}"));
        let audit = asks(&mut desk, home, "audit", json!({})).unwrap();
        assert_eq!(audit["sound"], true, "{at}: {audit}");
        drop(desk);
        let now = truth(home);
        let missing = done["missing"].as_array().unwrap();
        let named: BTreeSet<&str> = missing.iter().map(|m| m["number"].as_str().unwrap()).collect();
        let gaps = gaps(done);
        let mut lost = BTreeSet::new();
        for ((noun, id), (number, revision, columns)) in &self.truth {
            match now.get(&(noun.clone(), id.clone())) {
                Some((_, held, same)) if held == revision => assert_eq!(same, columns, "{at}: {number}"),
                _ => {
                    let last = self.changes[id].last().unwrap();
                    let told = named.contains(number.as_str()) || named.contains("") || gaps.iter().any(|(a, b)| (a..=b).contains(&last));
                    assert!(told, "{at}: {number} is lost and not told of: {done}");
                    lost.insert(number.as_str());
                    tally.lost += 1;
                }
            }
        }
        assert!(now.keys().all(|key| self.truth.contains_key(key)), "{at}: a record that never was");
        for line in missing.iter().filter(|m| m["label"] != "附件" && m["number"] != "") {
            assert!(lost.contains(line["number"].as_str().unwrap()), "{at}: {line} is there");
        }
        let conn = database(home);
        let there: usize = conn
            .query_row("SELECT count(*) FROM attachment JOIN blob USING (sha256)", [], |r| r.get(0))
            .unwrap();
        let gone = missing.iter().filter(|m| m["label"] == "附件").count();
        assert!(
            there + gone >= self.attachments || !gaps.is_empty(),
            "{at}: {there} attachments and {gone} told of: {done}"
        );
        tally.rescued += 1;
        tally.complete += usize::from(now == self.truth);
    }
}

/// A day after everything else, so that it is the newest.
fn asks_later(desk: &mut Desk, home: &Path, command: &str) {
    let mut call = Call {
        now: "2026-11-04T09:00:00+08:00".parse().unwrap(),
        documents: home.join("../文档"),
        progress: &mut |_| true,
    };
    contract::answer(desk, &mut call, command, json!({})).unwrap();
}

/// What no noun holds and no rescue makes anew: drafts, people, lists, holidays, and the settings but those that tell of rescues.
fn rest(home: &Path) -> BTreeMap<String, Vec<String>> {
    let conn = database(home);
    let all = ["draft", "clerk", "choice", "holiday", "setting"];
    all.into_iter()
        .map(|table| {
            let but = if table == "setting" { "WHERE key NOT IN ('rescued', 'epoch')" } else { "" };
            let mut stmt = conn.prepare(&format!("SELECT * FROM {table} {but} ORDER BY 1, 2")).unwrap();
            let width = stmt.column_count();
            let mut rows = stmt.query([]).unwrap();
            let mut lines = Vec::new();
            while let Some(r) = rows.next().unwrap() {
                lines.push((0..width).map(|n| format!("{:?}", r.get_ref(n).unwrap())).collect::<Vec<_>>().join(" "));
            }
            (table.to_owned(), lines)
        })
        .collect()
}

/// Wherever the damage is: a backup that holds everything brings everything back, and nothing is said to be missing.
#[test]
fn with_a_backup_of_everything_nothing_is_lost_or_said_to_be() {
    let ours = Place::backed_up(true);
    let before = rest(&ours.root.path().join("fresh/home"));
    let mut tried = 0;
    for page in 0..ours.whole.len() / PAGE {
        let place = ours.copy();
        let home = place.join("home");
        let mut damaged = ours.whole.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill(0);
        fs::write(home.join("station.db"), damaged).unwrap();
        let mut desk = Desk::new(&home);
        let path = newest(&mut desk, &home);
        let done = asks(&mut desk, &home, "rescue", json!({"path": path, "phrase": "", "password": PASSWORD}));
        let done = done.unwrap_or_else(|e| panic!("page {page}: {e}"));
        drop(desk);
        assert_eq!((&done["missing"], &done["says"]), (&json!([]), &json!([])), "page {page}");
        assert!(truth(&home) == ours.truth, "page {page}: a record is not as it was");
        assert_eq!(rest(&home), before, "page {page}");
        fs::remove_dir_all(place).unwrap();
        tried += 1;
    }
    println!("{tried} pages damaged one by one, everything back from the backup and nothing said to be missing");
    assert!(tried > 50, "{tried}");
}

#[derive(Default, Debug)]
struct Tally {
    points: usize,
    harmless: usize,
    rescued: usize,
    /// Of them with every record as it was.
    complete: usize,
    /// Records lost over all, each of them told of.
    lost: usize,
    /// What no page reads of, without a backup.
    beyond: Vec<String>,
}

fn truth(home: &Path) -> Truth {
    let conn = database(home);
    let mut all = Truth::new();
    for noun in Noun::ALL {
        let mut stmt = conn.prepare(&format!("SELECT * FROM {}", noun.table())).unwrap();
        let width = stmt.column_count();
        let mut rows = stmt.query([]).unwrap();
        while let Some(r) = rows.next().unwrap() {
            let columns: Vec<_> = (0..width).map(|n| format!("{:?}", r.get_ref(n).unwrap())).collect();
            all.insert(
                (noun.table().to_owned(), r.get("id").unwrap()),
                (r.get("number").unwrap(), r.get("revision").unwrap(), columns.join(" ")),
            );
        }
    }
    all
}

/// The digests of the files that damage was done to.
fn standing(home: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let keys = fs::read_dir(home.join("keys")).into_iter().flatten().map(|e| e.unwrap().path());
    for path in keys.chain([home.join("station.db"), home.join("station.db-wal")]) {
        if let Ok(bytes) = fs::read(&path)
            && !bytes.is_empty()
        {
            all.insert(path.display().to_string(), hex::encode(Sha256::digest(bytes)));
        }
    }
    all
}

fn newest(desk: &mut Desk, home: &Path) -> String {
    asks(desk, home, "backups_found", json!({})).unwrap()[0]["path"].as_str().unwrap().to_owned()
}

/// The places of the journal that the report says are gone.
fn gaps(done: &Value) -> Vec<(i64, i64)> {
    let says: String = done["says"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    let numbers = |piece: &str| -> Vec<i64> { piece.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect() };
    let Some((_, rest)) = says.split_once("修改记录少了") else {
        return Vec::new();
    };
    let Some((_, rest)) = rest.split_once('：') else { return Vec::new() };
    let list = rest.split('。').next().unwrap();
    list.split('、').map(numbers).map(|n| (n[0], *n.last().unwrap())).collect()
}

#[test]
fn damage_is_noticed_never_written_to_and_mended_as_far_as_it_reads() {
    let ours = Place::new();
    let mut tally = Tally::default();
    let database = |bytes: Vec<u8>| move |home: &Path| fs::write(home.join("station.db"), bytes).unwrap();
    let pages = ours.whole.len() / PAGE;
    let dense = if times(0) > 0 { 8 } else { 1 };
    let step = (pages / (45 * dense)).max(1);
    for page in (0..pages).step_by(step) {
        let mut bytes = ours.whole.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill(0);
        ours.tried(&format!("page {page} zeroed"), page % 2 == 0, &mut tally, database(bytes));
        let mut bytes = ours.whole.clone();
        bytes[page * PAGE + page * 37 % PAGE] ^= 1 << (page % 8);
        ours.tried(&format!("page {page} flipped"), page % 2 == 1, &mut tally, database(bytes));
    }
    for n in 0..20 * dense {
        let cut = ours.whole.len() * n / (20 * dense);
        ours.tried(&format!("cut at {cut}"), n % 2 == 0, &mut tally, database(ours.whole[..cut].to_vec()));
    }
    for n in 1..8 {
        // Several places at once, and whole stretches.
        let mut bytes = ours.whole.clone();
        for page in (n..pages).step_by(pages / 4) {
            bytes[page * PAGE..(page + 2).min(pages) * PAGE].fill(0xa5);
        }
        ours.tried(&format!("stretches from {n}"), n % 2 == 0, &mut tally, database(bytes));
    }
    ours.tried("a foreign file", true, &mut tally, database(vec![9; 40_000]));
    ours.tried(
        "another program's",
        true,
        &mut tally,
        database([b"SQLite format 3\0".to_vec(), vec![0; 9000]].concat()),
    );
    ours.tried("half a header", true, &mut tally, database(ours.whole[..50].to_vec()));
    ours.tried("no file", true, &mut tally, |home| fs::remove_file(home.join("station.db")).unwrap());
    ours.tried("no keys", true, &mut tally, |home| fs::remove_dir_all(home.join("keys")).unwrap());
    println!(
        "{} points of damage: {} harmless, {} put together again, {} of them complete; {} records lost over all, each told of; beyond help without a backup: {:?}",
        tally.points, tally.harmless, tally.rescued, tally.complete, tally.lost, tally.beyond
    );
    assert!(tally.points > 120, "{tally:?}");
}

fn work(place: &Path) -> Value {
    json!({"home": place.join("home"), "rescue": true})
}

/// After whatever happened to a rescue: the old database and the backup are as they were, wherever
/// they are, and it can be done again.
fn is_whole(ours: &Place, place: &Path, damaged: &[u8], at: &str) -> bool {
    let home = place.join("home");
    let mut desk = Desk::new(&home);
    asks(&mut desk, &home, "state", json!({})).unwrap_or_else(|e| panic!("{at}: {e}"));
    let asides = fs::read_dir(&home).unwrap().map(|e| e.unwrap().path());
    let aside = asides
        .filter(|p| p.file_name().unwrap().to_str().unwrap().starts_with("损坏的数据-"))
        .collect::<Vec<_>>();
    let old = aside.first().map_or(home.join("station.db"), |folder| folder.join("station.db"));
    assert_eq!(fs::read(&old).unwrap(), damaged, "{at}: the damaged file");
    let done = asks(&mut desk, &home, "unlock", json!({"password": PASSWORD})).is_ok();
    assert_eq!(done, !aside.is_empty(), "{at}: half done");
    if !done {
        let path = newest(&mut desk, &home);
        asks(&mut desk, &home, "rescue", json!({"path": path, "phrase": "", "password": PASSWORD})).unwrap_or_else(|e| panic!("{at}: {e}"));
        asks(&mut desk, &home, "unlock", json!({"password": PASSWORD})).unwrap_or_else(|e| panic!("{at}: {e}"));
    }
    assert_eq!(asks(&mut desk, &home, "audit", json!({})).unwrap()["sound"], true, "{at}");
    drop(desk);
    assert_eq!(truth(&home).len(), ours.truth.len(), "{at}");
    assert!(!home.join(".restored").exists() && !home.join("restoring").exists(), "{at}: something left");
    done
}

#[test]
fn killed_anywhere_in_a_rescue_it_can_be_done_again() {
    if !traceable() {
        return;
    }
    let ours = Place::new();
    let mut damaged = ours.whole.clone();
    let page = ours.whole.len() / PAGE / 2;
    damaged[page * PAGE..(page + 1) * PAGE].fill(0);
    let (mut tried, mut finished) = (0, 0);
    for (calls, harm, step) in [
        ("rename,renameat,renameat2", "signal=KILL:when=#", 1),
        ("rename,renameat,renameat2", "error=EIO:when=#", 1),
        ("mkdir,unlink,unlinkat,rmdir", "signal=KILL:when=#", 3),
        ("fsync,fdatasync", "signal=KILL:when=#", 3),
        ("fsync,fdatasync", "error=EIO:when=#", 4),
        ("write", "signal=KILL:when=#", 7),
        ("pwrite64", "error=ENOSPC:when=#", 97),
    ] {
        let points = each_point(calls, harm, step, |n, harm| {
            let place = ours.copy();
            fs::write(place.join("home/station.db"), &damaged).unwrap();
            let (_, hit) = harmed(&work(&place), calls, harm, &ours.root.path().join("log"));
            finished += usize::from(is_whole(&ours, &place, &damaged, &format!("{calls} {harm} {n}")));
            fs::remove_dir_all(place).unwrap();
            hit
        });
        println!("{calls} {harm}: {points} points");
        tried += points;
    }
    println!(
        "{tried} points of failure or kill in a rescue, {finished} of them after it was as good as done; the damaged files untouched, done again each time"
    );
    assert!(tried > 40, "{tried}");
    let place = ours.copy();
    fs::write(place.join("home/station.db"), &damaged).unwrap();
    let lines = Worker::starts(&work(&place), &[]).ends();
    assert!(lines.contains(&"rescued".to_owned()), "{lines:?}");
}
