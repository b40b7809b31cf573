//! What a county must not take, or not twice, or not whole. A hand that holds an enrolled key
//! tries; the tables are compared before and after.

use std::fs;
use std::path::Path;
use std::process::Command;

use liaison::bundle::envelope::Kind;
use liaison::bundle::seal::Identity;
use serde_json::{Value, json};

use crate::county::*;
use crate::made::*;

fn county() -> Home {
    Pair::new(&[]).county
}

fn envelope_of(path: &Path) -> String {
    envelope(&fs::read(path).unwrap()).sha256()
}

/// Nothing changes, and the sentence is this one.
#[track_caller]
fn refused(county: &mut Home, path: &Path, says: &str) {
    let before = came_in(&county.tables());
    let file = county.receive_one(path);
    assert_eq!(file["state"], "refused", "{file}");
    assert!(file["says"].as_str().unwrap().contains(says), "{file}");
    assert!(!file["trouble"]["next"].as_str().unwrap().is_empty());
    assert_eq!(came_in(&county.tables()), before);
    let left: Vec<_> = fs::read_dir(county.folder()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().starts_with(".tmp")), "{left:?}");
}

#[test]
fn fail_replay() {
    let mut county = county();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let bundle = hand.seal(1, None, &[("visit", visit_row("JS-017", 1, 1))]);
    assert_eq!(county.receive_one(&bundle)["state"], "filed");
    let before = came_in(&county.tables());
    let again = county.receive_one(&bundle);
    assert_eq!(again["state"], "again");
    assert!(again["says"].as_str().unwrap().contains("已经收过"));
    assert_eq!(came_in(&county.tables()), before);
    // An older image after a newer one changes nothing.
    let newer = hand.seal(2, Some(envelope_of(&bundle)), &[("visit", visit_row("JS-017", 1, 5))]);
    let older = hand.seal(3, Some(envelope_of(&newer)), &[("visit", visit_row("JS-017", 1, 4))]);
    assert_eq!(county.receive_one(&newer)["brought"]["replaced"], 1);
    let held = county.receive_one(&older);
    assert_eq!((held["brought"]["records"].as_u64(), held["brought"]["replaced"].as_u64()), (Some(1), Some(0)));
    assert_eq!(county.ask("record", json!({ "noun": "visit", "id": id(1) })).unwrap()["record"]["revision"], 5);
}

#[test]
fn fail_fork() {
    let mut county = county();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let one = hand.seal(1, None, &[("visit", visit_row("JS-017", 1, 1))]);
    let other = hand.seal(1, None, &[("visit", visit_row("JS-017", 2, 1))]);
    county.receive_one(&one);
    // The same number with another content, and a second that follows another first.
    let second = hand.seal(2, Some(envelope_of(&other)), &[("visit", visit_row("JS-017", 3, 1))]);
    for bundle in [&other, &second, &other] {
        let file = county.receive_one(bundle);
        assert_eq!(file["state"], "fork", "{file}");
        assert!(file["says"].as_str().unwrap().contains("没有入库"));
    }
    assert_eq!(county.count("visit"), 1);
    let inbox = county.ask("inbox", json!({})).unwrap();
    assert_eq!((inbox[0]["forks"].as_u64(), inbox[0]["seq"].as_u64()), (Some(2), Some(1)));
    // The right second fits between.
    let right = hand.seal(2, Some(envelope_of(&one)), &[]);
    assert_eq!(county.receive_one(&right)["state"], "filed");
}

