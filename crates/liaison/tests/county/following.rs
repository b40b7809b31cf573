//! 代表建议 and 督办: register and timeline move together, and the way home tells it.

use serde_json::{Value, json};

use crate::county::*;
use crate::office::*;

fn deputies(home: &mut Home) -> Vec<String> {
    let page = home.ask("page", json!({ "noun": "deputy", "limit": 9 })).unwrap();
    page["rows"].as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap().to_owned()).collect()
}

fn proposal(home: &mut Home, id: &str, matter: &str, number: &str, more: Value) -> liaison::Result<Value> {
    let leader = deputies(home)[0].clone();
    let mut values = json!({
        "case_number": number, "title": "关于修水渠的建议", "term": "第十八届", "meeting": "第五次会议", "occasion": "session",
        "raised_on": "2026-11-05", "leader": leader, "content": "水渠漏水", "matter": matter, "state": "lodged",
    });
    for (key, value) in more.as_object().unwrap() {
        values[key] = value.clone();
    }
    home.ask("save", json!({ "noun": "proposal", "id": id, "values": values }))
}

fn field_of(error: liaison::Error) -> String {
    match error {
        liaison::Error::Draft(remarks) => remarks[0].field.clone(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_matter_becomes_a_proposal_on_both_sides_at_once() {
    let (mut pair, ids) = office(1);
    let county = &mut pair.county;
    let saved = proposal(county, "", &ids[0], "037", json!({})).unwrap();
    let made = saved["record"]["id"].as_str().unwrap().to_owned();
    let there = seen(county, &ids[0]);
    assert_eq!(
        (&there["record"]["state"], &there["record"]["proposal_number"]),
        (&json!("promoted"), &json!("037"))
    );
    assert!(
        there["related"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r["noun"] == "proposal" && r["rows"][0]["id"] == json!(made))
    );
    answer(&mut pair, 0, "JS-017");
    let home = seen(&mut pair.stations[0], &ids[0]);
    assert_eq!(
        (&home["record"]["state"], &home["record"]["proposal_number"]),
        (&json!("promoted"), &json!("037"))
    );

    // The number stands once in a meeting; elsewhere it may stand again.
    let county = &mut pair.county;
    assert_eq!(field_of(proposal(county, "", "", "037", json!({})).unwrap_err()), "case_number");
    proposal(county, "", "", "037", json!({ "meeting": "第六次会议" })).unwrap();
    assert_eq!(field_of(proposal(county, &made, &ids[0], "038", json!({})).unwrap_err()), "case_number");
    assert_eq!(field_of(proposal(county, &made, "", "037", json!({})).unwrap_err()), "matter");
    // A matter that is closed does not become one, and then no proposal is kept either.
    walk(&mut pair.stations[1], &ids[1], json!({ "kind": "withdraw", "note": "不再反映" })).unwrap();
    send(&mut pair);
    let before = pair.county.count("proposal");
    assert_eq!(proposal(&mut pair.county, "", &ids[1], "040", json!({})).unwrap_err().code(), "illegal_move");
    assert_eq!(pair.county.count("proposal"), before);
    pair.county.sound();
}

#[test]
fn three_months_and_three_more() {
    let (mut pair, _) = office(1);
    let county = &mut pair.county;
    let referred = json!({ "state": "referred", "lead_unit": "县水利局", "referred_on": "2026-11-30" });
    let saved = proposal(county, "", "", "037", referred.clone()).unwrap();
    let id = saved["record"]["id"].as_str().unwrap().to_owned();
    // The month ends earlier, on a Sunday: the next working day.
    assert_eq!(saved["record"]["due_on"], "2027-03-01");
    let mut more = referred;
    more["due_on"] = json!("2027-03-01");
    more["extended"] = json!(true);
    let later = proposal(county, &id, "", "037", more.clone()).unwrap();
    assert_eq!(later["record"]["due_on"], "2027-06-01");
    more["due_on"] = json!("2027-06-01");
    assert_eq!(proposal(county, &id, "", "037", more).unwrap()["record"]["due_on"], "2027-06-01", "once");
    assert_eq!(
        field_of(proposal(county, "", "", "050", json!({ "state": "answered" })).unwrap_err()),
        "lead_unit"
    );
    assert_eq!(field_of(proposal(county, "", "", "050", json!({ "meeting": "" })).unwrap_err()), "meeting");
    let leader = deputies(county)[0].clone();
    assert_eq!(
        field_of(proposal(county, "", "", "050", json!({ "seconders": [leader] })).unwrap_err()),
        "seconders"
    );
}

fn supervision(home: &mut Home, id: &str, matter: &str, more: Value) -> liaison::Result<Value> {
    let deputy = deputies(home)[0].clone();
    let mut values = json!({
        "title": "督办修水渠", "matter": matter, "official": "吴建国", "offices": "县人大农工委、县政府督查室", "deputies": [deputy],
        "started_on": "2026-11-04", "due_on": "2026-12-20", "state": "running",
    });
    for (key, value) in more.as_object().unwrap() {
        values[key] = value.clone();
    }
    home.ask("save", json!({ "noun": "supervision", "id": id, "values": values }))
}

#[test]
fn a_supervision_stands_on_the_matters_timeline_step_by_step() {
    let (mut pair, ids) = office(1);
    let county = &mut pair.county;
    assert_eq!(
        supervision(county, "", &ids[0], json!({})).unwrap_err().code(),
        "illegal_move",
        "it is with nobody yet"
    );
    assert_eq!(county.count("supervision"), 0);
    walk(county, &ids[0], json!({ "kind": "refer", "unit": "县水利局", "done_on": "2026-11-03" })).unwrap();
    let saved = supervision(county, "", &ids[0], json!({})).unwrap();
    let id = saved["record"]["id"].as_str().unwrap().to_owned();
    assert_eq!(field_of(supervision(county, "", &ids[0], json!({})).unwrap_err()), "matter");
    county.minutes += 10 * 24 * 60;
    let ask = json!({ "id": id, "done_on": "2026-11-10", "note": "到现场看过，月底开工" });
    let opened = county.ask("supervision_progress", ask).unwrap();
    assert_eq!(opened["record"]["note"], "2026年11月10日：到现场看过，月底开工");
    assert!(
        county
            .ask("supervision_progress", json!({ "id": id, "done_on": "2026-11-01", "note": "早" }))
            .is_err()
    );
    for (kind, more) in [
        ("sign", json!({ "person": "周工" })),
        ("start", json!({})),
        ("answer", json!({ "note": "修好了", "result_class": "A" })),
    ] {
        let mut step = more;
        step["kind"] = json!(kind);
        walk(county, &ids[0], step).unwrap();
    }
    let done = json!({ "state": "done", "ended_on": "2026-11-12", "result": "水渠修好通水", "note": opened["record"]["note"] });
    supervision(county, &id, &ids[0], done).unwrap();
    assert_eq!(
        county.ask("supervision_progress", json!({ "id": id, "note": "还有" })).unwrap_err().code(),
        "not_ready"
    );
    county.sound();
    answer(&mut pair, 0, "JS-017");
    let home = seen(&mut pair.stations[0], &ids[0]);
    let told: Vec<(&str, &str, &str)> = home["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| s["kind"] == "supervise")
        .map(|s| (s["done_on"].as_str().unwrap(), s["person"].as_str().unwrap(), s["note"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "2026-11-04",
                "吴建国",
                "开始督办，督办部门：县人大农工委、县政府督查室；参加代表：张卫国；2026年12月20日前完成"
            ),
            ("2026-11-10", "吴建国", "督办进展：到现场看过，月底开工"),
            ("2026-11-12", "吴建国", "督办已完成：水渠修好通水"),
        ]
    );
    assert_eq!(home["record"]["state"], "answered");
    pair.stations[0].sound();
    assert!(supervision(&mut pair.county, "", "", json!({})).is_err());
}
