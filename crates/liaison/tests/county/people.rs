//! Deputy records of several stations that are one person: told by themselves, proposed, said,
//! taken back; and whatever is said, the stations' rows stay as they came.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::county::*;
use crate::made::{MADE_AT, envelope};

const STATIONS: [&str; 3] = ["JS-017", "JS-018", "JS-019"];

fn deputy(station: &str, n: u32, revision: i64, fields: Value) -> Value {
    let mut row = json!({
        "id": id(n), "station": station, "number": format!("DB-{n:04}"), "revision": revision,
        "made_at": MADE_AT, "made_by": "林晓芸", "changed_at": MADE_AT, "changed_by": "林晓芸", "deleted_at": "",
        "name": "张卫国", "levels": ["县"], "status": "serving",
    });
    row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    row
}

/// A county whose stations each sent these deputies: (station, number, fields).
fn county(deputies: &[(usize, u32, Value)]) -> (Home, Vec<(Hand, String)>) {
    let mut county = Pair::new(&[]).county;
    let mut hands = Vec::new();
    for (at, code) in STATIONS.iter().enumerate() {
        let hand = Hand::enrolled(&mut county, code);
        let mine = deputies.iter().filter(|(of, ..)| *of == at);
        let rows: Vec<(&str, Value)> = mine.map(|(_, n, fields)| ("deputy", deputy(code, *n, 1, fields.clone()))).collect();
        let bundle = hand.seal(1, None, &rows);
        assert_eq!(county.receive_one(&bundle)["state"], "filed");
        hands.push((hand, envelope(&std::fs::read(&bundle).unwrap()).sha256()));
    }
    (county, hands)
}

/// What came from the stations, as it lies there.
fn sent(county: &Home) -> [Vec<String>; 2] {
    let mut tables = came_in(&county.tables());
    ["deputy", "received_record"].map(|table| tables.remove(table).unwrap())
}

fn ids(lines: &Value) -> BTreeSet<String> {
    lines.as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap().to_owned()).collect()
}

/// Every person with several records.
fn merged(people: &Value) -> BTreeSet<BTreeSet<String>> {
    people["merged"].as_array().unwrap().iter().map(|p| ids(&p["deputies"])).collect()
}

fn proposed(people: &Value) -> BTreeSet<BTreeSet<String>> {
    let all = people["proposed"].as_array().unwrap().iter();
    all.map(|c| ids(&c["one"]).union(&ids(&c["other"])).cloned().collect()).collect()
}

fn set(all: &[u32]) -> BTreeSet<String> {
    all.iter().map(|n| id(*n)).collect()
}

fn pair(one: u32, other: u32) -> Value {
    json!({ "one": id(one), "other": id(other) })
}

