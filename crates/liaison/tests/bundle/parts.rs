//! What does not fit one file: several numbers that count together. Whatever of them is lost,
//! repeated or out of order, the next handoff brings everything.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use liaison::bundle::manifest::Portion;
use liaison::bundle::open::Opened;
use liaison::bundle::verify::Trust;
use liaison::{Call, contract};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::county::*;
use crate::made::*;

/// Room for three of the pictures below.
const SMALL: u64 = 100_000;

/// A picture that no program makes smaller.
fn picture(seed: u64) -> Vec<u8> {
    let mut state = seed + 1;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    });
    b"\xff\xd8\xff".iter().copied().chain(noise.take(28_000)).collect()
}

fn attach(station: &mut Home, visit: &str, seed: u64) -> String {
    use base64::Engine as _;
    let base64 = base64::prelude::BASE64_STANDARD.encode(picture(seed));
    let attached = station
        .ask(
            "attach",
            json!({ "noun": "visit", "id": visit, "name": format!("照片{seed}.jpg"), "base64": base64 }),
        )
        .unwrap();
    attached["id"].as_str().unwrap().to_owned()
}

/// A station with a visit that shows `pictures`.
fn pair(pictures: u64) -> (Pair, String) {
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let deputy = station.deputy("张卫国");
    let visit = station.visit(&deputy, "李四");
    for seed in 0..pictures {
        attach(station, &visit, seed);
    }
    (pair, visit)
}

/// Packs into files of at most `SMALL` bytes; answers their paths in order.
fn pack(station: &mut Home) -> Vec<PathBuf> {
    let packed = station.ask("bundle_pack", json!({ "folder": station.stick(), "at_most": SMALL })).unwrap();
    assert_eq!(packed["safe_to_pull"], true);
    let others = packed["others"].as_array().unwrap().iter();
    let all = std::iter::once(&packed).chain(others);
    all.map(|p| PathBuf::from(p["path"].as_str().unwrap())).collect()
}

fn opened_by(county: &Home, station: &mut Home, path: &Path) -> Opened {
    let key = liaison::bundle::seal::VerifyKey::from_text(station.ask("station_key", json!({})).unwrap()["minisign"].as_str().unwrap()).unwrap();
    opened(&fs::read(path).unwrap(), Trust::Key(&key), &secrets(county).identity).unwrap()
}

/// What the county knows of the station, whichever bundles brought it.
fn known(county: &Home) -> BTreeMap<&'static str, Vec<String>> {
    let mut all = came_in(&county.tables());
    all.retain(|table, _| !["received", "fork", "received_journal"].contains(table));
    all
}

fn needed(county: &mut Home) -> Value {
    county.ask("inbox", json!({})).unwrap()[0]["needed"].clone()
}

#[test]
fn what_does_not_fit_goes_into_several_numbers() {
    let (mut pair, _) = pair(7);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let paths = pack(station);
    assert_eq!(paths.len(), 3);
    let mut shown = Vec::new();
    for (path, seq) in paths.iter().zip(1..) {
        assert!(fs::metadata(path).unwrap().len() < SMALL + 8_192, "payload and what is around it");
        let bundle = opened_by(county, station, path);
        assert_eq!(bundle.manifest.part, Some(Portion { first: 1, more: seq < 3 }));
        assert_eq!(bundle.manifest.rows.contains_key("visit"), seq == 1);
        assert_eq!(
            bundle.manifest.rows["attachment"],
            bundle.manifest.blobs.len() as u64,
            "rows travel with their bytes"
        );
        shown.push(bundle.manifest.blobs.len());
    }
    assert_eq!(shown.iter().sum::<usize>(), 7);
    let listed = station.ask("bundles", json!({})).unwrap();
    let parts: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (b["first_part"].as_u64(), b["more"].as_bool()))
        .collect();
    assert_eq!(parts, [(Some(1), Some(false)), (Some(1), Some(true)), (Some(1), Some(true))]);

    // One file holds it: one number, and not a word of parts.
    let whole = station.pack();
    assert_eq!(opened_by(county, station, &whole).manifest.part, None);
    // A picture alone larger than a file may be: said, and nothing half made.
    let error = station.ask("bundle_pack", json!({ "folder": station.stick(), "at_most": 20_000 })).unwrap_err();
    assert!(error.to_string().contains("装不进"), "{error}");
    for path in &paths {
        county.receive(&[path]);
    }
    assert_eq!(known(county)["blob"].len(), 7);
    county.sound();
}

