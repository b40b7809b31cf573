//! Many matters at once: what fits is said before, and moved in one commit.

use serde_json::{Value, json};

use crate::office::*;

fn fits(answer: &Value) -> Vec<bool> {
    answer["outcomes"].as_array().unwrap().iter().map(|o| o["fits"].as_bool().unwrap()).collect()
}

#[test]
fn many_are_referred_at_once_and_what_does_not_fit_says_why() {
    let (mut pair, ids) = office(2);
    walk(&mut pair.county, &ids[1], json!({ "kind": "refer", "unit": "县水利局" })).unwrap();
    let step = json!({ "kind": "refer", "unit": "县交通局", "co_units": "县水利局、县财政局", "due_on": "2026-12-20" });
    let ask = json!({ "ids": ids, "step": step, "dry": true });
    let dry = pair.county.ask("move_many", ask).unwrap();
    assert_eq!(fits(&dry), [true, false, true, true]);
    assert!(dry["outcomes"][1]["says"].as_str().unwrap().contains("不能“交办”"), "{dry}");
    assert_eq!(dry["outcomes"][0]["says"], "期限 2026年12月20日");
    assert_eq!(state(&mut pair.county, &ids[0]), "awaiting", "a dry run changes nothing");

    let before: i64 = pair.county.tables().query_row("SELECT count(*) FROM step", [], |r| r.get(0)).unwrap();
    let done = pair.county.ask("move_many", json!({ "ids": ids, "step": step })).unwrap();
    assert_eq!((fits(&done), &done["moved"]), (fits(&dry), &json!(3)));
    let after: i64 = pair.county.tables().query_row("SELECT count(*) FROM step", [], |r| r.get(0)).unwrap();
    assert_eq!(after, before + 3);
    assert_eq!(seen(&mut pair.county, &ids[1])["record"]["lead_unit"], "县水利局");
    pair.county.sound();

    let taken = answer(&mut pair, 1, "JS-018");
    assert_eq!(taken["words"].as_array().unwrap().len(), 2);
    let home = seen(&mut pair.stations[1], &ids[3]);
    assert_eq!(
        (&home["record"]["lead_unit"], &home["record"]["co_units"], &home["record"]["due_on"]),
        (&json!("县交通局"), &json!("县水利局、县财政局"), &json!("2026-12-20"))
    );
    pair.stations[1].sound();

    // Urging many is the same verb; one that is answered meanwhile stays as it is.
    let urged = pair.county.ask("move_many", json!({ "ids": ids, "step": { "kind": "urge" } })).unwrap();
    assert_eq!(urged["moved"], 4);
    assert_eq!(seen(&mut pair.county, &ids[0])["record"]["urge_count"], 1);
}

#[test]
fn a_step_that_lacks_something_is_refused_at_its_fields() {
    let (mut pair, ids) = office(1);
    let error = pair
        .county
        .ask("move_many", json!({ "ids": ids, "step": { "kind": "refer", "unit": " " } }))
        .unwrap_err();
    assert_eq!(error.code(), "draft");
    let twice = json!({ "ids": [ids[0], ids[0]], "step": { "kind": "refer", "unit": "县水利局" } });
    assert_eq!(pair.county.ask("move_many", twice).unwrap()["outcomes"].as_array().unwrap().len(), 1);
    let none = pair.county.ask("move_many", json!({ "ids": [], "step": { "kind": "urge" } })).unwrap();
    assert_eq!(none["moved"], 0);
}