#[test]
fn one_certificate_is_one_person_by_itself_and_candidates_come_with_reasons() {
    let (mut county, _) = county(&[
        (0, 1, json!({ "certificate": "县人大〔2021〕017", "phone": "13800001111" })),
        (1, 2, json!({ "certificate": " 县人大〔２０２１〕０１７ " })),
        (2, 3, json!({ "phone": "13800001111" })),
        (0, 4, json!({ "name": "李秀英", "born": "1970-03", "employer": "三溪村村委会" })),
        (1, 5, json!({ "name": "李秀英", "born": "1970-03" })),
        (2, 6, json!({ "name": "李秀英", "born": "1985-11" })),
        (0, 7, json!({ "name": "王建国", "sex": "男" })),
        (1, 8, json!({ "name": "王建国", "sex": "女" })),
        (1, 9, json!({ "name": "陈桂香" })),
        (2, 10, json!({ "name": "陈桂香" })),
    ]);
    // Two stations' 张卫国 are told apart where one is picked.
    let picked = county.ask("pick", json!({ "noun": "deputy", "text": "张卫国", "limit": 9 })).unwrap();
    let details = picked.to_string();
    assert!(STATIONS.iter().all(|code| details.contains(&format!("{code} 联络站"))), "{details}");
    let people = county.ask("people", json!({})).unwrap();
    assert_eq!(merged(&people), [set(&[1, 2])].into());
    assert_eq!(people["merged"][0]["person"], "");
    assert_eq!(proposed(&people), [set(&[1, 2, 3]), set(&[4, 5]), set(&[9, 10])].into());
    let said: Vec<(bool, String)> = people["proposed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["likely"].as_bool().unwrap(), c["reasons"].to_string()))
        .collect();
    assert_eq!(said.iter().filter(|(likely, _)| *likely).count(), 2, "{said:?}");
    assert!(said[0].1.contains("姓名相同") && said[2] == (false, "[\"姓名相同\"]".to_owned()), "{said:?}");
    assert_eq!((people["total"].as_u64(), people["people"].as_u64()), (Some(3), Some(9)));
}

#[test]
fn what_the_office_said_stays_whatever_the_stations_send() {
    let (mut county, hands) = county(&[
        (0, 1, json!({ "phone": "13800001111" })),
        (1, 2, json!({ "phone": "13800001111" })),
        (2, 3, json!({})),
    ]);
    let before = sent(&county);
    county.ask("people_merge", pair(1, 2)).unwrap();
    let people = county.ask("people_part", pair(1, 3)).unwrap();
    assert_eq!((merged(&people), people["total"].as_u64()), ([set(&[1, 2])].into(), Some(0)));
    assert_eq!(sent(&county), before, "the stations' rows are theirs");

    // The station corrects its deputy: the word about her stands.
    let (hand, prev) = &hands[1];
    let newer = deputy("JS-018", 2, 2, json!({ "name": "张为国", "phone": "" }));
    county.receive_one(&hand.seal(2, Some(prev.clone()), &[("deputy", newer)]));
    let people = county.ask("people", json!({})).unwrap();
    assert_eq!((merged(&people), people["total"].as_u64()), ([set(&[1, 2])].into(), Some(0)));

    // Two said to be two people are never made one in passing.
    let refused = county.ask("people_merge", pair(2, 3)).unwrap_err();
    assert!(refused.trouble().what.contains("不是同一人"), "{refused}");

    // All of it is in the journal of the record, and can be taken back.
    let person = people["merged"][0]["person"].as_str().unwrap();
    let opened = county.ask("record", json!({ "noun": "person", "id": person })).unwrap();
    let deeds: Vec<&str> = opened["history"].as_array().unwrap().iter().map(|h| h["deed"].as_str().unwrap()).collect();
    assert_eq!(deeds, ["认定为不是同一人", "认定为同一人"]);
    county.ask("people_undo", pair(1, 3)).unwrap();
    let people = county.ask("people_undo", pair(1, 2)).unwrap();
    assert_eq!((merged(&people), people["parted"].as_array().unwrap().len()), (BTreeSet::new(), 0));
    assert!(proposed(&people).contains(&set(&[1, 3])));
    county.sound();
}

#[test]
fn a_shared_certificate_that_is_a_slip_of_the_pen_can_be_parted() {
    let (mut county, _) = county(&[
        (0, 1, json!({ "certificate": "017" })),
        (1, 2, json!({ "certificate": "017" })),
        (2, 3, json!({ "certificate": "017", "name": "李秀英" })),
    ]);
    let people = county.ask("people", json!({})).unwrap();
    assert_eq!(merged(&people), [set(&[1, 2, 3])].into());
    assert!(county.ask("people_undo", pair(1, 3)).unwrap_err().trouble().what.contains("代表证号相同"));
    let people = county.ask("people_part", pair(1, 3)).unwrap();
    assert_eq!(merged(&people), [set(&[1, 2])].into());
    let people = county.ask("people_undo", pair(1, 3)).unwrap();
    assert_eq!(merged(&people), [set(&[1, 2, 3])].into());
}

#[test]
fn a_person_is_all_her_records_and_a_deed_counts_once() {
    let (mut county, hands) = county(&[(0, 1, json!({ "certificate": "017" })), (1, 2, json!({ "certificate": "017" }))]);
    for ((at, n), deputy) in [(0, 21), (0, 31), (1, 41)].into_iter().zip([1, 1, 2]) {
        let (hand, _) = &hands[at];
        let mut visit = visit_row(STATIONS[at], n, 1);
        visit["deputies"] = json!([id(deputy)]);
        let filed = county.receive_one(&hand.seal(u64::from(n), None, &[("visit", visit)]));
        assert_eq!(filed["brought"]["added"], 1, "{filed}");
    }
    let page = county.ask("person", json!({ "id": id(2) })).unwrap();
    let visits: Vec<_> = page["deeds"].as_array().unwrap().iter().map(|d| d["visits"].as_u64().unwrap()).collect();
    assert_eq!(visits, [2, 1, 3]);
    assert_eq!(page["deeds"][2]["deputy"], Value::Null);
}

/// Merging and parting in any order, any of it twice, leaves the same people.
#[test]
fn any_order_of_words_leaves_the_same_people() {
    let records: Vec<(usize, u32, Value)> = (0..8).map(|n| (n as usize % 3, n + 1, json!({}))).collect();
    let (county, _) = county(&records);
    let county = std::cell::RefCell::new(county);
    let before = sent(&county.borrow());
    let words = (prop::collection::vec(0usize..4, 8), prop::collection::vec((1u32..=8, 1u32..=8), 1..14)).prop_map(|(who, pairs)| {
        let says = |(a, b): (u32, u32)| (a, b, who[a as usize - 1] == who[b as usize - 1]);
        pairs.into_iter().filter(|(a, b)| a != b).map(says).collect::<Vec<_>>()
    });
    let orders = words.prop_flat_map(|words| (Just(words.clone()).prop_shuffle(), Just(words).prop_shuffle()));
    let config = ProptestConfig {
        cases: 16,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |((one, other) in orders)| {
        let mut county = county.borrow_mut();
        let mut says = |words: &[(u32, u32, bool)]| {
            let page = county.ask("page", json!({ "noun": "person", "limit": 100 })).unwrap();
            for person in page["rows"].as_array().unwrap() {
                county.ask("delete", json!({ "noun": "person", "id": person["id"] })).unwrap();
            }
            for (a, b, same) in words {
                county.ask(if *same { "people_merge" } else { "people_part" }, pair(*a, *b)).unwrap();
            }
            let people = county.ask("people", json!({})).unwrap();
            (merged(&people), proposed(&people))
        };
        let first = says(&one);
        let twice: Vec<_> = other.iter().chain(&one).copied().collect();
        prop_assert_eq!(&says(&other), &first);
        prop_assert_eq!(&says(&twice), &first);
    });
    assert_eq!(sent(&county.borrow()), before);
}

#[test]
fn a_member_keeps_in_touch_with_people_not_with_records() {
    let (mut county, _) = county(&[
        (0, 1, json!({ "certificate": "017", "committee_member": "周正明" })),
        (1, 2, json!({ "certificate": "017" })),
        (2, 3, json!({ "name": "李秀英" })),
        (2, 4, json!({ "name": "王建国", "status": "left" })),
    ]);
    let member = county.save("member", json!({ "name": "周正明", "position": "教科文卫工委主任" }));
    let other = county.save("member", json!({ "name": "吴桂芳" }));
    let seen = county.ask("assigning", json!({})).unwrap();
    let lines = seen["deputies"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "who left is not to be linked: {seen}");
    let zhang = lines.iter().find(|l| l["name"] == "张卫国").unwrap();
    assert_eq!(
        (&zhang["stations"], &zhang["member"], &zhang["proposed"]),
        (&json!(["JS-017", "JS-018"]), &json!(""), &json!(member))
    );

    county.ask("assign", json!({ "member": other, "deputies": [id(3)] })).unwrap();
    let seen = county.ask("assign", json!({ "member": member, "deputies": [id(2), id(3)] })).unwrap();
    let of = |seen: &Value, name: &str| seen["members"].as_array().unwrap().iter().find(|m| m["name"] == name).unwrap().clone();
    assert_eq!(of(&seen, "周正明")["deputies"], 2);
    assert_eq!(of(&seen, "吴桂芳")["deputies"], 0, "a deputy has one member");

    let contact = json!({ "date": "2026-10-12", "member": member, "deputies": [id(1)], "way": "visit", "content": "走访三溪村" });
    county.save("contact", contact);
    let seen = county.ask("assigning", json!({})).unwrap();
    let line = of(&seen, "周正明");
    assert_eq!(
        (&line["contacts"], &line["last"], &line["waiting"]),
        (&json!(1), &json!("2026-10-12"), &json!(["李秀英"]))
    );
    let seen = county.ask("assign", json!({ "member": "", "deputies": [id(1)] })).unwrap();
    assert_eq!(of(&seen, "周正明")["deputies"], 1);
}
