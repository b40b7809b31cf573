//! The county's word on a station's matter, there and back: whoever answers in which order, both
//! ends see the same matter, and nothing said is lost.

use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::county::*;

fn matter(station: &mut Home) -> String {
    let deputy = station.deputy("张卫国");
    let id = station.save(
        "matter",
        json!({ "title": "修水渠", "raised_on": "2026-11-02", "category": "水利饮水", "content": "水渠漏水", "deputies": [deputy], "source": "other" }),
    );
    walk(station, &id, json!({ "kind": "submit" })).unwrap();
    id
}

fn walk(home: &mut Home, id: &str, step: Value) -> liaison::Result<Value> {
    home.ask("move_matter", json!({ "id": id, "step": step }))
}

fn seen(home: &mut Home, id: &str) -> Value {
    home.ask("record", json!({ "noun": "matter", "id": id })).unwrap()
}

/// The matter as both sides must see it alike.
fn picture(home: &mut Home, id: &str) -> Value {
    let mut record = seen(home, id)["record"].clone();
    for own in ["revision", "changed_at", "changed_by", "county_step"] {
        record.as_object_mut().unwrap().remove(own);
    }
    record
}

fn hand_over(pair: &mut Pair) {
    let bundle = pair.stations[0].pack();
    assert_eq!(pair.county.receive_one(&bundle)["state"], "filed");
}

#[test]
fn a_reply_comes_home() {
    let mut pair = Pair::new(&["JS-017"]);
    let id = matter(&mut pair.stations[0]);
    assert_eq!(seen(&mut pair.stations[0], &id)["proof"]["state"], "none");
    hand_over(&mut pair);
    assert_eq!(seen(&mut pair.stations[0], &id)["proof"]["state"], "packed");
    let county = &mut pair.county;
    let due = |county: &mut Home| county.ask("inbox", json!({})).unwrap()[0]["receipt_due"].clone();
    county.receipt("JS-017");
    assert_eq!(due(county), false);
    let refer = json!({ "kind": "refer", "unit": "县人大常委会代表工委", "done_on": "2026-11-04", "due_on": "2026-12-04" });
    walk(county, &id, refer).unwrap();
    walk(county, &id, json!({ "kind": "sign", "person": "周工" })).unwrap();
    walk(county, &id, json!({ "kind": "start" })).unwrap();
    let opened = walk(county, &id, json!({ "kind": "answer", "note": "已修好", "result_class": "A" })).unwrap();
    assert_eq!(opened["record"]["state"], "answered");
    assert_eq!((&opened["record"]["station"], &opened["proof"]), (&json!("JS-017"), &Value::Null));
    // The list, its filter and the check see the matter as the county left it.
    let page = county.ask(
        "page",
        json!({ "noun": "matter", "filter": { "equal": { "state": ["answered"] } }, "limit": 9 }),
    );
    assert_eq!(page.unwrap()["total"], 1);
    county.sound();

    assert_eq!(due(county), true, "what the county said must travel, though nothing came");
    let receipt = county.receipt("JS-017");
    assert_eq!(due(county), false);
    let station = &mut pair.stations[0];
    let taken = station.take(&receipt);
    let says: Vec<&str> = taken["words"].as_array().unwrap().iter().map(|w| w["says"].as_str().unwrap()).collect();
    assert_eq!(says, ["县里交办给县人大常委会代表工委", "县里签收", "县里开始办理", "县里答复：已修好"]);
    let home = seen(station, &id);
    assert_eq!((&home["record"]["state"], &home["record"]["progress"]), (&json!("answered"), &json!("已修好")));
    assert_eq!(home["steps"].as_array().unwrap().iter().filter(|s| s["station"] == "JS-COUNTY").count(), 4);
    assert_eq!(station.take(&receipt)["words"], json!([]));
    station.sound();

    // The station goes on, and the county follows.
    walk(station, &id, json!({ "kind": "feed_back", "told": "both" })).unwrap();
    walk(station, &id, json!({ "kind": "rate", "voter_rating": "满意" })).unwrap();
    walk(station, &id, json!({ "kind": "close" })).unwrap();
    hand_over(&mut pair);
    assert_eq!(picture(&mut pair.county, &id), picture(&mut pair.stations[0], &id));
    assert_eq!(seen(&mut pair.county, &id)["record"]["state"], "closed");
    let receipt = pair.county.receipt("JS-017");
    assert_eq!(pair.stations[0].take(&receipt)["words"], json!([]), "what was taken in does not travel again");
    assert_eq!(seen(&mut pair.stations[0], &id)["proof"]["state"], "filed");
    pair.county.sound();
    pair.stations[0].sound();
}

