//! `tests/hostile`: one small file for each attack, kept, and made anew here to the byte. Each
//! is given to the program, which must stop at the check that the table names, show the
//! sentence that the table shows, and leave the database and the folder as they were.

mod corpus;
mod good;
mod inside;
mod others;
mod outside;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::bundle::open;
use liaison::bundle::seal::Digest;
use liaison::bundle::verify::{self, Trust};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::county::*;
use crate::made::*;
use corpus::{Corpus, Vector, folder};
use good::UNTRUSTED;

/// Where a folder made anew lies, should the kept one differ.
fn anew() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile")
}

/// A home whose keys and roster are the corpus's.
fn home(role: &str, code: &str, keys: &Side, corpus: &Corpus) -> Home {
    let mut home = Home::new();
    let station = json!({ "role": role, "code": code, "name": format!("{code} 联络站"), "town": "红石坝镇" });
    home.ask("set_up", json!({ "station": station, "clerk": "王小兰", "password": PASSWORD }))
        .unwrap();
    let roster = corpus.roster();
    let tables = home.tables();
    let set = |key: &str, value: Value| {
        let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = json_patch(value, excluded.value)";
        tables.execute(sql, [key, &value.to_string()]).unwrap();
    };
    set("keys", json!({ "signing": keys.key, "identity": keys.identity }));
    set("roster", json!({ "text": roster.text, "signature": roster.signature }));
    home
}

/// Every table, whole.
fn everything(tables: &Connection) -> BTreeMap<String, String> {
    let mut names = tables.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names: Vec<String> = names.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let digest = |name: &String| {
        let mut stmt = tables.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let width = stmt.column_count();
        let rows = stmt.query_map([], |r| Ok((0..width).map(|i| format!("{:?}", r.get_ref_unwrap(i))).collect::<String>()));
        let all: String = rows.unwrap().map(|r| r.unwrap() + "\n").collect();
        (name.clone(), Digest::of(all.as_bytes()))
    };
    names.iter().map(digest).collect()
}

fn files_in(home: &Home) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(home.folder()).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

/// What becomes of a file, and the sentence a person sees.
type Seen = (String, String);

/// A home, and what it must still be after a file was refused.
struct Untouched {
    home: Home,
    tables: Connection,
    before: BTreeMap<String, String>,
    files: Vec<PathBuf>,
}

impl Untouched {
    fn now(home: Home) -> Self {
        let tables = home.tables();
        let (before, files) = (everything(&tables), files_in(&home));
        Self { home, tables, before, files }
    }

    #[track_caller]
    fn is(&self, after: &str) {
        assert_eq!(everything(&self.tables), self.before, "{after}");
        assert_eq!(files_in(&self.home), self.files, "{after}");
    }
}

struct Desks {
    county: Untouched,
    /// The county once more, locked, for copies that may change.
    copied: Home,
    came: BTreeMap<&'static str, Vec<String>>,
    station: Untouched,
    corpus: Corpus,
}

impl Desks {
    fn new(corpus: Corpus) -> Self {
        let own = Side {
            key: corpus.world.county.clone(),
            identity: corpus.world.work.clone(),
        };
        let mut county = home("county", "JS-COUNTY", &own, &corpus);
        assert_eq!(county.receive_one(&folder().join("ok_full.rdz"))["state"], "filed");
        let came = came_in(&county.tables());
        let copied = county.locked();
        Self {
            county: Untouched::now(copied.copy()),
            copied,
            came,
            station: Untouched::now(home("station", "JS-017", &corpus.world.station, &corpus)),
            corpus,
        }
    }

    /// A file that must change nothing.
    fn refused(&mut self, path: &Path) -> Seen {
        let file = self.county.home.receive_one(path);
        self.county.is(&path.display().to_string());
        let says = file["says"].as_str().unwrap().trim_start_matches("没有收：");
        (file["state"].as_str().unwrap().to_owned(), says.to_owned())
    }

