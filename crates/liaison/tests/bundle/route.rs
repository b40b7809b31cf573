//! The network route, over a real server and a real folder: there and back, over lines that
//! break, by the hour, and stopped at every step.

use std::fs;
use std::path::{Path, PathBuf};

use liaison::{Error, Result};
use serde_json::{Value, json};

use crate::county::{Hand, Home, Pair};
use crate::server::{Line, SECRET, Server, USER, allow, url};

pub fn webdav(port: u16, authority: &str) -> Value {
    json!({ "kind": "webdav", "url": url(port), "user": USER, "password": SECRET, "authority": authority, "every_hours": 4 })
}

/// To a server's folder: over the server, or as a shared drive.
pub fn way(server: &Server, over_server: bool) -> Value {
    if over_server {
        webdav(server.port, &server.authority)
    } else {
        folder(&server.files())
    }
}

pub fn folder(path: &Path) -> Value {
    json!({ "kind": "folder", "folder": path, "every_hours": 4 })
}

pub fn set(pair: &mut Pair, ask: &Value) {
    pair.county.ask("route_set", ask.clone()).unwrap();
    for station in &mut pair.stations {
        station.ask("route_set", ask.clone()).unwrap();
    }
}

pub fn run(home: &mut Home) -> Result<Value> {
    home.ask("route_run", json!({}))
}

/// A run that must go through without anything to remark.
#[track_caller]
pub fn clean(home: &mut Home) -> (u64, u64) {
    let done = run(home).unwrap();
    assert_eq!(done["notes"], json!([]), "{done}");
    (done["sent"].as_u64().unwrap(), done["taken"].as_u64().unwrap())
}

#[track_caller]
pub fn fails(home: &mut Home) -> String {
    let error = run(home).unwrap_err();
    assert_eq!(error.code(), "route", "{error:?}");
    let view = home.ask("route", json!({})).unwrap();
    assert_eq!(view["trouble"], error.to_string());
    error.to_string()
}

/// Every file below a folder, by path.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(below(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

pub fn with_work(home: &mut Home) -> String {
    let deputy = home.deputy("䶮𬭚");
    let visit = home.visit(&deputy, "李四");
    home.attach(&visit, "水渠.jpg", 7);
    deputy
}

/// A picture that does not compress.
pub fn attach_noise(home: &mut Home, visit: &str, seed: u64) {
    use base64::Engine as _;
    let mut state = seed + 1;
    let noise = (0..6_000).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    });
    let photo: Vec<u8> = b"\xff\xd8\xff".iter().copied().chain(noise).collect();
    let encoded = base64::prelude::BASE64_STANDARD.encode(&photo);
    let ask = json!({ "noun": "visit", "id": visit, "name": format!("{seed}.jpg"), "base64": encoded });
    home.ask("attach", ask).unwrap();
}

/// The whole way, there and back, whatever the shared folder is.
fn there_and_back(pair: &mut Pair, lies: &Path) {
    assert_eq!(clean(&mut pair.county), (4, 0), "two rosters, each with its signature");
    let deputy = with_work(&mut pair.stations[0]);
    assert_eq!(clean(&mut pair.stations[0]), (1, 0));
    assert_eq!(clean(&mut pair.stations[0]), (0, 0), "nothing new, nothing sent");
    assert_eq!(pair.stations[0].states(), [(1, "handed".into())]);
    assert_eq!(clean(&mut pair.county), (1, 1), "a bundle in, a receipt out");
    assert_eq!(pair.county.count("visit"), 1);
    assert_eq!(clean(&mut pair.county), (0, 0));
    assert_eq!(clean(&mut pair.stations[0]), (0, 1));
    assert_eq!(pair.stations[0].states(), [(1, "filed".into())]);
    assert!(below(&pair.stations[0].folder().join("route")).is_empty(), "nothing is kept that has arrived");

    pair.stations[0].visit(&deputy, "王五");
    assert_eq!(clean(&mut pair.stations[0]), (1, 0));
    assert_eq!(clean(&mut pair.county), (1, 1));
    assert_eq!(pair.county.count("visit"), 2);
    assert_eq!(clean(&mut pair.stations[0]), (0, 1));

    // A further roster comes by itself.
    Hand::enrolled(&mut pair.county, "JS-018");
    assert_eq!(clean(&mut pair.county), (2, 0));
    assert_eq!(clean(&mut pair.stations[0]), (0, 1));
    assert_eq!(pair.stations[0].ask("roster", json!({})).unwrap()["number"], 3);

    let names: Vec<String> = below(lies).iter().map(|p| p.strip_prefix(lies).unwrap().display().to_string()).collect();
    assert_eq!(names.len(), 2 + 2 + 6, "{names:?}");
    assert!(names.iter().all(|n| !n.ends_with(".part")));
    pair.county.sound();
    pair.stations[0].sound();
}

