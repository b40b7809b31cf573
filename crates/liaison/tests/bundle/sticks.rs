//! What she is told about the stick before and after packing.

use std::fs;

use liaison::{Call, contract};
use serde_json::{Value, json};

use crate::county::*;

fn estimate(station: &mut Home) -> u64 {
    station.ask("pack_estimate", json!({})).unwrap()["bytes"].as_u64().unwrap()
}

#[test]
fn the_estimate_is_never_too_small() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let deputy = station.deputy("张卫国");
    for _ in 0..40 {
        station.visit(&deputy, "李四");
    }
    let bare = estimate(station);
    let visit = station.visit(&deputy, "王五");
    station.attach(&visit, "水渠.jpg", 7);
    // The same bytes twice are carried once.
    station.attach(&visit, "水渠（又一张）.jpg", 7);
    let asked = station.ask("pack_estimate", json!({})).unwrap();
    assert_eq!((asked["attachments"].as_u64(), asked["files"].as_u64()), (Some(1), Some(1)));
    let full = asked["bytes"].as_u64().unwrap();
    assert!(full >= bare + 5_000);
    let path = station.pack();
    assert!(fs::metadata(&path).unwrap().len() <= full);
    county.receive(&[&path]);
    station.take(&county.receipt("JS-017"));
    assert!(estimate(station) < bare, "after the receipt only what is new counts");
    let all = station.ask("pack_estimate", json!({ "full": true })).unwrap();
    assert!(all["bytes"].as_u64().unwrap() >= full);
}

#[test]
fn a_stick_tells_what_of_ours_lies_on_it() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let Pair { county, stations } = &mut pair;
    let stick = stations[0].stick();
    let lying = |station: &mut Home| station.ask("on_stick", json!({ "path": stick })).unwrap();
    assert_eq!(lying(&mut stations[0]), json!({ "bundles": [], "receipts": [], "updates": 0 }));
    let ours = stations[0].pack();
    let other = stations[1].pack();
    fs::copy(&other, stick.join(other.file_name().unwrap())).unwrap();
    county.receive(&[&ours, &other]);
    for code in ["JS-017", "JS-018"] {
        let receipt = county.receipt(code);
        fs::create_dir_all(stick.join("回执")).unwrap();
        fs::copy(&receipt, stick.join("回执").join(receipt.file_name().unwrap())).unwrap();
    }
    fs::write(stick.join("liaison-0.2.0-linux-x86_64.rdu"), "by its name alone").unwrap();
    let found = lying(&mut stations[0]);
    assert_eq!(found["updates"], 1);
    let names: Vec<&Value> = found["bundles"].as_array().unwrap().iter().map(|b| &b["name"]).collect();
    assert_eq!(names, [ours.file_name().unwrap().to_str().unwrap()]);
    assert_eq!(found["bundles"][0]["state"], "written");
    let receipts = found["receipts"].as_array().unwrap();
    assert!(receipts.len() == 1 && receipts[0].as_str().unwrap().contains("JS-COUNTY_JS-017_"), "{found}");
}

#[test]
fn only_a_stick_is_taken_out() {
    let mut station = Pair::new(&["JS-017"]).stations.remove(0);
    let stick = station.stick();
    let error = station.ask("eject", json!({ "path": stick })).unwrap_err();
    assert!(error.to_string().contains("已经不在电脑上"), "{error}");
    // What is known of a disk is known whole: a system without a list of disks tells neither.
    let places = station.ask("places", json!({})).unwrap();
    assert_eq!(places[0]["capacity"].is_u64(), places[0]["free"].is_u64());
}

/// Every long pass over a file can be stopped, and nothing of it stays.
#[test]
fn receiving_can_be_stopped_at_every_pass() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let deputy = stations[0].deputy("张卫国");
    let visit = stations[0].visit(&deputy, "李四");
    stations[0].attach(&visit, "水渠.jpg", 7);
    let path = stations[0].pack();
    let before = came_in(&county.tables());
    for (doing, past_half) in [
        ("拷到本机", false),
        ("核对签名和内容", false),
        ("核对签名和内容", true),
        ("入库", false),
        ("收附件", false),
    ] {
        let mut call = Call {
            now: county.now(),
            documents: county.root.path().into(),
            progress: &mut |p| p.doing != doing || (past_half && p.done * 2 < p.total),
        };
        let error = contract::answer(&mut county.desk, &mut call, "bundle_receive", json!({ "paths": [path] })).unwrap_err();
        assert_eq!(error.code(), "cancelled", "{doing}");
        assert_eq!(came_in(&county.tables()), before);
    }
    assert_eq!(county.receive_one(&path)["state"], "filed");
}