#[test]
fn a_word_that_does_not_fit_is_seen_on_both_sides() {
    let mut pair = Pair::new(&["JS-017"]);
    let id = matter(&mut pair.stations[0]);
    hand_over(&mut pair);
    walk(&mut pair.county, &id, json!({ "kind": "refer", "unit": "乡镇人大" })).unwrap();
    let receipt = pair.county.receipt("JS-017");
    // Meanwhile the voter took it back.
    let station = &mut pair.stations[0];
    walk(station, &id, json!({ "kind": "withdraw", "note": "不再反映" })).unwrap();
    let taken = station.take(&receipt);
    assert!(taken["words"][0]["says"].as_str().unwrap().contains("没有照此变更"), "{taken}");
    let home = seen(station, &id);
    assert_eq!(home["record"]["state"], "withdrawn");
    assert!(home["steps"].as_array().unwrap().iter().any(|s| s["kind"] == "not_applied"));
    hand_over(&mut pair);
    let there = seen(&mut pair.county, &id);
    assert_eq!(there["record"]["state"], "withdrawn");
    assert!(there["steps"].as_array().unwrap().iter().any(|s| s["kind"] == "not_applied"));
    pair.county.sound();
    pair.stations[0].sound();
}

#[test]
fn the_county_takes_back_only_what_has_not_left() {
    let mut pair = Pair::new(&["JS-017"]);
    let id = matter(&mut pair.stations[0]);
    hand_over(&mut pair);
    let county = &mut pair.county;
    let undo = |county: &mut Home| county.ask("undo_move", json!({ "noun": "matter", "id": id }));
    assert!(undo(county).is_err(), "the station's own step is not the county's to take back");
    walk(county, &id, json!({ "kind": "refer", "unit": "乡镇人大" })).unwrap();
    assert_eq!(undo(county).unwrap()["record"]["state"], "awaiting");
    county.sound();
    walk(county, &id, json!({ "kind": "refer", "unit": "乡镇人大" })).unwrap();
    let receipt = county.receipt("JS-017");
    assert_eq!(undo(county).unwrap_err().code(), "illegal_move");
    pair.stations[0].take(&receipt);
    assert_eq!(seen(&mut pair.stations[0], &id)["record"]["state"], "referred");
    // What came from the county the station does not take back either.
    let error = pair.stations[0].ask("undo_move", json!({ "noun": "matter", "id": id })).unwrap_err();
    assert_eq!(error.code(), "illegal_move");
    pair.stations[0].sound();
}