#[test]
fn over_a_server_bundles_go_there_and_receipts_come_back() {
    let server = Server::new();
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &webdav(server.port, &server.authority));
    there_and_back(&mut pair, &server.files());
    assert!(!server.log().contains("DELETE 2"), "nothing on the server is taken away:\n{}", server.log());
}

#[test]
fn over_a_shared_folder_the_same() {
    let shared = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &folder(shared.path()));
    there_and_back(&mut pair, shared.path());
}

#[test]
fn the_very_bytes_of_a_stick_travel() {
    let shared = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &folder(shared.path()));
    with_work(&mut pair.stations[0]);
    clean(&mut pair.stations[0]);
    let kept = below(&pair.stations[0].folder().join("route/out"));
    let lies = below(&shared.path().join("to-county"));
    assert_eq!((kept.len(), lies.len()), (1, 1));
    assert_eq!(kept[0].file_name(), lies[0].file_name());
    assert_eq!(fs::read(&kept[0]).unwrap(), fs::read(&lies[0]).unwrap());
    // And a stick may bring it, too.
    assert_eq!(pair.county.receive_one(&lies[0])["state"], "filed");
    assert_eq!(pair.county.receive_one(&kept[0])["state"], "again");
}

#[test]
fn a_line_cut_anywhere_costs_only_another_run() {
    let server = Server::new();
    let line = Line::to(server.port);
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &webdav(server.port, &server.authority));
    clean(&mut pair.county);
    let deputy = with_work(&mut pair.stations[0]);
    let set_line = |home: &mut Home| home.ask("route_set", webdav(line.port, &server.authority)).unwrap();
    set_line(&mut pair.stations[0]);
    set_line(&mut pair.county);
    line.carried();
    clean(&mut pair.stations[0]);
    let station_bytes = line.carried();
    clean(&mut pair.county);
    let county_bytes = line.carried();
    clean(&mut pair.stations[0]);

    // Later runs carry a little more; the last points lie behind everything.
    const POINTS: u64 = 16;
    let (mut tried, mut broken, mut visits) = (0, 0, 1);
    for point in 0..POINTS {
        for way in [0, 1] {
            let after = |bytes: [u64; 2]| bytes[way] * 13 / 10 * point / (POINTS - 1);
            pair.stations[0].visit(&deputy, "王五");
            visits += 1;
            for (home, bytes) in [(&mut pair.stations[0], station_bytes), (&mut pair.county, county_bytes)] {
                line.cut_after(way, after(bytes));
                tried += 1;
                if let Err(error) = run(home) {
                    assert_eq!(error.code(), "route", "{error:?}");
                    broken += 1;
                }
                line.mend();
                clean(home);
            }
            assert_eq!(pair.county.count("visit"), visits, "cut after {} bytes, way {way}", after(station_bytes));
            clean(&mut pair.stations[0]);
            assert!(pair.stations[0].states().iter().all(|(_, state)| state == "filed" || state == "received"));
        }
    }
    assert!(broken > tried / 2 && broken < tried, "{broken} of {tried} cuts broke a run");
    let received: u64 = pair.county.tables().query_row("SELECT count(*) FROM received", [], |r| r.get(0)).unwrap();
    assert_eq!(received, visits, "one bundle a visit, none doubled, none lost");
    assert_eq!(below(&server.files().join("to-county")).len() as u64, visits);
    pair.county.sound();
    pair.stations[0].sound();
    println!("{tried} cuts, {broken} of them broke a run");
}

