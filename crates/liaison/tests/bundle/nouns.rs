//! Reports, promises, papers and books on their way to the county, whatever came first; and the
//! rows of stations that do not know of them yet.

use serde_json::{Value, json};

use crate::county::*;
use crate::made::{MADE_AT, envelope};

const SENT: &[&str] = &["report_meeting", "promise", "publicity", "book", "book_move", "duty", "seat"];

/// A station's autumn: a training with books, a meeting with a report and a promise, a paper.
fn autumn(station: &mut Home) -> Value {
    let deputy = station.deputy("张卫国");
    let training = station.save(
        "activity",
        json!({ "name": "代表法学习", "kind": "学习培训", "date": "2026-10-08", "deputies": [deputy], "hours": 3, "lecturer": "滕老师" }),
    );
    let book = station.save("book", json!({ "name": "代表法读本" }));
    station.save("book_move", json!({ "book": book, "kind": "in", "date": "2026-09-01", "count": 30 }));
    station.save(
        "book_move",
        json!({ "book": book, "kind": "out", "date": "2026-10-08", "deputies": [deputy], "activity": training }),
    );
    let report = station.save(
        "report_meeting",
        json!({ "deputy": deputy, "date": "2026-10-20", "form": "oral", "sent": 40, "returned": 40, "valid": 40, "competent": 36, "basic": 4 }),
    );
    station.save(
        "promise",
        json!({ "content": "每月进站", "report": report, "made_on": "2026-10-20", "due_on": "2026-12-31" }),
    );
    station.save(
        "publicity",
        json!({ "title": "三溪代表进农家", "kind": "report", "outlet": "县融媒体中心", "date": "2026-10-22", "deputies": [deputy], "count": 2 }),
    );
    let honour = station.save(
        "duty",
        json!({ "deputy": deputy, "kind": "表彰", "title": "县级优秀代表", "date": "2026-10-25", "content": "县人大常委会授予" }),
    );
    station.ask("duty_review", json!({ "id": honour, "accept": true })).unwrap();
    json!({ "deputy": deputy, "book": book, "report": report, "honour": honour })
}

fn rows(home: &mut Home, noun: &str) -> Vec<Value> {
    let page = home.ask("page", json!({ "noun": noun, "limit": 100 })).unwrap();
    page["rows"].as_array().unwrap().clone()
}

#[test]
fn the_county_sees_what_the_station_did() {
    let mut pair = Pair::new(&["JS-017"]);
    let ids = autumn(&mut pair.stations[0]);
    pair.stations[0]
        .ask(
            "term_change",
            json!({ "closes": "第十八届", "opens": "第十九届", "began": "2022-01-01", "on": "2026-11-01", "deputies": [{ "id": ids["deputy"], "stays": true }] }),
        )
        .unwrap();
    let bundle = pair.stations[0].pack();
    assert_eq!(pair.county.receive_one(&bundle)["state"], "filed");
    for noun in SENT {
        let (here, there) = (rows(&mut pair.stations[0], noun), rows(&mut pair.county, noun));
        assert!(!here.is_empty() && here == there, "{noun}");
    }
    let county = &mut pair.county;
    let period = json!({ "from": "2026-01-01", "to": "2026-12-31" });
    let figures = county.ask("figures", period.clone()).unwrap();
    let seen = ["reported", "publicity", "books", "trainings", "training_hours"].map(|key| figures[key].as_u64().unwrap());
    assert_eq!(seen, [1, 2, 1, 1, 3]);
    let table = county.ask("figure_table", json!({ "period": period, "by": "station" })).unwrap();
    let columns: Vec<&str> = table["columns"].as_array().unwrap().iter().map(|c| c["key"].as_str().unwrap()).collect();
    for key in ["reported", "reported_rate", "publicity", "models", "books"] {
        assert!(columns.contains(&key), "{key}");
    }
    // The station's are the station's.
    for (noun, id) in [("report_meeting", &ids["report"]), ("book", &ids["book"]), ("duty", &ids["honour"])] {
        let refused = county.ask("delete", json!({ "noun": noun, "id": id })).unwrap_err();
        assert!(refused.to_string().contains("只能由登记它的联络站修改"), "{refused}");
    }
    let refused = county.ask("save", json!({ "noun": "book", "values": { "name": "县里的书" } })).unwrap_err();
    assert!(refused.to_string().contains("由联络站登记"), "{refused}");
    county.sound();
    // Who the deputy is, the county sees with what she did.
    let person = county.ask("person", json!({ "id": ids["deputy"] })).unwrap();
    assert_eq!(person["deeds"][0]["reports"], 1);
    // Her file, her points by the county's own rules, and the term she sat in.
    let file = county.ask("dossier", json!({ "deputy": ids["deputy"] })).unwrap();
    assert_eq!(
        (&file["chapters"][6]["lines"][0]["title"], &file["terms"][0]["term"]),
        (&json!("三溪代表进农家"), &json!("第十八届"))
    );
    assert_eq!(file["chapters"][6]["lines"][1]["title"], "县级优秀代表");
    let rules = county.ask("points_rules", json!({})).unwrap();
    county.ask("points_rules_save", json!({ "sets": [rules["presets"][0]] })).unwrap();
    let points = county.ask("points", json!({ "deputy": ids["deputy"], "year": 2026 })).unwrap();
    assert_eq!(points["reckoning"]["total"], 8, "a training 3, a report 5");
    assert_eq!(county.ask("terms", json!({})).unwrap()["lines"][0]["seats"], 1);
    assert!(county.ask("duty_review", json!({ "id": ids["honour"], "accept": true })).is_err());
}

