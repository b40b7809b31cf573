//! Units evaluated from real matters: every number opens to the matters it counts.

use serde_json::{Value, json};

use crate::county::*;
use crate::office::*;

fn evaluated() -> (Pair, Vec<String>) {
    let (mut pair, ids) = office(2);
    let county = &mut pair.county;
    let refer = |unit: &str| json!({ "kind": "refer", "unit": unit, "done_on": "2026-11-03", "due_on": "2026-11-20" });
    for (id, unit) in ids.iter().zip(["县水利局", "县水利局", "县水利局", "县交通局"]) {
        walk(county, id, refer(unit)).unwrap();
        walk(county, id, json!({ "kind": "sign", "person": "周工" })).unwrap();
        walk(county, id, json!({ "kind": "start" })).unwrap();
    }
    let answer_with = |county: &mut Home, id: &str, class: &str, on: &str| {
        walk(county, id, json!({ "kind": "answer", "note": "已办", "result_class": class, "done_on": on })).unwrap();
    };
    answer_with(county, &ids[0], "A", "2026-11-10");
    answer_with(county, &ids[1], "B", "2026-11-25");
    walk(
        county,
        &ids[0],
        json!({ "kind": "rate", "voter_rating": "满意", "attitude_rating": "基本满意" }),
    )
    .unwrap();
    (pair, ids)
}

fn ask(county: &mut Home, more: Value) -> Value {
    let mut question = json!({ "from": "2026-01-01", "to": "2026-12-31" });
    for (key, value) in more.as_object().unwrap() {
        question[key] = value.clone();
    }
    county.ask("evaluation", question).unwrap()
}

#[test]
fn every_number_opens_to_its_matters() {
    let (mut pair, ids) = evaluated();
    let county = &mut pair.county;
    let found = ask(county, json!({}));
    let names: Vec<&str> = found["units"].as_array().unwrap().iter().map(|u| u["unit"].as_str().unwrap()).collect();
    assert_eq!(names, ["县交通局", "县水利局"], "by name, no ranking");
    let water = &found["units"][1];
    assert_eq!(
        water["figures"],
        json!({
            "received": 3, "on_time": 1, "late": 1, "pending": 1, "dropped": 0, "classes": [1, 1, 0, 0], "redone": 0, "kept": 0,
            "attitude": { "returned": 1, "satisfied": 0, "fair": 1 }, "result": { "returned": 1, "satisfied": 1, "fair": 0 },
        })
    );
    assert_eq!((&water["rates"]["on_time"], &water["rates"]["kept"]), (&json!(50.0), &json!(0.0)));
    // (50·30 + 50·20 + 100·25 + 100·10 + 100·10 + 0·5) ÷ 100
    assert_eq!(water["score"], json!(70.0));
    assert_eq!(found["units"][0]["score"], Value::Null, "nothing to score yet");
    for (figure, count) in [
        ("received", 3),
        ("on_time", 1),
        ("late", 1),
        ("pending", 1),
        ("a", 1),
        ("b", 1),
        ("c", 0),
        ("kept", 0),
    ] {
        let open = json!({ "unit": "县水利局", "from": "2026-01-01", "to": "2026-12-31", "figure": figure });
        let hits = county.ask("evaluation_open", open).unwrap();
        assert_eq!(hits.as_array().unwrap().len(), count, "{figure}");
        if figure == "late" {
            assert_eq!(hits[0]["id"], json!(ids[1]));
        }
    }
    // A promise that was kept, noted on the answered matter.
    let error = walk(county, &ids[0], json!({ "kind": "follow_up", "note": "落实" })).unwrap_err();
    assert!(error.to_string().contains("B 类"), "{error}");
    let moves = |county: &mut Home, id: &str| county.ask("moves", json!({ "id": id })).unwrap().to_string();
    assert!(!moves(county, &ids[0]).contains("follow_up") && moves(county, &ids[1]).contains("follow_up"));
    walk(county, &ids[1], json!({ "kind": "follow_up", "note": "已列入明年预算并开工" })).unwrap();
    assert_eq!(ask(county, json!({}))["units"][1]["figures"]["kept"], 1);
    let other = county.ask("evaluation", json!({ "from": "2025-01-01", "to": "2025-12-31" })).unwrap();
    assert_eq!(other["units"], json!([]));
}

#[test]
fn weights_are_tried_before_they_are_kept_and_the_table_is_written() {
    let (mut pair, _) = evaluated();
    let county = &mut pair.county;
    let only_time = json!({ "on_time": 100, "solved": 0, "result": 0, "attitude": 0, "once": 0, "kept": 0 });
    assert_eq!(ask(county, json!({ "weights": only_time }))["units"][1]["score"], 50.0);
    assert_eq!(ask(county, json!({}))["units"][1]["score"], 70.0, "a trial keeps nothing");
    county.ask("evaluation_weights", only_time).unwrap();
    assert_eq!(ask(county, json!({}))["units"][1]["score"], 50.0);
    assert_eq!(
        county
            .ask(
                "evaluation_weights",
                json!({ "on_time": 0, "solved": 0, "result": 0, "attitude": 0, "once": 0, "kept": 0 })
            )
            .unwrap_err()
            .code(),
        "draft"
    );
    let written = county.ask("evaluation_write", json!({ "from": "2026-01-01", "to": "2026-12-31" })).unwrap();
    use calamine::{Data, Reader as _, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(written["files"][0].as_str().unwrap()).unwrap();
    let sheet = book.worksheet_range("承办单位评价表").unwrap();
    assert_eq!(sheet.get((5, 1)), Some(&Data::String("县水利局".into())));
    assert_eq!((sheet.get((5, 2)), sheet.get((5, 19))), (Some(&Data::Float(3.0)), Some(&Data::Float(50.0))));
    assert!(book.worksheet_range("计算说明").unwrap().rows().count() > 8);
}
