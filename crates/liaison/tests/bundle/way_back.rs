//! The way back: a receipt by the county, taken at the station, and what is not one.

use std::fs;

use liaison::bundle::envelope::Kind;
use serde_json::json;

use crate::county::*;
use crate::made::*;

#[test]
fn after_a_receipt_only_what_is_new_travels() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let deputy = station.deputy("张卫国");
    station.visit(&deputy, "李四");
    county.receive(&[&station.pack()]);
    let receipt = county.receipt("JS-017");
    assert!(receipt.file_name().unwrap().to_str().unwrap().starts_with("JS-COUNTY_JS-017_"));
    let taken = station.take(&receipt);
    assert_eq!((taken["again"].as_bool(), taken["acked_through"].as_u64()), (Some(false), Some(1)));
    assert!(taken["says"].as_str().unwrap().contains("全部入库"), "{taken}");
    assert_eq!(station.states(), [(1, "filed".into())]);

    station.visit(&deputy, "王五");
    let packed = station.ask("bundle_pack", json!({ "folder": station.stick() })).unwrap();
    assert_eq!(
        (packed["bundle"]["records"].as_u64(), packed["bundle"]["full"].as_bool()),
        (Some(1), Some(false))
    );
    let bundle = fs::read(packed["path"].as_str().unwrap()).unwrap();
    assert_eq!((envelope(&bundle).kind, envelope(&bundle).acked_through), (Kind::Update, 1));
    let full = station.ask("bundle_pack", json!({ "folder": station.stick(), "full": true })).unwrap();
    assert_eq!(full["bundle"]["records"], 3, "a full snapshot can be asked for at any time");
    county.receive(&[packed["path"].as_str().unwrap().as_ref()]);
    assert_eq!(county.count("visit"), 2);

    // Taken again it changes nothing; written again it is the next number and says the same.
    assert_eq!(station.take(&receipt)["again"], true);
    let (second, third) = (county.receipt("JS-017"), county.receipt("JS-017"));
    assert_eq!(envelope(&fs::read(&third).unwrap()).seq, 3);
    // The newest first, then the one before, then the first: nothing moves back.
    station.take(&third);
    let states = station.states();
    assert_eq!(states, [(3, "written".into()), (2, "filed".into()), (1, "filed".into())]);
    assert_eq!(station.take(&second)["again"], false);
    assert_eq!(station.take(&receipt)["again"], true);
    assert_eq!(station.states(), states);
    station.sound();
    county.sound();
}

#[test]
fn fail_forged_receipt() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let Pair { county, stations } = &mut pair;
    let bundle = stations[0].pack();
    county.receive(&[&bundle]);
    let name = |home: &Home| secrets(home);
    let outcome = json!({ "epoch": "e3f9", "seq": 1, "envelope_sha256": "0".repeat(64), "state": "filed", "refused": 0, "received_at": MADE_AT });
    let rows = [("outcome", outcome)];
    let before = came_in(&stations[0].tables());
    // Signed by a stranger in the county's name, by another station in its name, by that station in its own.
    let stranger = Hand::of(Side::new(), county, "JS-COUNTY", "JS-017", Kind::Answer);
    let in_its_name = Hand::of(name(&stations[1]), county, "JS-COUNTY", "JS-017", Kind::Answer);
    let in_its_own = Hand::of(name(&stations[1]), county, "JS-018", "JS-017", Kind::Answer);
    let not_an_answer = Hand::of(name(county), county, "JS-COUNTY", "JS-017", Kind::Full);
    for hand in [stranger, in_its_name, in_its_own, not_an_answer] {
        let mut hand = hand;
        let identity = secrets(&stations[0]).identity;
        hand.side.identity = identity;
        let path = hand.seal(1, None, &rows);
        let error = stations[0].ask("receipt_take", json!({ "path": path })).unwrap_err();
        assert_eq!(error.code(), "untrusted", "{error}");
    }
    assert_eq!(stations[0].states(), [(1, "written".into())]);

    // The county's own for another station; and one changed on the way.
    county.receive(&[&stations[1].pack()]);
    let theirs = county.receipt("JS-018");
    let error = stations[0].ask("receipt_take", json!({ "path": theirs })).unwrap_err();
    assert!(error.to_string().contains("是给 JS-018 的"), "{error}");
    let ours = county.receipt("JS-017");
    let mut bytes = fs::read(&ours).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&ours, &bytes).unwrap();
    assert_eq!(stations[0].ask("receipt_take", json!({ "path": ours })).unwrap_err().code(), "untrusted");
    // A station's bundle is no receipt, and a receipt is nothing for the county.
    assert_eq!(stations[0].ask("receipt_take", json!({ "path": bundle })).unwrap_err().code(), "untrusted");
    assert_eq!(county.ask("receipt_take", json!({ "path": theirs })).unwrap_err().code(), "not_allowed");
    assert_eq!(county.receive_one(&theirs)["state"], "refused");
    assert_eq!(came_in(&stations[0].tables()), before);
}