#[test]
fn fail_revoked_key() {
    let mut county = county();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let first = hand.seal(1, None, &[("visit", visit_row("JS-017", 1, 1))]);
    let second = hand.seal(2, Some(envelope_of(&first)), &[("visit", visit_row("JS-017", 2, 1))]);
    let view = county.ask("roster_revoke", json!({ "code": "JS-017", "after_seq": 1 })).unwrap();
    assert_eq!(view["number"], 3);
    refused(&mut county, &second, "已经停用");
    assert_eq!(county.receive_one(&first)["state"], "filed", "what it signed before is still good");
    assert_eq!(county.ask("inbox", json!({})).unwrap()[0]["enrolled"], false);
    assert!(
        county
            .ask("receipt_write", json!({ "station": "JS-017", "folder": county.stick() }))
            .unwrap_err()
            .to_string()
            .contains("名册")
    );
    assert_eq!(
        county.ask("roster_revoke", json!({ "code": "JS-017", "after_seq": 1 })).unwrap_err().code(),
        "not_ready"
    );
    // A key nobody enrolled.
    let stranger = Hand::of(Side::new(), &county, "JS-017", "JS-COUNTY", Kind::Full);
    refused(&mut county, &stranger.seal(1, None, &[]), "不在名册里");
}

#[test]
fn fail_rows_of_another_station() {
    let mut county = county();
    let theirs = Hand::enrolled(&mut county, "JS-018");
    let hand = Hand::enrolled(&mut county, "JS-017");
    let matter = json!({
        "id": id(9), "station": "JS-018", "number": "YJ-2026-0001", "revision": 1, "made_at": MADE_AT, "made_by": "林",
        "changed_at": MADE_AT, "changed_by": "林", "deleted_at": "", "title": "水渠", "raised_on": "2026-11-02", "state": "recorded",
    });
    let their_rows = [("visit", visit_row("JS-018", 1, 1)), ("matter", matter)];
    assert_eq!(county.receive_one(&theirs.seal(1, None, &their_rows))["state"], "filed");
    let before = came_in(&county.tables());

    let mut stolen = visit_row("JS-017", 1, 9);
    stolen["problem"] = json!("改成我的");
    let mut as_deputy = visit_row("JS-017", 1, 9);
    as_deputy["name"] = json!("冒名");
    let step = json!({
        "id": id(20), "station": "JS-017", "number": "GC-2026-0001", "revision": 1, "made_at": MADE_AT, "made_by": "林",
        "changed_at": MADE_AT, "changed_by": "林", "deleted_at": "", "matter": id(9), "note": "塞进去的一步",
    });
    let attachment = json!({
        "noun": "visit", "record": id(1), "id": id(21), "sha256": "0".repeat(64), "name": "a.jpg", "media": "image/jpeg",
        "size": 1, "made_at": MADE_AT, "deleted_at": "",
    });
    let station = json!({ "role": "station", "code": "JS-018", "name": "冒名" });
    let rows = [
        ("station", station),
        ("visit", visit_row("JS-018", 2, 1)),
        ("visit", stolen),
        ("deputy", as_deputy),
        ("step", step),
        ("attachment", attachment),
    ];
    let file = county.receive_one(&hand.seal(1, None, &rows));
    assert_eq!(
        (file["state"].as_str(), file["brought"]["refused"].as_u64()),
        (Some("partly"), Some(6)),
        "{file}"
    );
    let after = came_in(&county.tables());
    for table in ["visit", "deputy", "matter", "step", "link", "attachment", "search_doc", "received_record"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    for refusal in file["refused"].as_array().unwrap() {
        assert!(!refusal["says"].as_str().unwrap().is_empty());
    }
    assert_eq!(county.ask("inbox", json!({})).unwrap()[1]["name"], "JS-018 联络站");
}

#[test]
fn fail_one_bad_record_of_500() {
    let mut county = county();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let mut rows: Vec<(&str, Value)> = (1..=500).map(|n| ("visit", visit_row("JS-017", n, 1))).collect();
    rows[250].1["people"] = json!("三个人");
    let bundle = hand.seal(1, None, &rows);
    let file = county.receive_one(&bundle);
    assert_eq!((file["state"].as_str(), file["brought"]["added"].as_u64()), (Some("partly"), Some(499)));
    let refusal = &file["refused"][0];
    assert_eq!(
        (refusal["line"].as_u64(), refusal["number"].as_str(), refusal["record"].as_str()),
        (Some(251), Some("JF-2026-0251"), Some(id(251).as_str()))
    );
    assert!(refusal["says"].as_str().unwrap().contains("人数"), "{refusal}");
    assert_eq!(county.count("visit"), 499);
    assert_eq!(county.ask("inbox", json!({})).unwrap()[0]["refused"].as_array().unwrap().len(), 1);
    // Sent again as bad as it was it is one trouble, not two; sent better it is none.
    let again = hand.seal(2, Some(envelope_of(&bundle)), &rows[250..251]);
    county.receive_one(&again);
    assert_eq!(county.ask("inbox", json!({})).unwrap()[0]["refused"].as_array().unwrap().len(), 1);
    let better = hand.seal(3, Some(envelope_of(&again)), &[("visit", visit_row("JS-017", 251, 2))]);
    assert_eq!(county.receive_one(&better)["state"], "filed");
    assert_eq!(county.ask("inbox", json!({})).unwrap()[0]["refused"], json!([]));
    county.sound();
}

#[test]
fn fields_it_does_not_know_are_kept_and_rows_it_does_not_know_are_named() {
    let mut county = county();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let mut row = visit_row("JS-017", 1, 1);
    row["later_field"] = json!([1, { "a": "䶮" }]);
    let file = county.receive_one(&hand.seal(1, None, &[("visit", row.clone()), ("proposal", json!({ "id": id(5) }))]));
    assert_eq!(file["brought"]["added"], 1);
    assert!(file["refused"][0]["says"].as_str().unwrap().contains("proposal"), "{file}");
    let kept: String = county.tables().query_row("SELECT image FROM received_record", [], |r| r.get(0)).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&kept).unwrap(), row);
    county.sound();
    // Changed past the program, a received record is found out.
    county.tables().execute("UPDATE visit SET problem = '别的'", []).unwrap();
    let audit = county.ask("audit", json!({})).unwrap();
    assert!(audit["troubles"][0].as_str().unwrap().contains("JS-017 送来的不一致"), "{audit}");
}

