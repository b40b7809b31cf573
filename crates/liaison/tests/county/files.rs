//! The county's files on a station's matter, home and back.

use base64::Engine as _;
use serde_json::{Value, json};

use crate::county::*;
use crate::office::*;

fn attach(home: &mut Home, id: &str, name: &str, fill: u8) -> String {
    let scan = [b"%PDF-1.4\n".to_vec(), vec![fill; 9_000]].concat();
    let encoded = base64::prelude::BASE64_STANDARD.encode(&scan);
    let ask = json!({ "noun": "matter", "id": id, "name": name, "base64": encoded });
    home.ask("attach", ask).unwrap()["id"].as_str().unwrap().to_owned()
}

fn files(home: &mut Home, id: &str) -> (Vec<String>, Value) {
    let opened = seen(home, id);
    let names = opened["attachments"].as_array().unwrap().iter();
    (names.map(|a| a["name"].as_str().unwrap().to_owned()).collect(), opened["county_files"].clone())
}

fn bytes(home: &mut Home, id: &str) -> Value {
    home.ask("attachment", json!({ "id": id })).unwrap()["base64"].clone()
}

#[test]
fn a_reply_scan_goes_home_with_the_answer_and_only_once() {
    let (mut pair, ids) = office(1);
    let id = &ids[0];
    let own = attach(&mut pair.stations[0], id, "现场.pdf", 1);
    send(&mut pair);
    let scan = attach(&mut pair.county, id, "答复函.pdf", 2);
    assert_eq!(files(&mut pair.county, id), (vec!["现场.pdf".into(), "答复函.pdf".into()], json!([scan])));
    assert_eq!(pair.county.ask("inbox", json!({})).unwrap()[0]["receipt_due"], true);
    let lost = pair.county.receipt("JS-017");
    drop(lost);
    let again = pair.county.receipt("JS-017");
    let taken = pair.stations[0].take(&again);
    assert_eq!(taken["words"][0]["says"], "县里附件：附上“答复函.pdf”");
    assert_eq!(files(&mut pair.stations[0], id), (vec!["现场.pdf".into(), "答复函.pdf".into()], json!([scan])));
    assert_eq!(bytes(&mut pair.stations[0], &scan), bytes(&mut pair.county, &scan));
    pair.stations[0].sound();
    pair.county.sound();

    // It is the county's: the station neither takes it off nor sends it back.
    assert_eq!(pair.stations[0].ask("detach", json!({ "id": scan })).unwrap_err().code(), "not_allowed");
    let stick = pair.stations[0].stick();
    let full = pair.stations[0].ask("bundle_pack", json!({ "folder": stick, "full": true })).unwrap();
    let file = std::path::PathBuf::from(full["path"].as_str().unwrap());
    let filed = pair.county.receive_one(&file);
    assert_eq!((&filed["state"], &filed["brought"]["attachments"]), (&json!("filed"), &json!(1)), "{filed}");
    assert_eq!(pair.county.ask("inbox", json!({})).unwrap()[0]["refused"], json!([]));

    // What was taken in does not travel again; a file more does, alone.
    let size = |path: &std::path::Path| std::fs::metadata(path).unwrap().len();
    let empty = pair.county.receipt("JS-017");
    pair.stations[0].take(&empty);
    attach(&mut pair.county, id, "补充答复.pdf", 3);
    let third = pair.county.receipt("JS-017");
    assert!(size(&third) > size(&empty), "the new one goes along");
    pair.stations[0].take(&third);
    assert_eq!(files(&mut pair.stations[0], id).0.len(), 3);
    assert_eq!(own, seen(&mut pair.stations[0], id)["attachments"][0]["id"].as_str().unwrap());
    pair.stations[0].sound();
}

#[test]
fn a_file_taken_off_goes_at_the_station_too_in_any_order_of_answers() {
    let (mut pair, ids) = office(1);
    let id = &ids[0];
    let wrong = attach(&mut pair.county, id, "别件的答复.pdf", 4);
    let first = pair.county.receipt("JS-017");
    pair.county.ask("detach", json!({ "id": wrong })).unwrap();
    attach(&mut pair.county, id, "答复函.pdf", 5);
    let second = pair.county.receipt("JS-017");
    let station = &mut pair.stations[0];
    station.take(&second);
    station.take(&first);
    assert_eq!(files(station, id).0, ["答复函.pdf"]);
    station.sound();
    // The station whose answers came in order ends alike.
    let (mut pair, ids) = office(1);
    let id = &ids[0];
    let wrong = attach(&mut pair.county, id, "别件的答复.pdf", 4);
    answer(&mut pair, 0, "JS-017");
    assert_eq!(files(&mut pair.stations[0], id).0, ["别件的答复.pdf"]);
    pair.county.ask("detach", json!({ "id": wrong })).unwrap();
    let taken = answer(&mut pair, 0, "JS-017");
    assert!(taken["words"][0]["says"].as_str().unwrap().contains("撤下“别件的答复.pdf”"), "{taken}");
    assert_eq!(files(&mut pair.stations[0], id), (Vec::new(), json!([])));
    pair.stations[0].sound();
}

#[test]
fn a_file_is_no_step_one_could_take_back() {
    let (mut pair, ids) = office(1);
    let id = &ids[0];
    walk(&mut pair.county, id, json!({ "kind": "refer", "unit": "县水利局" })).unwrap();
    attach(&mut pair.county, id, "批示.pdf", 6);
    let back = pair.county.ask("undo_move", json!({ "noun": "matter", "id": id })).unwrap();
    assert_eq!((&back["record"]["state"], files(&mut pair.county, id).0.len()), (&json!("awaiting"), 1));
    answer(&mut pair, 0, "JS-017");
    assert_eq!(
        (state(&mut pair.stations[0], id), files(&mut pair.stations[0], id).0.len()),
        ("awaiting".to_owned(), 1)
    );
}