#[test]
fn a_large_bundle_is_fetched_on_from_where_it_broke() {
    let server = Server::new();
    let line = Line::to(server.port);
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &webdav(server.port, &server.authority));
    clean(&mut pair.county);
    let deputy = pair.stations[0].deputy("张三");
    let visit = pair.stations[0].visit(&deputy, "李四");
    for n in 0..60 {
        attach_noise(&mut pair.stations[0], &visit, n);
    }
    clean(&mut pair.stations[0]);
    let size = fs::metadata(&below(&server.files().join("to-county"))[0]).unwrap().len();
    assert!(size > 300_000, "{size}");
    pair.county.ask("route_set", webdav(line.port, &server.authority)).unwrap();
    line.cut_after(1, size * 3 / 4);
    fails(&mut pair.county);
    let kept: u64 = below(&pair.county.folder().join("route/in"))
        .iter()
        .map(|p| fs::metadata(p).unwrap().len())
        .sum();
    assert!(kept > size / 2, "{kept} of {size}");
    line.mend();
    line.carried();
    assert_eq!(clean(&mut pair.county), (1, 1));
    assert!(line.carried()[1] < size / 2, "what was there was not asked for again");
    assert!(server.log().contains("GET 206"));
    assert_eq!(pair.county.count("visit"), 1);
}

#[test]
fn trying_says_what_works_and_leaves_nothing_behind() {
    let server = Server::new();
    let mut pair = Pair::new(&["JS-017"]);
    for home in [&mut pair.county, &mut pair.stations[0]] {
        let tried = home.ask("route_try", webdav(server.port, &server.authority)).unwrap();
        assert_eq!((&tried["works"], tried["says"].as_array().unwrap().len()), (&json!(true), 2), "{tried}");
    }
    assert!(below(&server.files()).is_empty());
    assert_eq!(pair.stations[0].ask("route", json!({})).unwrap()["kind"], "off", "trying keeps nothing");
    let mut ask = webdav(server.port, &server.authority);
    ask["url"] = json!(format!("https://localhost:{}/nirgends", server.port));
    let tried = pair.stations[0].ask("route_try", ask).unwrap();
    assert!(tried["trouble"]["what"].as_str().unwrap().contains("网址"), "{tried}");
}

#[test]
fn a_part_left_behind_is_written_over_and_never_taken() {
    for over_server in [true, false] {
        let server = Server::new();
        let mut pair = Pair::new(&["JS-017"]);
        set(&mut pair, &way(&server, over_server));
        clean(&mut pair.county);
        with_work(&mut pair.stations[0]);
        let epoch = pair.stations[0].ask("station_key", json!({})).unwrap()["epoch"].as_str().unwrap().to_owned();
        let at = server.files().join("to-county/JS-017");
        fs::create_dir_all(&at).unwrap();
        let part = at.join(format!("JS-017_{epoch}_000001.rdz.part"));
        fs::write(&part, "half").unwrap();
        for path in [&at, &part] {
            allow(path, 0o777);
        }
        assert_eq!(clean(&mut pair.county), (0, 0), "a part is no bundle");
        assert_eq!(clean(&mut pair.stations[0]), (1, 0));
        assert!(!part.exists());
        assert_eq!(clean(&mut pair.county), (1, 1));
    }
}