#[test]
fn fail_newer_schema_and_wrong_counts_and_wrong_kind() {
    let mut county = county();
    let mut hand = Hand::enrolled(&mut county, "JS-017");
    hand.schema = 99;
    let newer = hand.seal(1, None, &[]);
    refused(&mut county, &newer, "需要先升级");
    hand.schema = 1;
    hand.kind = Kind::Answer;
    let answer = hand.seal(1, None, &[]);
    refused(&mut county, &answer, "收发单位不是这样");

    // A signed manifest that counts otherwise.
    hand.kind = Kind::Full;
    let good = fs::read(hand.seal(1, None, &[("visit", visit_row("JS-017", 1, 1))])).unwrap();
    let own = secrets(&county);
    let world = World {
        county: own.key,
        work: own.identity,
        escrow: Identity::generate(),
        station: hand.side,
        other: Side::new(),
    };
    let mut inner = world.inner(&good);
    let manifest = String::from_utf8(inner[0].1.clone()).unwrap();
    inner[0].1 = manifest.replace("\"visit\": 1", "\"visit\": 2").into();
    let envelope = envelope(&good);
    let inner = relisted(inner, &world.station.key, &envelope.trusted_comment());
    let path = county.root.path().join("counts.rdz");
    fs::write(&path, world.around(&envelope, &tar(&inner), &world.station)).unwrap();
    refused(&mut county, &path, "条数");
    fs::write(&path, &good[..good.len() - 700]).unwrap();
    assert_eq!(county.receive_one(&path)["state"], "refused");
    fs::write(&path, good).unwrap();
    assert_eq!(county.receive_one(&path)["state"], "filed");
}

#[test]
fn fail_journal_that_does_not_join() {
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    station.deputy("张卫国");
    let tables = station.tables();
    tables.execute("UPDATE journal SET clerk = '别人' WHERE seq = 5", []).unwrap();
    let file = pair.county.receive_one(&station.pack());
    assert_eq!((file["state"].as_str(), file["brought"]["added"].as_u64()), (Some("partly"), Some(1)));
    assert!(file["refused"][0]["says"].as_str().unwrap().contains("第 5 条和前一条接不上"), "{file}");
    // The station's trouble is told, and is none of the county's database.
    pair.county.sound();
}