    /// A file that may: what is held stays as it is, and what is bad does not come in.
    fn taken(&mut self, path: &Path) -> Seen {
        let mut copy = self.copied.copy();
        let file = copy.receive_one(path);
        assert!(!file.to_string().contains("12345"), "{file}");
        // The corpus's roster was put in beside the program, which the check rightly names.
        let audit = copy.ask("audit", json!({})).unwrap();
        let troubles = audit["troubles"].as_array().unwrap().iter();
        let others: Vec<_> = troubles.filter(|one| !one.as_str().unwrap().starts_with("县里的名册")).collect();
        assert!(others.is_empty(), "{others:?}");
        let now = came_in(&copy.tables());
        let state = file["state"].as_str().unwrap().to_owned();
        let same = now.iter().filter(|(table, _)| **table != "fork").all(|(table, rows)| self.came[table] == *rows);
        assert_eq!(same, matches!(state.as_str(), "again" | "fork"), "{file}");
        let says = if state == "partly" {
            assert_eq!(file["brought"]["refused"], 1, "{file}");
            &file["refused"][0]["says"]
        } else {
            &file["says"]
        };
        (state, says.as_str().unwrap().to_owned())
    }

    /// A command of the station's that must not succeed.
    fn by_station(&mut self, command: &str, ask: Value) -> Seen {
        let error = self.station.home.ask(command, ask).unwrap_err();
        assert!(matches!(error.code(), "untrusted" | "not_ready"), "{error:?}");
        self.station.is(command);
        ("refused".into(), error.to_string())
    }

    fn see(&mut self, name: &str, check: &str) -> Seen {
        let path = folder().join(name);
        if name == "ok_answer.rdz" {
            let mut station = home("station", "JS-017", &self.corpus.world.station, &self.corpus);
            return ("taken".into(), station.take(&path)["says"].as_str().unwrap().to_owned());
        }
        if name.starts_with("fail_receipt_") {
            return self.by_station("receipt_take", json!({ "path": path }));
        }
        if name.ends_with(".txt") {
            let ask = json!({ "text": fs::read_to_string(&path).unwrap(), "signature": fs::read_to_string(signature_of(&path)).unwrap() });
            if name.starts_with("ok_") {
                return (
                    "in force".into(),
                    format!("第 {} 号", self.station.home.ask("roster_take", ask).unwrap()["number"]),
                );
            }
            return self.by_station("roster_take", ask);
        }
        let taken_in_part = name.starts_with("fail_record_") || check == "chain" || name.starts_with("ok_");
        if taken_in_part { self.taken(&path) } else { self.refused(&path) }
    }

    /// Whether it stops between the checks outside, inside and of the rows where the table says.
    fn stops_at(&self, v: &Vector) {
        let Ok(number) = v.check.parse::<u64>() else { return };
        let path = folder().join(&v.name);
        let roster = self.corpus.roster();
        let trust = Trust::Roster(&roster);
        let to_station = v.name.starts_with("fail_receipt_");
        let (to, identity) = if to_station {
            ("JS-017", &self.corpus.world.station.identity)
        } else {
            ("JS-COUNTY", &self.corpus.world.work)
        };
        let outside = verify::outer(&v.bytes[..], &path, trust).is_err();
        let inside = open::open(&path, trust, to, identity, SCHEMA).is_err();
        assert_eq!((outside, inside), (number <= 7, number <= 11), "{}", v.name);
    }
}

fn signature_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.minisig", path.display()))
}

/// What the stranger makes of a file, by its own reading of FORMAT.md, trusting `side`'s key.
fn stranger(bundle: &Path, signer: &Path, key: &Path) -> bool {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bundle/stranger.py");
    let out = Command::new("python3").arg(script).args([bundle, signer, key]).output().unwrap();
    let wrong = String::from_utf8(out.stderr).unwrap();
    assert!(!wrong.contains("Traceback"), "{}: {wrong}", bundle.display());
    out.status.success()
}

const HEAD: &str = include_str!("head.md");