#[test]
fn a_handoff_counts_when_all_its_parts_are_there() {
    let (mut pair, visit) = pair(7);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let paths = pack(station);
    // The last is there first, the second never.
    county.receive(&[&paths[2]]);
    assert_eq!(needed(county), json!([{ "first": 1, "last": 2 }]));
    county.receive(&[&paths[0]]);
    assert_eq!(needed(county), json!([{ "first": 2, "last": 2 }]));
    assert_eq!(county.count("visit"), 1);
    let taken = station.take(&county.receipt("JS-017"));
    assert_eq!(taken["needed"], json!([{ "first": 2, "last": 2 }]), "{taken}");
    assert_eq!(station.states(), [(3, "filed".into()), (2, "written".into()), (1, "filed".into())]);
    // So nothing counts yet, and the next one carries all of it.
    let second = station.ask("bundle_pack", json!({ "folder": station.stick() })).unwrap();
    assert_eq!(
        (second["bundle"]["full"].as_bool(), second["bundle"]["attachments"].as_u64()),
        (Some(true), Some(7))
    );
    county.receive(&[second["path"].as_str().unwrap().as_ref()]);
    assert_eq!(needed(county), json!([]));
    let taken = station.take(&county.receipt("JS-017"));
    assert_eq!(
        (taken["missing"].clone(), taken["needed"].clone()),
        (json!([{ "first": 2, "last": 2 }]), json!([]))
    );
    assert_eq!(station.states()[2], (2, "received".into()), "a later one brought what it held");

    // With all its parts it does; the missing one may also come late.
    for seed in 20..27 {
        attach(station, &visit, seed);
    }
    let paths = pack(station);
    county.receive(&[&paths[0], &paths[2]]);
    station.take(&county.receipt("JS-017"));
    county.receive(&[&paths[1]]);
    assert_eq!(needed(county), json!([]));
    station.take(&county.receipt("JS-017"));
    let last = station.ask("bundle_pack", json!({ "folder": station.stick() })).unwrap();
    assert_eq!((last["bundle"]["records"].as_u64(), last["bundle"]["attachments"].as_u64()), (Some(0), Some(0)));
    assert_eq!(known(county)["blob"].len(), 14);
    station.sound();
    county.sound();
}

#[test]
fn stopped_after_the_first_part() {
    let (mut pair, _) = pair(7);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let mut parts = 0;
    let mut call = Call {
        now: station.now(),
        documents: station.root.path().into(),
        progress: &mut |p| {
            parts += u32::from(p.doing == "写到U盘" && p.done == 0);
            parts < 2
        },
    };
    let ask = json!({ "folder": station.root.path().join("stick"), "at_most": SMALL });
    let error = contract::answer(&mut station.desk, &mut call, "bundle_pack", ask).unwrap_err();
    assert_eq!(error.code(), "cancelled");
    assert_eq!(station.states(), [(1, "written".into())]);
    assert!(
        station.ask("today", json!({})).unwrap()["unpacked"].as_u64().unwrap() > 0,
        "half a handoff is none"
    );
    county.receive(&[&station.stick()]);
    assert_eq!(needed(county), json!([{ "first": 2, "last": 2 }]));
    station.take(&county.receipt("JS-017"));
    // The next handoff takes the next numbers, and is whole by itself.
    let paths = pack(station);
    county.receive(&paths.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    assert_eq!(needed(county), json!([]));
    assert_eq!(known(county)["blob"].len(), 7);
    county.sound();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    /// Any parts of three handoffs, in any order, any number of times, receipts between or not:
    /// after the next handoff the county knows what it would had nothing been lost.
    #[test]
    fn any_parts_in_any_order(carried in prop::collection::vec((0..9_usize, any::<bool>()), 0..12)) {
        let (mut pair, visit) = pair(4);
        let Pair { county, stations } = &mut pair;
        let station = &mut stations[0];
        let mut paths = pack(station);
        let gone = attach(station, &visit, 40);
        paths.extend(pack(station));
        station.ask("detach", json!({ "id": gone })).unwrap();
        for seed in 50..54 {
            attach(station, &visit, seed);
        }
        paths.extend(pack(station));
        for (at, answered) in carried {
            county.receive(&[&paths[at % paths.len()]]);
            if answered {
                let receipt = county.receipt("JS-017");
                station.take(&receipt);
            }
        }
        let last = pack(station);
        for path in last.iter().rev() {
            county.receive(&[path]);
        }
        prop_assert_eq!(needed(county), json!([]));

        let mut whole = pair.county_now();
        whole.ask("unlock", json!({ "password": PASSWORD })).unwrap();
        let station = &mut pair.stations[0];
        let full = station.ask("bundle_pack", json!({ "folder": station.stick(), "full": true })).unwrap();
        let before = known(&whole);
        whole.receive(&[full["path"].as_str().unwrap().as_ref()]);
        prop_assert_eq!(known(&whole), before, "a full one has nothing that was not here");
        whole.sound();
        station.sound();
    }
}