#[test]
fn fail_journal_at_places_there_are_not() {
    let mut county = county();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let link = |seq: i64| json!({ "seq": seq, "at": MADE_AT, "clerk": "林", "deed": "新增", "noun": "visit", "record": id(1), "revision": 1, "image_sha256": "", "hash": "0" });
    let rows: Vec<_> = [i64::MIN, -1, 0, i64::MAX, i64::MAX].map(|seq| ("journal", link(seq))).to_vec();
    let file = county.receive_one(&hand.seal(1, None, &rows));
    assert_eq!(
        (file["state"].as_str(), file["brought"]["refused"].as_u64()),
        (Some("partly"), Some(5)),
        "{file}"
    );
    assert_eq!(came_in(&county.tables())["received_journal"].len(), 0);
    county.sound();
}

#[test]
fn the_paper_key_opens_what_the_lost_key_would() {
    let mut county = Home::new();
    let welcome = county
        .ask(
            "set_up",
            json!({ "station": { "role": "county", "code": "JS-COUNTY", "name": "县", "town": "县城" }, "clerk": "滕世清", "password": PASSWORD }),
        )
        .unwrap();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let bundle = hand.seal(1, None, &[("visit", visit_row("JS-017", 1, 1))]);
    let paper = county.root.path().join("escrow.key");
    fs::write(&paper, welcome["escrow"].as_str().unwrap()).unwrap();
    let file = Identity::generate().file().unwrap();
    let other = file.lines().last().unwrap();
    county
        .tables()
        .execute("UPDATE setting SET value = json_set(value, '$.identity', ?1) WHERE key = 'keys'", [other])
        .unwrap();
    refused(&mut county, &bundle, "打不开");
    let received = county.ask("bundle_receive", json!({ "paths": [bundle], "escrow": paper })).unwrap();
    assert_eq!(received["files"][0]["state"], "filed", "{received}");
}

const CHILD: &str = "LIAISON_TEST_COUNTY_RECEIVES";

/// A county that receives and is killed on the way: this test binary, started again below.
#[test]
fn child() {
    let Some(root) = std::env::var_os(CHILD) else { return };
    let root = Path::new(&root);
    let mut ask = opened_at(root);
    ask("bundle_receive", json!({ "paths": [root.join("stick")] }));
}