#[test]
fn runs_come_by_the_hour_and_sooner_after_a_failure() {
    let shared = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let due = |home: &mut Home| home.ask("route", json!({})).unwrap()["due"] == true;
    assert!(!due(station), "off by default");
    assert_eq!(run(station).unwrap_err().code(), "not_ready");
    station
        .ask("route_set", json!({ "kind": "folder", "folder": shared.path(), "every_hours": 0 }))
        .unwrap();
    assert!(!due(station), "only by hand");
    station.ask("route_set", folder(shared.path())).unwrap();
    assert!(due(station));
    clean(station);
    assert!(!due(station));
    station.minutes += 4 * 60;
    assert!(due(station));
    fs::rename(shared.path().join("to-county"), shared.path().join("x")).unwrap();
    let mut waited = Vec::new();
    for _ in 0..8 {
        fails(station);
        let before = station.minutes;
        while !due(station) {}
        waited.push(station.minutes - before);
    }
    assert_eq!(waited, [4, 9, 19, 39, 79, 159, 239, 239]);
    // A clock that was set back does not make everything wait.
    station.minutes -= 100_000;
    assert!(due(station));
    station.ask("route_set", json!({ "kind": "off" })).unwrap();
    assert!(!due(station));
}

/// Whoever may write in the shared folder must not lead the clerk's hand elsewhere.
#[cfg(unix)]
#[test]
fn fail_a_link_under_the_name_of_the_try() {
    let shared = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(&["JS-017"]);
    let ask = json!({ "kind": "folder", "folder": shared.path() });
    assert_eq!(pair.stations[0].ask("route_try", ask.clone()).unwrap()["works"], true);
    let victim = shared.path().join("station.db");
    std::fs::write(&victim, "资料").unwrap();
    for name in ["JS-017_try-1.part", "JS-017_try-2.part"] {
        std::os::unix::fs::symlink(&victim, shared.path().join("to-county/JS-017").join(name)).unwrap();
    }
    let tried = pair.stations[0].ask("route_try", ask).unwrap();
    assert_eq!(tried["works"], true, "{tried}");
    assert_eq!(std::fs::read(&victim).unwrap(), "资料".as_bytes());
    assert!(below(shared.path()).iter().all(|path| !path.display().to_string().contains("_try-")));
}

#[test]
fn without_a_network_the_schedule_packs_and_today_reminds() {
    let carried = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let ask = json!({ "kind": "carry", "folder": carried.path(), "every_hours": 24 });
    assert_eq!(station.ask("route_try", ask.clone()).unwrap()["works"], true);
    station.ask("route_set", ask.clone()).unwrap();
    run(station).unwrap();
    assert!(below(carried.path()).is_empty(), "nothing new, nothing packed");
    with_work(station);
    run(station).unwrap();
    let packed = below(carried.path());
    assert_eq!(packed.len(), 1);
    let name = packed[0].file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(station.ask("today", json!({})).unwrap()["to_carry"]["name"], name.as_str());
    station.ask("bundle_handed", json!({ "name": name })).unwrap();
    assert_eq!(station.ask("today", json!({})).unwrap()["to_carry"], Value::Null);
    let Err(Error::Draft(remarks)) = pair.county.ask("route_set", ask) else {
        panic!()
    };
    assert_eq!(remarks[0].field, "kind");
}

#[test]
fn a_run_stopped_at_any_step_leaves_nothing_half_and_the_next_completes() {
    let server = Server::new();
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &webdav(server.port, &server.authority));
    clean(&mut pair.county);
    let deputy = with_work(&mut pair.stations[0]);
    clean(&mut pair.stations[0]);
    let mut stops = 0;
    for at in 0.. {
        pair.stations[0].visit(&deputy, "王五");
        let mut steps = 0;
        let stopped = pair.stations[0].ask_until("route_run", json!({}), &mut |_| {
            steps += 1;
            steps <= at
        });
        let Err(error) = stopped else { break };
        assert_eq!(error.code(), "cancelled", "{error:?}");
        stops += 1;
        assert!(below(&server.files()).iter().all(|p| p.extension().is_none_or(|e| e != "part")));
        clean(&mut pair.stations[0]);
    }
    assert!(stops > 8, "{stops}");
    clean(&mut pair.county);
    assert_eq!(pair.county.count("visit"), stops + 2);
    pair.stations[0].sound();
}