#[test]
fn lists_and_holidays_come_from_the_county_and_own_words_stay() {
    let mut pair = Pair::new(&["JS-017"]);
    let words = |home: &mut Home| -> Vec<String> {
        let lists = home.ask("lists", json!({})).unwrap();
        let units = lists.as_array().unwrap().iter().find(|l| l["list"] == "unit").unwrap();
        serde_json::from_value(units["words"].clone()).unwrap()
    };
    let before = words(&mut pair.stations[0]);
    pair.stations[0]
        .ask(
            "list_save",
            json!({ "list": "unit", "words": ([before.clone(), vec!["三溪村委会".into()]].concat()) }),
        )
        .unwrap();
    let county = &mut pair.county;
    let first = county.receipt("JS-017");
    county.ask("list_save", json!({ "list": "unit", "words": ["县水利局", "县交通局"] })).unwrap();
    let day = json!({ "date": "2027-01-01", "off": true, "name": "元旦" });
    county.ask("holidays_save", json!({ "year": 2027, "days": [day] })).unwrap();
    let second = county.receipt("JS-017");
    county.ask("list_save", json!({ "list": "unit", "words": ["县水利局"] })).unwrap();
    let third = county.receipt("JS-017");
    let station = &mut pair.stations[0];
    station.take(&first);
    assert_eq!(words(station).len(), before.len() + 1, "what the county never changed it does not give");
    station.take(&second);
    assert_eq!(words(station)[..2], ["县水利局", "县交通局"]);
    assert!(words(station).contains(&"三溪村委会".to_owned()));
    station.take(&third);
    assert!(!words(station).contains(&"县交通局".to_owned()), "a word the county dropped goes");
    assert!(words(station).contains(&"三溪村委会".to_owned()));
    assert_eq!(station.ask("holidays", json!({ "year": 2027 })).unwrap(), json!([day]));
    station.sound();
}

#[test]
fn a_stick_is_taken_whole_and_brings_the_roster_first() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let id = matter(&mut pair.stations[0]);
    hand_over(&mut pair);
    walk(&mut pair.county, &id, json!({ "kind": "refer", "unit": "乡镇人大" })).unwrap();
    pair.county.receipt("JS-017");
    pair.county.receipt("JS-018");
    pair.county.ask("roster_rotate", json!({ "signing": true })).unwrap();
    pair.county.receipt("JS-017");
    let stick = pair.county.stick();
    let station = &mut pair.stations[0];
    let taken = station.take(&stick);
    assert_eq!(
        (&taken["again"], &taken["alarms"], &taken["words"][0]["id"]),
        (&json!(false), &json!([]), &json!(id))
    );
    let county = pair.county.ask("roster", json!({})).unwrap();
    // A stick with nothing but a roster: it is taken, and said.
    let other = tempfile::tempdir().unwrap();
    for end in ["", ".minisig"] {
        let name = format!("roster-{}.txt{end}", county["number"]);
        std::fs::copy(stick.join(&name), other.path().join(&name)).unwrap();
    }
    let error = pair.stations[1].ask("receipt_take", json!({ "path": other.path() })).unwrap_err();
    assert!(error.to_string().contains(&format!("第 {} 号名册", county["number"])), "{error}");
    assert_eq!(pair.stations[1].ask("roster", json!({})).unwrap()["number"], county["number"]);
    assert_eq!(pair.stations[0].ask("roster", json!({})).unwrap()["number"], county["number"]);
    assert_eq!(pair.stations[0].take(&stick)["again"], true);
    pair.stations[0].sound();
}