#[test]
fn a_refused_record_comes_home_and_goes_out_better() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let deputy = station.deputy("张卫国");
    let visit = station.visit(&deputy, "李四");
    // Something past the program spoils a record.
    station.tables().execute("UPDATE visit SET handling = '乱写'", []).unwrap();
    assert_eq!(county.receive_one(&station.pack())["state"], "partly");
    let taken = station.take(&county.receipt("JS-017"));
    assert_eq!(station.states(), [(1, "partly".into())]);
    let refusal = &taken["refused"][0];
    assert_eq!((refusal["record"].as_str(), refusal["what"].as_str()), (Some(visit.as_str()), Some("visit")));
    assert!(refusal["says"].as_str().unwrap().contains("处理方式"), "{refusal}");
    // She mends it; it travels alone, and nobody speaks of it any more.
    station.change("visit", &visit, "handling", json!("noted"));
    assert_eq!(county.receive_one(&station.pack())["state"], "filed");
    assert_eq!(county.count("visit"), 1);
    assert_eq!(county.ask("inbox", json!({})).unwrap()[0]["refused"], json!([]));
    let taken = station.take(&county.receipt("JS-017"));
    assert_eq!(taken["refused"], json!([]));
    assert_eq!(station.states(), [(2, "filed".into()), (1, "partly".into())]);
}

#[test]
fn two_stories_of_one_station_are_alarmed() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let mut station = stations.remove(0);
    station.deputy("张卫国");
    let station = station.locked();
    // Two computers with the same data, epoch note and all.
    let (mut one, mut other) = (station.twin(), station.twin());
    one.deputy("李秀英");
    other.minutes += 7;
    other.deputy("王建军");
    let (first, second) = (one.pack(), other.pack());
    assert_eq!(county.receive_one(&first)["state"], "filed");
    assert_eq!(county.receive_one(&second)["state"], "fork");
    assert_eq!(county.count("deputy"), 2);
    let receipt = county.receipt("JS-017");
    let told = one.take(&receipt);
    assert!(told["alarms"][0].as_str().unwrap().contains("另一台电脑"), "{told}");
    let told = other.take(&receipt);
    let alarms: Vec<&str> = told["alarms"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect();
    assert!(
        alarms.iter().any(|a| a.contains("修改记录")) && alarms.iter().any(|a| a.contains("没有入库")),
        "{alarms:?}"
    );
    assert_eq!(other.states(), [(1, "written".into())], "its bundle is not in");
}

#[test]
fn a_county_put_back_numbers_its_receipts_anew() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let Pair { county, stations } = &mut pair;
    for station in stations.iter_mut() {
        county.receive(&[&station.pack()]);
    }
    let first = county.receipt("JS-017");
    let old = county.folder().join("old.db");
    county.ask("lock", json!({})).unwrap();
    fs::copy(county.folder().join("station.db"), &old).unwrap();
    county.ask("unlock", json!({ "password": PASSWORD })).unwrap();
    county.receipt("JS-018");
    county.ask("lock", json!({})).unwrap();
    for name in ["station.db-wal", "station.db-shm"] {
        let _ = fs::remove_file(county.folder().join(name));
    }
    fs::copy(&old, county.folder().join("station.db")).unwrap();
    assert_eq!(county.ask("unlock", json!({ "password": PASSWORD })).unwrap_err().code(), "behind");
    county.ask("rescue_keep", json!({ "password": PASSWORD })).unwrap();
    county.ask("unlock", json!({ "password": PASSWORD })).unwrap();
    // The number another station's receipt had is not given twice either.
    let again = county.receipt("JS-018");
    let (first, again) = (envelope(&fs::read(first).unwrap()), envelope(&fs::read(&again).unwrap()));
    assert_ne!(first.epoch, again.epoch);
    assert_eq!(again.seq, 1);
}
