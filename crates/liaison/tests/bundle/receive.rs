//! The county takes bundles in: whatever order, however often, nothing is lost or doubled.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::county::*;

/// Nine bundles of a station's life: new records, changes, deletions, attachments, photos taken
/// off, a receipt in the middle, a matter, a new epoch.
fn series(pair: &mut Pair, i: usize, code: &str) -> Vec<PathBuf> {
    let mut bundles = Vec::new();
    let Pair { county, stations } = pair;
    let home = &mut stations[i];
    let deputy = home.deputy(if i == 0 { "张卫国" } else { "𬭚三" });
    let first = home.visit(&deputy, "李四");
    let photo = home.attach(&first, "水渠.jpg", i as u8);
    bundles.push(home.pack());
    home.change("visit", &first, "problem", json!("水渠又漏了"));
    let second = home.visit(&deputy, "王五");
    bundles.push(home.pack());
    home.ask("detach", json!({ "id": photo })).unwrap();
    home.ask("delete", json!({ "noun": "visit", "id": second })).unwrap();
    bundles.push(home.pack());
    // The second is lost on the way; the receipt says so, and the next holds only what is new.
    county.receive(&[&bundles[0], &bundles[2]]);
    let receipt = county.receipt(code);
    home.take(&receipt);
    home.attach(&first, "修好了.jpg", 9);
    bundles.push(home.pack());
    home.ask("restore", json!({ "noun": "visit", "id": second })).unwrap();
    home.visit(&deputy, "赵六");
    bundles.push(home.pack());
    home.change("deputy", &deputy, "phone", json!("13800138000"));
    bundles.push(home.pack());
    // A matter with its steps, and an older copy put back: the rest travels under a new epoch.
    let matter = home.save(
        "matter",
        json!({ "title": "水渠漏水", "raised_on": "2026-11-02", "category": "水利饮水", "content": "村口", "source": "other", "deputies": [deputy] }),
    );
    bundles.push(home.pack());
    fs::remove_file(home.folder().join("epoch")).unwrap();
    home.change("matter", &matter, "note", json!("已经去看过"));
    let photo = home.attach(&first, "第三张.jpg", 17);
    bundles.push(home.pack());
    home.ask("detach", json!({ "id": photo })).unwrap();
    home.ask("delete", json!({ "noun": "matter", "id": matter })).unwrap();
    bundles.push(home.pack());
    bundles
}