#[test]
fn every_hostile_file_is_stopped_where_the_table_says() {
    let corpus = Corpus::made();
    let made: BTreeMap<String, Vec<u8>> = corpus.vectors.iter().map(|v| (v.name.clone(), v.bytes.clone())).collect();
    assert_eq!(made.len(), corpus.vectors.len(), "each name once");
    let _ = fs::remove_dir_all(anew());
    fs::create_dir_all(anew()).unwrap();
    for (name, bytes) in &made {
        fs::write(anew().join(name), bytes).unwrap();
    }
    let how = format!("if the change is meant: rm tests/hostile/*; cp {}/* tests/hostile/", anew().display());
    let mut differ: Vec<&String> = made
        .iter()
        .filter(|(name, bytes)| fs::read(folder().join(name)).ok().as_ref() != Some(*bytes))
        .map(|(name, _)| name)
        .collect();
    let kept: Vec<String> = fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    differ.extend(kept.iter().filter(|name| !made.contains_key(*name) && *name != "README.md"));
    assert!(differ.is_empty(), "{differ:?} not as made anew; {how}");
    assert!(made.values().map(Vec::len).sum::<usize>() < 5 << 18, "the folder stays small");

    let mut desks = Desks::new(corpus);
    let vectors = std::mem::take(&mut desks.corpus.vectors);
    let mut table = String::from(HEAD);
    for v in vectors.iter().filter(|v| !v.name.ends_with(".minisig")) {
        desks.stops_at(v);
        let (becomes, says) = desks.see(&v.name, v.check);
        assert_eq!(
            v.name.starts_with("ok_"),
            matches!(becomes.as_str(), "filed" | "again" | "taken" | "in force") && v.check.is_empty(),
            "{}: {becomes} {says}",
            v.name
        );
        table.push_str(&format!(
            "| `{}` | {} | {} | {becomes} | {says} |\n",
            v.name,
            v.changed,
            if v.check.is_empty() { "–" } else { v.check }
        ));
    }
    fs::write(anew().join("README.md"), &table).unwrap();
    assert!(
        fs::read_to_string(folder().join("README.md")).unwrap_or_default() == table,
        "README.md is not as made anew; {how}"
    );
    println!(
        "{} hostile files stopped",
        vectors.iter().filter(|v| v.name.starts_with("fail_") && !v.name.ends_with(".minisig")).count()
    );

    // The second reader knows no roster and no chain; the rest it must refuse by itself.
    let keys = tempfile::tempdir().unwrap();
    let lay = |name: &str, text: &str| {
        let path = keys.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let w = &desks.corpus.world;
    let (station, county) = (
        lay("s.pub", &w.station.key.public().unwrap().file()),
        lay("c.pub", &w.county.public().unwrap().file()),
    );
    let (work, own) = (lay("c.key", &w.work.file().unwrap()), lay("s.key", &w.station.identity.file().unwrap()));
    let judge = |v: &Vector| {
        let back = v.name.contains("receipt") || v.name.contains("ok_answer");
        let (signer, key) = if back { (&county, &own) } else { (&station, &work) };
        let in_order = v.name.starts_with("ok_");
        let covers =
            in_order || v.check.parse::<u64>().is_ok_and(|n| !matches!(n, 5 | 8)) && !v.name.starts_with("fail_record_") && v.name != "fail_receipt_line.rdz";
        if covers {
            assert_eq!(stranger(&folder().join(&v.name), signer, key), in_order, "{}: the second reader", v.name);
        }
        covers
    };
    let bundles: Vec<&Vector> = vectors.iter().filter(|v| v.name.ends_with(".rdz")).collect();
    let read = std::thread::scope(|scope| {
        let parts = bundles.chunks(bundles.len() / 2 + 1);
        let judges: Vec<_> = parts.map(|part| scope.spawn(move || part.iter().filter(|v| judge(v)).count())).collect();
        judges.into_iter().map(|j| j.join().unwrap()).sum::<usize>()
    });
    println!("{read} of them read by the second reader");
}

#[test]
fn the_untrusted_comment_is_in_the_file_and_on_no_screen() {
    let corpus = Corpus::made();
    let bundle = corpus.get("ok_untrusted_comment.rdz");
    assert!(bundle.windows(UNTRUSTED.len()).any(|w| w == UNTRUSTED.as_bytes()));
    let key = corpus.world.station.key.public().unwrap();
    assert!(!format!("{:?}", outer(bundle, Trust::Key(&key)).unwrap()).contains("12345"));
}