/// Rewrites a home's matters as the schema before `county_step` left them: images without that
/// field, their digests, and the chain over them.
fn as_before(home: &Home, received: Option<Value>) {
    let tables = home.tables();
    let digest = |text: &str| hex::encode(Sha256::digest(text.as_bytes()));
    let without = |image: &str| image.replace(r#","county_step":""}"#, "}");
    let mut rows = tables
        .prepare("SELECT j.seq, j.at, j.clerk, j.deed, j.noun, j.record, j.revision, i.image FROM journal j JOIN journal_image i USING (seq) ORDER BY j.seq")
        .unwrap();
    let mut before = String::new();
    let mut rows = rows.query([]).unwrap();
    while let Some(r) = rows.next().unwrap() {
        let (seq, revision): (i64, i64) = (r.get(0).unwrap(), r.get(6).unwrap());
        let [at, clerk, deed, noun, record] = [1, 2, 3, 4, 5].map(|n| r.get::<_, String>(n).unwrap());
        let image = without(&r.get::<_, String>(7).unwrap());
        let sha256 = digest(&image);
        before = digest(&format!("{seq}\n{at}\n{clerk}\n{deed}\n{noun}\n{record}\n{revision}\n{sha256}\n{before}\n"));
        tables
            .execute(
                "UPDATE journal SET image_sha256 = ?2, hash = ?3 WHERE seq = ?1",
                rusqlite::params![seq, sha256, before],
            )
            .unwrap();
        tables
            .execute("UPDATE journal_image SET image = ?2 WHERE seq = ?1", rusqlite::params![seq, image])
            .unwrap();
    }
    if let Some(mut record) = received {
        let id = record["id"].clone();
        assert_eq!(record.as_object_mut().unwrap().shift_remove("county_step"), Some(json!("")));
        let sha256 = digest(&record.to_string());
        let changed = tables.execute(
            "UPDATE received_record SET image_sha256 = ?2 WHERE id = ?1 AND image = ''",
            [id.as_str().unwrap(), &sha256],
        );
        assert_eq!(changed.unwrap(), 1);
    }
}

#[test]
fn matters_of_the_schema_before_are_sound_and_take_words() {
    let mut pair = Pair::new(&["JS-017"]);
    let id = matter(&mut pair.stations[0]);
    hand_over(&mut pair);
    let record = seen(&mut pair.county, &id)["record"].clone();
    as_before(&pair.stations[0], None);
    as_before(&pair.county, Some(record));
    pair.stations[0].sound();
    pair.county.sound();
    walk(&mut pair.county, &id, json!({ "kind": "refer", "unit": "乡镇人大" })).unwrap();
    pair.county.sound();
    let receipt = pair.county.receipt("JS-017");
    // The county's copy of the station's chain is of before; here only the word counts.
    pair.stations[0].take(&receipt);
    assert_eq!(seen(&mut pair.stations[0], &id)["record"]["state"], "referred");
    pair.stations[0].sound();
}

fn play(deeds: &[(u8, u8)]) -> Result<(), TestCaseError> {
    let mut pair = Pair::new(&["JS-017"]);
    let id = matter(&mut pair.stations[0]);
    hand_over(&mut pair);
    let (mut out, mut home): (Vec<PathBuf>, Vec<PathBuf>) = (Vec::new(), Vec::new());
    for (deed, which) in deeds {
        let Pair { county, stations } = &mut pair;
        let station = &mut stations[0];
        let which = usize::from(*which);
        // A move that is not open now is refused, and that is part of life.
        let steps = [
            json!({ "kind": "refer", "unit": "乡镇人大", "due_on": "2027-03-01" }),
            json!({ "kind": "sign", "person": "周工" }),
            json!({ "kind": "start" }),
            json!({ "kind": "answer", "note": "已修好", "result_class": "A" }),
            json!({ "kind": "return", "note": "不归我们" }),
            json!({ "kind": "urge" }),
        ];
        let step = steps[which % steps.len()].clone();
        match deed % 6 {
            0 => drop(walk(county, &id, step)),
            1 => drop(walk(station, &id, step)),
            2 => out.push(station.pack()),
            3 => home.push(county.receipt("JS-017")),
            4 if !out.is_empty() => drop(county.receive(&[&out[which % out.len()]])),
            5 if !home.is_empty() => drop(station.take(&home[which % home.len()])),
            _ => {}
        }
    }
    // One quiet round each way, and back: then both see the same.
    for _ in 0..2 {
        let receipt = pair.county.receipt("JS-017");
        pair.stations[0].take(&receipt);
        hand_over(&mut pair);
    }
    prop_assert_eq!(picture(&mut pair.county, &id), picture(&mut pair.stations[0], &id));
    let kinds = |home: &mut Home| -> Vec<(Value, Value)> {
        let steps = seen(home, &id)["steps"].clone();
        let mut all: Vec<_> = steps.as_array().unwrap().iter().map(|s| (s["id"].clone(), s["kind"].clone())).collect();
        all.sort_by_key(|(id, _)| id.to_string());
        all
    };
    prop_assert_eq!(kinds(&mut pair.county), kinds(&mut pair.stations[0]));
    pair.county.sound();
    pair.stations[0].sound();
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whoever_speaks_in_which_order_both_end_alike(deeds in prop::collection::vec((0_u8..6, any::<u8>()), 8..24)) {
        play(&deeds)?;
    }
}
