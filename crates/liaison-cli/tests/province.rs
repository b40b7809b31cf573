//! Bundles of three stations as tables: DuckDB counts from them, with the SQL that is shipped,
//! what the county's desk counts from its database.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod program;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::program::*;

const FROM: &str = "2024-01-01";
const TO: &str = "2024-12-31";

/// A county, its stations, and one folder for all that passes between them.
struct County {
    folder: tempfile::TempDir,
    escrow: String,
    stations: Vec<(&'static str, PathBuf)>,
}

fn ask(home: &Path, command: &str, question: &Value) -> Value {
    serde_json::from_str(&run(home, &["call", command, &question.to_string()])).unwrap()
}

fn said(home: &Path, args: &[&str]) -> (bool, String) {
    let out = liaison(home, args).output().unwrap();
    (out.status.success(), format!("{}{}", text(&out.stdout), text(&out.stderr)))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

impl County {
    fn set_up() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("county");
        let printed = set_up(&home, "county", "JS-COUNTY", &[]);
        let escrow = printed.lines().find(|l| l.starts_with("AGE-SECRET-KEY-1")).unwrap().to_owned();
        let mut stations = Vec::new();
        for (seed, code) in [("1", "JS-017"), ("2", "JS-021"), ("3", "JS-030")] {
            let station = folder.path().join(code);
            set_up(&station, "station", code, &[]);
            run(&station, &["sample", "--years", "1", "--visits", "60", "--seed", seed]);
            let slips = folder.path().join(format!("slip-{code}"));
            fs::create_dir(&slips).unwrap();
            let slip = run(&station, &["enrol", "slip", "--out", slips.to_str().unwrap()]);
            run(
                &home,
                &["roster", "make", slips.to_str().unwrap(), "--fingerprint", slip.lines().last().unwrap()],
            );
            stations.push((code, station));
        }
        let this = Self { folder, escrow, stations };
        let digits = ask(&this.home(), "roster", &json!({}))["fingerprint"].as_str().unwrap().to_owned();
        for (_, station) in &this.stations {
            run(station, &["roster", "take", this.roster().to_str().unwrap(), "--fingerprint", &digits]);
        }
        this
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("county")
    }

    fn roster(&self) -> PathBuf {
        self.home().join("roster/roster-4.txt")
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Packs what a station has into a folder of its own; answers the file.
    fn packs(&self, station: usize, into: &str, full: bool) -> PathBuf {
        let folder = self.at(into);
        fs::create_dir_all(&folder).unwrap();
        let more: &[&str] = if full { &["--full"] } else { &[] };
        run(
            &self.stations[station].1,
            &[&["bundle", "pack", "--out", folder.to_str().unwrap()], more].concat(),
        );
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort_by_key(|f| fs::metadata(f).unwrap().modified().unwrap());
        files.pop().unwrap()
    }

    /// Some lives of records: one changed, one in the bin, one out of it again.
    fn lives(&self, station: usize, turn: usize) {
        let home = &self.stations[station].1;
        let year = json!({ "from": FROM, "to": TO });
        let rows = |noun: &str| ask(home, "page", &json!({ "noun": noun, "filter": year, "limit": 20 }))["rows"].clone();
        let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
        let visits = rows("visit");
        let (dropped, back) = (id(&visits[turn]), id(&visits[turn + 5]));
        for one in [&dropped, &back] {
            ask(home, "delete", &json!({ "noun": "visit", "id": one, "revision": null }));
        }
        ask(home, "restore", &json!({ "noun": "visit", "id": back, "revision": null }));
        let activity = rows("activity")[turn].clone();
        let mut values = ask(home, "record", &json!({ "noun": "activity", "id": id(&activity) }))["record"].clone();
        let head = ["id", "station", "number", "made_at", "made_by", "changed_at", "changed_by", "deleted_at"];
        let revision = values["revision"].take();
        values
            .as_object_mut()
            .unwrap()
            .retain(|key, _| key != "revision" && !head.contains(&key.as_str()));
        values["solved"] = json!(7 + turn);
        let kept = ask(
            home,
            "save",
            &json!({ "noun": "activity", "id": id(&activity), "revision": revision, "values": values }),
        );
        assert!(kept["record"].is_object(), "{kept}");
    }

    fn converts(&self, out: &str, more: &[&str], paths: &[&Path]) -> (bool, String) {
        let out = self.at(out);
        let paths: Vec<&str> = paths.iter().map(|p| p.to_str().unwrap()).collect();
        said(
            &self.home(),
            &[&["bundle", "to-parquet", "--out", out.to_str().unwrap()], more, &paths[..]].concat(),
        )
    }

    fn duckdb(&self, lake: &str) -> Value {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().join("python/bin/python3");
        let out = Command::new(&python)
            .arg(here.join("tests/duckdb_reads.py"))
            .args([self.at(lake).as_path(), &here.join("../../assets/sql/province.sql")])
            .args([FROM, TO])
            .output()
            .unwrap_or_else(|e| panic!("{}: {e}; `./dev test` installs it", python.display()));
        assert!(out.status.success(), "{}", text(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    }
}

type Counts = BTreeMap<String, BTreeMap<String, u64>>;

/// What the county's desk counts, by station: nothing where it says 0.
fn desk_counts(home: &Path) -> Counts {
    let table = ask(home, "figure_table", &json!({ "period": { "from": FROM, "to": TO }, "by": "station" }));
    let columns: Vec<_> = table["columns"].as_array().unwrap().iter().collect();
    let mut counts = Counts::new();
    for line in table["lines"].as_array().unwrap() {
        for (column, cell) in columns.iter().zip(line["cells"].as_array().unwrap()) {
            let n = cell.as_f64().unwrap_or(0.0);
            if column["unit"] != "%" && n > 0.0 {
                let station = line["key"].as_str().unwrap().to_owned();
                counts.entry(station).or_default().insert(column["key"].as_str().unwrap().to_owned(), n as u64);
            }
        }
    }
    counts
}

#[test]
fn a_province_counts_what_the_county_counts() {
    let county = County::set_up();
    let mut files = Vec::new();
    for station in 0..3 {
        files.push(county.packs(station, "one", false));
    }
    county.lives(0, 0);
    files.push(county.packs(0, "two", false));
    // An older copy of the second station is put back after a bundle the copy knows nothing of.
    let (_, second) = &county.stations[1];
    copy(second, &county.at("copy"));
    county.lives(1, 1);
    files.push(county.packs(1, "two", false));
    fs::remove_dir_all(second).unwrap();
    copy(&county.at("copy"), second);
    county.lives(1, 3);
    files.push(county.packs(1, "three", true));
    county.lives(2, 2);
    let lost = county.packs(2, "lost", false);
    let (_, third) = &county.stations[2];
    let values = json!({ "title": "修引水渠", "raised_on": "2024-12-20", "category": "水利饮水", "content": "渠垮了三十米", "source": "other" });
    let matter = ask(third, "save", &json!({ "noun": "matter", "values": values }))["record"]["id"].clone();
    ask(
        third,
        "move_matter",
        &json!({ "id": matter, "revision": null, "step": { "kind": "submit", "done_on": "2024-12-20" } }),
    );
    files.push(county.packs(2, "three", false));

    // The county takes everything, in this order, and hands a matter out; that goes home on a
    // receipt and comes back in the station's next bundle.
    let home = county.home();
    let taken: Vec<&str> = files.iter().map(|p| p.to_str().unwrap()).collect();
    run(&home, &[&["bundle", "receive"], &taken[..]].concat());
    let step = json!({ "kind": "refer", "unit": "县水利局", "done_on": "2024-12-24" });
    ask(&home, "move_matter", &json!({ "id": matter, "revision": null, "step": step }));
    let answers = county.at("answers");
    fs::create_dir(&answers).unwrap();
    run(&home, &["bundle", "receipt", "JS-030", "--out", answers.to_str().unwrap()]);
    run(third, &["bundle", "take", answers.to_str().unwrap()]);
    files.push(county.packs(2, "four", false));
    run(&home, &["bundle", "receive", files.last().unwrap().to_str().unwrap()]);

    // The tables are made in another order, repeatedly; the county's own answers lie among them.
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).chain([answers.as_path()]).collect();
    let backwards: Vec<&Path> = paths.iter().rev().copied().collect();
    let (well, says) = county.converts("lake", &[], &backwards);
    assert!(well && says.contains(&format!("写好 {} 个包，0 个以前写过，0 个没有写", files.len())), "{says}");
    let (well, says) = county.converts("lake", &[], &paths);
    assert!(well && says.contains(&format!("写好 0 个包，{} 个以前写过", files.len())), "{says}");

    let seen = county.duckdb("lake");
    let counted: Counts = serde_json::from_value(seen["counted"].clone()).unwrap();
    let counted: Counts = counted
        .into_iter()
        .map(|(station, all)| (station, all.into_iter().filter(|(_, n)| *n > 0).collect()))
        .collect();
    let expected = desk_counts(&county.home());
    assert_eq!(expected.len(), 3);
    assert!(expected["JS-017"].len() >= 15, "{expected:?}");
    assert_eq!(counted, expected);
    let figures = ask(&county.home(), "figures", &json!({ "from": FROM, "to": TO }));
    let rates = ["closed_rate", "satisfied_rate", "satisfied_or_basic_rate"].map(|key| figures[key].clone());
    assert_eq!(seen["rates"], json!(rates));
    assert!(rates.iter().all(Value::is_number), "{figures}");
    // The bundle that never arrived is missed by number.
    assert!(lost.to_string_lossy().contains("_000002"));
    let missing = seen["missing"].as_array().unwrap();
    assert!(missing.len() == 1 && missing[0][1] == "JS-030" && missing[0][3] == 2, "{missing:?}");
    assert_eq!(seen["forked"], 0);
    assert_eq!(seen["bundles"], files.len());

    // Nothing of a person is in it.
    let everything = seen["everything"].to_string();
    for (noun, keys) in [
        ("visit", ["citizen", "phone", "village"]),
        ("matter", ["citizen", "phone", "village"]),
        ("deputy", ["name", "phone", "born"]),
    ] {
        let page = ask(&county.home(), "page", &json!({ "noun": noun, "limit": 200 }));
        let mut known = 0;
        for row in page["rows"].as_array().unwrap() {
            for key in keys {
                let value = row[key].as_str().unwrap_or_default();
                known += usize::from(!value.is_empty());
                assert!(value.is_empty() || !everything.contains(value), "{noun} {key} {value}");
            }
        }
        assert!(known > 20, "{noun}: {known}");
    }
    let types = |view: &str, column: &str| {
        let at = seen["columns"][view].as_array().unwrap().iter().position(|c| c == column).unwrap();
        seen["types"][view][at].as_str().unwrap().to_owned()
    };
    assert_eq!(
        [
            types("visit", "date"),
            types("visit", "people"),
            types("visit", "confidential"),
            types("visit", "deputies")
        ],
        ["DATE", "BIGINT", "BOOLEAN", "VARCHAR[]"]
    );
}

#[test]
fn keys_from_files_do_without_a_database_and_what_is_refused_leaves_nothing() {
    let county = County::set_up();
    let file = county.packs(0, "one", false);
    let key = county.at("escrow.key");
    fs::write(&key, format!("{}\n", county.escrow)).unwrap();
    let roster = county.roster();
    let keys = ["--key", key.to_str().unwrap(), "--roster", roster.to_str().unwrap()];
    let elsewhere = county.at("nowhere");
    let convert = |out: &str, more: &[&str], file: &Path| {
        let out = county.at(out);
        let args = [
            &["bundle", "to-parquet", file.to_str().unwrap(), "--out", out.to_str().unwrap()],
            &keys[..],
            more,
        ]
        .concat();
        said(&elsewhere, &args)
    };
    let (well, says) = convert("lake", &["--with-personal"], &file);
    assert!(well && !elsewhere.exists(), "{says}");
    let tables = |lake: &str| {
        let mut all = Vec::new();
        for noun in fs::read_dir(county.at(lake)).unwrap().map(|e| e.unwrap().path()) {
            for county in fs::read_dir(noun).unwrap().map(|e| e.unwrap().path()) {
                for sender in fs::read_dir(county).unwrap().map(|e| e.unwrap().path()) {
                    all.extend(fs::read_dir(sender).unwrap().map(|e| e.unwrap().path()));
                }
            }
        }
        all.retain(|f| !f.ends_with("columns.parquet"));
        all.sort();
        all
    };
    assert!(tables("lake").len() > 6);
    let seen = county.duckdb("lake");
    let names = |noun: &str, key: &str| -> Vec<String> {
        let page = ask(&county.stations[0].1, "page", &json!({ "noun": noun, "limit": 200 }));
        let open = page["rows"].as_array().unwrap().iter().filter(|row| row["confidential"] != true);
        open.map(|row| row[key].as_str().unwrap().to_owned()).collect()
    };
    let everything = seen["everything"].to_string();
    assert!(names("visit", "citizen").iter().all(|name| everything.contains(name.as_str())));

    // The same bundle with another choice, and another bundle of the same number, leave what is there.
    let before: Vec<_> = tables("lake").iter().map(|f| fs::read(f).unwrap()).collect();
    let (well, says) = convert("lake", &[], &file);
    assert!(!well && says.contains("带不带个人信息与这次要的不一样"), "{says}");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let broken = county.at("坏.rdz");
    fs::write(&broken, &bytes).unwrap();
    let (well, says) = convert("lake2", &[], &broken);
    assert!(!well && says.contains("加密部分被改动过"), "{says}");
    assert!(tables("lake2").is_empty());
    let (well, says) = convert("lake2", &[], &county.at("没有.rdz"));
    assert!(!well && says.contains("没有.rdz"), "{says}");
    let after: Vec<_> = tables("lake").iter().map(|f| fs::read(f).unwrap()).collect();
    assert_eq!(before, after);
    // A station has no business with others' bundles.
    let (well, says) = said(
        &county.stations[0].1,
        &["bundle", "to-parquet", file.to_str().unwrap(), "--out", county.at("x").to_str().unwrap()],
    );
    assert!(!well && says.contains("由县人大办公室来收"), "{says}");
}
