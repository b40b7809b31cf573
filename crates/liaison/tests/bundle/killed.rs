//! kill -9 at any moment of a handoff, again and again on the same two homes: what was saved
//! stays saved, no torn bundle bears a bundle's name, both databases pass the check, and the
//! next handoff brings everything over once.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use liaison::bundle::seal::VerifyKey;
use liaison::bundle::verify;
use serde_json::{Value, json};

use crate::county::*;

const CHILD: &str = "LIAISON_TEST_KILLED";
const KILLS: usize = 200;

/// A program at work: this test binary, started again below. It says when it begins, and names
/// each record whose saving it was told of.
#[test]
fn child() {
    let Some(work) = std::env::var_os(CHILD) else { return };
    let work: Value = serde_json::from_str(work.to_str().unwrap()).unwrap();
    let root = Path::new(work["root"].as_str().unwrap());
    let mut ask = opened_at(root);
    println!("\nready");
    if let Some(values) = work.get("save") {
        let saved = ask("save", json!({ "noun": "visit", "values": values }));
        println!("\nsaved {}", saved["record"]["id"].as_str().unwrap());
    }
    ask(work["command"].as_str().unwrap(), work["question"].clone());
}

/// Starts the child, kills it after a part of the time the same work takes; answers whether it
/// was killed, and what it had saved.
fn work(work: &Value, after: Option<Duration>) -> (bool, Duration, Vec<String>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--nocapture"])
        .env(CHILD, work.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|l| l == "ready"), "{work}");
    let began = Instant::now();
    if let Some(after) = after {
        std::thread::sleep(after);
        child.kill().unwrap();
    }
    let saved = lines.filter_map(|l| l.strip_prefix("saved ").map(str::to_owned)).collect();
    let status = child.wait().unwrap();
    // Whoever was not killed in time came to an end in order.
    assert!(status.success() || (after.is_some() && status.code().is_none()), "{work}: {status}");
    (!status.success(), began.elapsed(), saved)
}

fn only_what_belongs(home: &Home) {
    let left: Vec<_> = fs::read_dir(home.folder()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().starts_with(".tmp")), "{left:?}");
}

/// Everything carried over: the county holds what the station holds, no more and no less.
fn carried_over(station: &mut Home, county: &mut Home, saved: &BTreeSet<String>) {
    for home in [&mut *station, &mut *county] {
        only_what_belongs(home);
        home.ask("unlock", json!({ "password": PASSWORD })).unwrap();
        home.sound();
    }
    let stick = station.stick();
    let last = station.pack();
    for file in county.receive(&[&stick]) {
        assert!(matches!(file["state"].as_str(), Some("filed" | "again")), "{file}");
    }
    let (ours, theirs) = (came_in(&station.tables()), came_in(&county.tables()));
    for table in ["deputy", "visit", "link", "attachment", "blob", "search_doc"] {
        assert_eq!(ours[table], theirs[table], "{table}");
    }
    for id in saved {
        assert!(ours["visit"].iter().any(|row| row.contains(id)), "{id} was saved");
    }
    let receipt = county.receipt("JS-017");
    station.take(&receipt);
    let states = station.states();
    let name = last.file_name().unwrap().to_str().unwrap();
    let seq: u64 = name[name.len() - 10..name.len() - 4].parse().unwrap();
    assert!(states.contains(&(seq, "filed".into())), "{states:?}");
    for home in [station, county] {
        home.sound();
    }
}

/// A quarter of an hour of bad luck at one station and its county.
fn campaign(kills: usize, start: f64) -> usize {
    let mut pair = Pair::new(&["JS-017"]);
    let (mut county, mut station) = (pair.county, pair.stations.remove(0));
    let key = station.ask("station_key", json!({})).unwrap()["minisign"].as_str().unwrap().to_owned();
    let key = VerifyKey::from_text(&key).unwrap();
    let deputy = station.deputy("张卫国");
    let mut saved = BTreeSet::new();
    let (mut killed, mut part) = (0, start);
    // How long packing and receiving take when nobody kills them.
    let mut whole = [Duration::ZERO; 2];
    let mut next_part = || {
        part = (part + 0.618_034).fract();
        part
    };
    for round in 0.. {
        // Three bundles more to take in, each with a record and a photo.
        let bundles: Vec<_> = (0..3)
            .map(|n| {
                let visit = station.visit(&deputy, "李四");
                station.attach(&visit, "水渠.jpg", (round * 3 + n) as u8);
                saved.insert(visit);
                station.pack()
            })
            .collect();
        station.leave();
        county.leave();
        for n in 0..8 {
            let packing = n % 3 != 2;
            let ask = if packing {
                let visit = json!({
                    "kind": "station", "date": "2026-11-02", "deputies": [deputy], "citizen": "王五",
                    "problem": format!("桥塌了，第 {round} 回第 {n} 次"), "handling": "noted",
                });
                json!({ "root": station.root.path(), "save": visit, "command": "bundle_pack", "question": { "folder": station.stick() } })
            } else {
                json!({ "root": county.root.path(), "command": "bundle_receive", "question": { "paths": [bundles[n / 3]] } })
            };
            let full = &mut whole[usize::from(packing)];
            let after = (*full > Duration::ZERO).then(|| full.mul_f64(next_part()));
            let (dead, took, told) = work(&ask, after);
            if after.is_none() {
                *full = took;
            }
            killed += usize::from(dead);
            saved.extend(told);
            // Under a bundle's name there is a whole bundle or nothing.
            for file in fs::read_dir(station.stick()).unwrap().map(|e| e.unwrap().path()) {
                if file.extension().is_some_and(|e| e == "rdz") {
                    verify::file(&file, &key).unwrap();
                }
            }
        }
        carried_over(&mut station, &mut county, &saved);
        for file in fs::read_dir(station.stick()).unwrap() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
        if killed >= kills {
            return killed;
        }
    }
    killed
}

#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    let killed: usize = std::thread::scope(|scope| {
        let both: Vec<_> = [0.1, 0.43]
            .map(|start| scope.spawn(move || campaign(KILLS / 2, start)))
            .into_iter()
            .map(|c| c.join().unwrap())
            .collect();
        both.into_iter().sum()
    });
    println!("killed {killed} times while packing and receiving, nothing lost or doubled");
    assert!(killed >= KILLS);
}