/// Killed, or refused by its disk, anywhere: the tables are as before or as after; the next try
/// brings all, once.
#[test]
fn killed_while_receiving() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("!! not tried: strace is missing, so the program could not be killed at a chosen call");
        return;
    }
    let mut pair = Pair::new(&["JS-017"]);
    let deputy = pair.stations[0].deputy("张卫国");
    let visit = pair.stations[0].visit(&deputy, "李四");
    pair.stations[0].attach(&visit, "水渠.jpg", 7);
    let bundle = pair.stations[0].pack();
    let ready = pair.county_now();
    let before = came_in(&ready.tables());
    let mut whole = ready.copy();
    whole.receive(&[&bundle]);
    let after = came_in(&whole.tables());
    let (mut kills, mut faults, mut kept) = (0, 0, 0);
    let kill = "signal=KILL";
    let ways = [
        (kill, "pwrite64", 1, 8, 1),
        (kill, "pwrite64", 9, 120, 8),
        (kill, "fsync,fdatasync", 1, 6, 1),
        (kill, "write", 1, 6, 1),
        ("error=EIO", "pwrite64", 1, 120, 14),
        ("error=EIO", "fsync,fdatasync", 1, 6, 1),
        ("error=ENOSPC", "pwrite64", 4, 120, 20),
        ("error=EIO", "write", 1, 3, 1),
    ];
    for (harm, call, from, to, step) in ways {
        for n in (from..=to).step_by(step) {
            let mut home = Home::new();
            copy_all(&ready.folder(), &home.folder());
            fs::copy(&bundle, home.stick().join(bundle.file_name().unwrap())).unwrap();
            let log = home.root.path().join("log");
            Command::new("strace")
                .args([
                    "-f",
                    "-qq",
                    "-e",
                    &format!("trace={call}"),
                    "-e",
                    &format!("inject={call}:{harm}:when={n}"),
                    "-o",
                ])
                .arg(&log)
                .arg(std::env::current_exe().unwrap())
                .args(["--exact", "intake::child"])
                .env(CHILD, home.root.path())
                .output()
                .unwrap();
            let log = fs::read_to_string(&log).unwrap_or_default();
            home.ask("unlock", json!({ "password": PASSWORD })).unwrap();
            let now = came_in(&home.tables());
            assert!(now == before || now == after, "{harm} {call} {n}");
            home.sound();
            let left: Vec<_> = fs::read_dir(home.folder()).unwrap().map(|e| e.unwrap().file_name()).collect();
            assert!(left.iter().all(|n| !n.to_string_lossy().starts_with(".tmp")), "{left:?}");
            let stick = home.stick();
            home.receive(&[&stick]);
            assert_eq!(came_in(&home.tables()), after, "{harm} {call} {n}");
            if log.contains("killed by SIGKILL") {
                kills += 1;
                kept += u32::from(now == after);
            } else if log.contains("(INJECTED)") {
                faults += 1;
            } else {
                break;
            }
        }
    }
    println!("killed at {kills} places, after the commit at {kept} of them; {faults} calls that failed");
    assert!(kills > 20 && kept < kills && faults > 10);
}

/// What a look says of each file that lies in a folder, by state.
fn lying(county: &mut Home, folder: &Path) -> Vec<(String, u64, String)> {
    let before = came_in(&county.tables());
    let lying = county.ask("inbox_look", json!({ "path": folder })).unwrap();
    assert_eq!(came_in(&county.tables()), before);
    let text = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    lying["bundles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (text(line, "station"), line["seq"].as_u64().unwrap(), text(line, "state")))
        .collect()
}

#[test]
fn a_look_says_what_taking_would_do_and_takes_nothing() {
    let mut county = county();
    let hand = Hand::enrolled(&mut county, "JS-017");
    let folder = tempfile::tempdir().unwrap();
    let lay = |path: &Path, name: &str| fs::copy(path, folder.path().join(name)).unwrap();
    let one = hand.seal(1, None, &[("visit", visit_row("JS-017", 1, 1))]);
    let other = hand.seal(1, None, &[("visit", visit_row("JS-017", 2, 1))]);
    let second = hand.seal(2, Some(envelope_of(&one)), &[("visit", visit_row("JS-017", 3, 1))]);
    county.receive_one(&one);
    let receipt = county.receipt("JS-017");
    lay(&one, "1.rdz");
    lay(&other, "2.rdz");
    lay(&second, "3.rdz");
    lay(&receipt, "5.rdz");
    let mut torn = fs::read(&second).unwrap();
    torn.truncate(torn.len() - 700);
    fs::write(folder.path().join("4.rdz"), torn).unwrap();
    let seen = lying(&mut county, folder.path());
    let of = |station: &str, seq, state: &str| (station.to_owned(), seq, state.to_owned());
    let want = [of("JS-017", 1, "again"), of("JS-017", 1, "fork"), of("JS-017", 2, "new"), of("", 0, "refused")];
    assert_eq!(seen, want);
    let answers = county.ask("inbox_look", json!({ "path": folder.path() })).unwrap()["answers"].clone();
    assert_eq!(answers, 1);
    // Taking the folder does as the look said.
    let states: Vec<Value> = county.receive(&[folder.path()]).iter().map(|file| file["state"].clone()).collect();
    assert_eq!(states, ["again", "fork", "filed", "refused"]);
}