#[test]
fn in_any_order_and_twice_the_county_ends_alike() {
    let mut pair = Pair::new(&["JS-017"]);
    let ids = autumn(&mut pair.stations[0]);
    let first = pair.stations[0].pack();
    let station = &mut pair.stations[0];
    station.save("book_move", json!({ "book": ids["book"], "kind": "out", "date": "2026-11-01", "count": 9 }));
    let report = station.ask("record", json!({ "noun": "report_meeting", "id": ids["report"] })).unwrap()["record"].clone();
    let mut values = report.as_object().unwrap().clone();
    values.retain(|key, _| liaison::records::ReportMeeting::FIELDS.iter().any(|f| f.key == key));
    values.insert("competent".into(), 20.into());
    values.insert("basic".into(), 20.into());
    station
        .ask("save", json!({ "noun": "report_meeting", "id": ids["report"], "values": values }))
        .unwrap();
    let second = station.pack();
    let before = pair.county_now();
    let end = |order: &[&std::path::PathBuf]| {
        let mut county = before.copy();
        for bundle in order {
            county.receive(&[bundle]);
        }
        county.sound();
        let stock = rows(&mut county, "book")[0]["stock"].clone();
        let conclusion = rows(&mut county, "report_meeting")[0]["conclusion"].clone();
        assert_eq!((stock, conclusion), (json!(20), json!("basic")));
        came_in(&county.tables())
    };
    let straight = end(&[&first, &second]);
    assert_eq!(end(&[&second, &first]), straight);
    assert_eq!(end(&[&second, &first, &second, &first]), straight);
}

/// A station that has not got this program yet: its activities have no teacher, and it sends none of
/// the newer kinds. Later it is brought up to date.
#[test]
fn rows_of_the_schema_before_are_taken_in_and_stay_sound() {
    let mut pair = Pair::new(&[]);
    let mut hand = Hand::enrolled(&mut pair.county, "JS-031");
    let head = |n: u32, number: &str, revision: i64| json!({ "id": id(n), "station": "JS-031", "number": number, "revision": revision, "made_at": MADE_AT, "made_by": "林", "changed_at": MADE_AT, "changed_by": "林", "deleted_at": "" });
    let with = |mut row: Value, more: Value| {
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    let activity = |revision: i64, more: Value| {
        with(
            with(
                head(1, "HD-2026-0001", revision),
                json!({ "name": "代表法学习", "kind": "学习培训", "date": "2026-10-08", "hours": 3, "present": 12 }),
            ),
            more,
        )
    };
    hand.schema = 3;
    let old = hand.seal(1, None, &[("activity", activity(1, json!({})))]);
    assert_eq!(pair.county.receive_one(&old)["state"], "filed");
    assert_eq!(rows(&mut pair.county, "activity")[0]["lecturer"], "");
    pair.county.sound();
    let sha256 = envelope(&std::fs::read(&old).unwrap()).sha256();
    // With the new program it fills the teacher in, and sends a book.
    hand.schema = liaison::store::SCHEMA;
    let book = with(head(2, "TS-0001", 1), json!({ "name": "代表法读本", "maker": "", "note": "", "stock": 0 }));
    let bad = with(
        head(3, "SF-2026-0001", 1),
        json!({ "book": id(2), "kind": "lent", "date": "2026-10-08", "count": 1 }),
    );
    let new = hand.seal(
        2,
        Some(sha256),
        &[("activity", activity(2, json!({ "lecturer": "滕老师" }))), ("book", book), ("book_move", bad)],
    );
    let received = pair.county.receive_one(&new);
    assert_eq!(
        (&received["state"], &received["refused"][0]["what"]),
        (&json!("partly"), &json!("book_move")),
        "{received}"
    );
    assert_eq!(rows(&mut pair.county, "activity")[0]["lecturer"], "滕老师");
    assert_eq!(rows(&mut pair.county, "book")[0]["name"], "代表法读本");
    pair.county.sound();
}