#[test]
fn any_subset_order_and_repetition_ends_in_the_same_database() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    // As the county was before anything came.
    let fresh = pair.county_now();
    let mut bundles = series(&mut pair, 0, "JS-017");
    bundles.extend(series(&mut pair, 1, "JS-018"));
    let run = |files: &[&PathBuf]| {
        let mut county = fresh.copy();
        for file in files {
            let state = county.receive_one(file)["state"].clone();
            assert!(state == "filed" || state == "again", "{state}");
        }
        county.sound();
        came_in(&county.tables())
    };
    let all: Vec<usize> = (0..bundles.len()).collect();
    let runs = proptest::collection::vec(proptest::sample::select(all), 1..24);
    let mut runner = TestRunner::new(Config {
        cases: 32,
        max_shrink_iters: 20,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&runs, |order| {
            let mut in_order = order.clone();
            in_order.sort_unstable();
            in_order.dedup();
            let files = |order: &[usize]| order.iter().map(|i| &bundles[*i]).collect::<Vec<_>>();
            let (mixed, straight) = (run(&files(&order)), run(&files(&in_order)));
            for (table, rows) in &straight {
                prop_assert_eq!(&mixed[table], rows, "{}", table);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_lost_stick_costs_nothing() {
    let mut pair = Pair::new(&["JS-017"]);
    let fresh = pair.county_now();
    let bundles = series(&mut pair, 0, "JS-017");
    // What the county had when it wrote the receipt, then only the last: all is there.
    let mut whole = fresh.copy();
    for bundle in &bundles[..6] {
        whole.receive_one(bundle);
    }
    let mut poor = fresh.copy();
    poor.receive(&[&bundles[2], &bundles[5]]);
    let (whole, poor) = (came_in(&whole.tables()), came_in(&poor.tables()));
    for table in [
        "deputy",
        "visit",
        "link",
        "search_doc",
        "attachment",
        "blob",
        "received_record",
        "received_journal",
    ] {
        assert_eq!(whole[table], poor[table], "{table}");
    }
}

#[test]
fn a_stick_of_everything_is_taken_at_once_and_searched() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let stick = pair.county.stick();
    let deep = stick.join("来自各站/三月");
    fs::create_dir_all(&deep).unwrap();
    for (i, name) in [(0, "李四"), (1, "𠮷𬭚")] {
        let deputy = pair.stations[i].deputy("张卫国");
        let visit = pair.stations[i].visit(&deputy, name);
        pair.stations[i].attach(&visit, "水渠.jpg", 7);
        let bundle = pair.stations[i].pack();
        fs::copy(&bundle, deep.join(bundle.file_name().unwrap())).unwrap();
    }
    fs::write(deep.join("坏的.rdz"), "not a bundle").unwrap();
    fs::write(deep.join("JS-019_aaaa_000001.rdz.part"), "torn").unwrap();
    let county = &mut pair.county;
    let files = county.receive(&[&stick]);
    let states: Vec<&str> = files.iter().map(|f| f["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["filed", "filed", "refused"], "{files:?}");
    assert_eq!(files[0]["brought"]["added"], 2);
    assert_eq!(files[2]["trouble"]["code"], "untrusted");
    assert_eq!((county.count("visit"), county.count("deputy")), (2, 2));
    let hits = county.ask("find", json!({ "text": "𬭚", "limit": 5 })).unwrap();
    assert_eq!(hits.as_array().unwrap().len(), 1);
    let visit = county.ask("record", json!({ "noun": "visit", "id": hits[0]["id"] })).unwrap();
    assert_eq!(visit["record"]["station"], "JS-018");
    assert_eq!(visit["attachments"][0]["name"], "水渠.jpg");
    assert!(visit["history"].as_array().unwrap().iter().any(|h| h["clerk"] == "王小兰"), "{visit}");
    let deputy = visit["record"]["deputies"][0].clone();
    let related = county.ask("record", json!({ "noun": "deputy", "id": deputy })).unwrap();
    assert_eq!(related["related"][0]["total"], 1, "links work, and only within the station");

    // A record has one writer.
    for (command, ask) in [
        ("delete", json!({ "noun": "visit", "id": hits[0]["id"] })),
        ("attach", json!({ "noun": "visit", "id": hits[0]["id"], "name": "a.jpg", "base64": "/9j/" })),
        ("detach", json!({ "id": visit["attachments"][0]["id"] })),
    ] {
        assert_eq!(county.ask(command, ask).unwrap_err().code(), "not_allowed", "{command}");
    }
    // The county's own answers on the stick are passed over, and bundles are not taken twice.
    county.ask("receipt_write", json!({ "station": "JS-017", "folder": deep })).unwrap();
    county.ask("receipt_write", json!({ "station": "JS-018", "folder": deep })).unwrap();
    let states: Vec<_> = county.receive(&[&stick]).iter().map(|f| f["state"].clone()).collect();
    assert_eq!(states, ["again", "again", "refused"]);
    assert_eq!(county.count("visit"), 2);
    county.sound();
    // Who may not, may not.
    let error = pair.stations[0].ask("bundle_receive", json!({ "paths": [stick] })).unwrap_err();
    assert_eq!(error.code(), "not_allowed");
    let empty = tempfile::tempdir().unwrap();
    assert!(
        county
            .ask("bundle_receive", json!({ "paths": [empty.path()] }))
            .unwrap_err()
            .to_string()
            .contains("没有")
    );
}

#[test]
fn a_seq_jump_is_taken_and_the_missing_numbers_are_named() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let bundles: Vec<PathBuf> = (0..5)
        .map(|n| {
            pair.stations[0].deputy(["张卫国", "李秀英", "王建军", "赵小梅", "𬭚三"][n]);
            pair.stations[0].pack()
        })
        .collect();
    let county = &mut pair.county;
    county.receive(&[&bundles[0], &bundles[4]]);
    let inbox = county.ask("inbox", json!({})).unwrap();
    let (line, silent) = (&inbox[0], &inbox[1]);
    assert_eq!((line["seq"].as_u64(), line["acked_through"].as_u64()), (Some(5), Some(1)));
    assert_eq!(line["missing"], json!([{ "first": 2, "last": 4 }]));
    assert_eq!((line["days_silent"].as_u64(), line["receipt_due"].as_bool()), (Some(0), Some(true)));
    assert_eq!(county.count("deputy"), 5, "the fifth carries the others' rows");
    assert_eq!(
        (silent["station"].as_str(), silent["seq"].as_u64(), silent["days_silent"].is_null()),
        (Some("JS-018"), Some(0), true)
    );
    county.receive(&[&bundles[2], &bundles[1]]);
    let inbox = county.ask("inbox", json!({})).unwrap();
    assert_eq!(
        (inbox[0]["acked_through"].as_u64(), &inbox[0]["missing"]),
        (Some(3), &json!([{ "first": 4, "last": 4 }]))
    );

    // The receipt tells the station; what never came itself but is there all the same is 县已收.
    let receipt = county.receipt("JS-017");
    assert_eq!(county.ask("inbox", json!({})).unwrap()[0]["receipt_due"], false);
    let taken = pair.stations[0].take(&receipt);
    assert_eq!(
        (taken["acked_through"].as_u64(), &taken["missing"]),
        (Some(3), &json!([{ "first": 4, "last": 4 }]))
    );
    let states = pair.stations[0].states();
    let said: Vec<&str> = states.iter().rev().map(|(_, s)| s.as_str()).collect();
    assert_eq!(said, ["filed", "filed", "filed", "received", "filed"]);
}

#[test]
fn numbers_without_a_file_are_not_waited_for() {
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let first = station.pack();
    // As after a power cut between number and name.
    station
        .tables()
        .execute(
            "INSERT INTO bundle SELECT receiver, epoch, 2, name, made_at, 0, 0, 0, 0, 'lost', '', 0, envelope_sha256, 2, 0 FROM bundle",
            [],
        )
        .unwrap();
    station.note_epoch(2);
    let third = station.pack();
    assert!(third.to_str().unwrap().ends_with("_000003.rdz"));
    pair.county.receive(&[&third]);
    assert_eq!(pair.county.ask("inbox", json!({})).unwrap()[0]["missing"], json!([{ "first": 1, "last": 1 }]));
    pair.county.receive(&[&first]);
    let inbox = pair.county.ask("inbox", json!({})).unwrap();
    assert_eq!((inbox[0]["acked_through"].as_u64(), &inbox[0]["missing"]), (Some(3), &json!([])));
}

#[test]
fn a_restored_station_goes_on_under_a_new_epoch() {
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let deputy = station.deputy("张卫国");
    let first = station.pack();
    station.visit(&deputy, "李四");
    let second = station.pack();
    pair.county.receive(&[&first, &second]);
    fs::remove_file(station.folder().join("epoch")).unwrap();
    station.visit(&deputy, "王五");
    let restored = station.pack();
    assert_eq!(pair.county.receive_one(&restored)["state"], "filed");
    assert_eq!(pair.county.count("visit"), 2);
    let receipt = pair.county.receipt("JS-017");
    let taken = station.take(&receipt);
    assert_eq!((taken["acked_through"].as_u64(), &taken["alarms"]), (Some(1), &json!([])));
    assert!(station.states().iter().all(|(_, state)| state == "filed"));
    pair.county.sound();
}

/// An older copy of the database put back by hand knows less than the county; what the clerk
/// writes from then on is newer than all of it, whichever bundle comes first.
#[test]
fn what_is_written_after_a_restore_wins_over_what_was_lost() {
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let deputy = station.deputy("张卫国");
    let first = station.pack();
    station.leave();
    let database = station.folder().join("station.db");
    let older = fs::read(&database).unwrap();
    station.ask("unlock", json!({ "password": PASSWORD })).unwrap();
    for employer in ["一", "二", "三"] {
        station.change("deputy", &deputy, "employer", employer.into());
    }
    let lost = station.pack();
    station.leave();
    for beside in ["station.db-wal", "station.db-shm"] {
        let _ = fs::remove_file(station.folder().join(beside));
    }
    fs::write(&database, older).unwrap();
    station.ask("rescue_keep", json!({ "password": PASSWORD })).unwrap();
    station.ask("unlock", json!({ "password": PASSWORD })).unwrap();
    station.change("deputy", &deputy, "employer", "恢复以后".into());
    let after = station.pack();
    let employer = |county: &mut Home| county.ask("record", json!({ "noun": "deputy", "id": deputy })).unwrap()["record"]["employer"].clone();
    for order in [[&first, &lost, &after], [&after, &first, &lost]] {
        let mut county = pair.county_now().copy();
        for bundle in order {
            assert_eq!(county.receive_one(bundle)["state"], "filed");
        }
        assert_eq!(employer(&mut county), "恢复以后");
        county.sound();
    }
}

/// What came from a station is evidence: changed or thinned out past the program, it is found out.
#[test]
fn fail_evidence_of_others_changed_past_the_program() {
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let deputy = station.deputy("张卫国");
    station.visit(&deputy, "李四");
    let first = station.pack();
    station.visit(&deputy, "王五");
    pair.county.receive(&[&first, &station.pack()]);
    let ready = pair.county_now();
    for (harm, says) in [
        (
            "UPDATE received_journal SET clerk = '别人' WHERE seq = 3",
            "JS-017 送来的修改记录第 3 条和前一条接不上",
        ),
        ("UPDATE received_journal SET hash = upper(hash) WHERE seq = 3", "第 4 条和前一条接不上"),
        ("DELETE FROM received_journal WHERE seq = 3", "JS-017 送来的修改记录不全"),
        ("DELETE FROM received_journal", "JS-017 送来的修改记录不全"),
        ("DELETE FROM received WHERE seq = 2", "JS-017 第 2 包的收包登记不见了"),
        ("UPDATE received SET envelope_sha256 = prev WHERE seq = 2", "JS-017 第 2 包的收包登记"),
        ("UPDATE visit SET problem = '别的'", "JS-017 送来的不一致"),
        ("UPDATE received_record SET revision = 9, image_sha256 = '0'", "JS-017 送来的不一致"),
        ("DELETE FROM received_record", "没有修改记录"),
    ] {
        let mut county = ready.copy();
        county.sound();
        assert!(county.tables().execute(harm, []).unwrap() > 0, "{harm}");
        let audit = county.ask("audit", json!({})).unwrap();
        let found = audit["troubles"].as_array().unwrap().iter().any(|t| t.as_str().unwrap().contains(says));
        assert!(found && audit["sound"] == false, "{harm}: {audit}");
    }
}
