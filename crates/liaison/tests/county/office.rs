//! A county with matters of its stations on the desk.

use serde_json::{Value, json};

use crate::county::*;

/// A matter at a station, sent for the chair's word.
pub fn matter(station: &mut Home, title: &str) -> String {
    let deputies = station.ask("pick", json!({ "noun": "deputy", "text": "", "limit": 1 })).unwrap();
    let deputy = match deputies[0]["id"].as_str() {
        Some(id) => id.to_owned(),
        None => station.deputy("张卫国"),
    };
    let id = station.save(
        "matter",
        json!({ "title": title, "raised_on": "2026-11-02", "category": "水利饮水", "content": "水渠漏水，浇不上地", "citizen": "李长顺", "phone": "13800001111", "village": "三溪村", "deputies": [deputy], "source": "other" }),
    );
    walk(station, &id, json!({ "kind": "submit" })).unwrap();
    id
}

pub fn walk(home: &mut Home, id: &str, step: Value) -> liaison::Result<Value> {
    home.ask("move_matter", json!({ "id": id, "step": step }))
}

pub fn seen(home: &mut Home, id: &str) -> Value {
    home.ask("record", json!({ "noun": "matter", "id": id })).unwrap()
}

pub fn state(home: &mut Home, id: &str) -> String {
    seen(home, id)["record"]["state"].as_str().unwrap().to_owned()
}

/// Every station's news to the county.
pub fn send(pair: &mut Pair) {
    for station in &mut pair.stations {
        let bundle = station.pack();
        assert_eq!(pair.county.receive_one(&bundle)["state"], "filed");
    }
}

/// The county's answer to the station at this place, taken in.
pub fn answer(pair: &mut Pair, at: usize, code: &str) -> Value {
    let receipt = pair.county.receipt(code);
    pair.stations[at].take(&receipt)
}

/// A county with `each` matters of two stations.
pub fn office(each: usize) -> (Pair, Vec<String>) {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let mut ids = Vec::new();
    for station in &mut pair.stations {
        ids.extend((1..=each).map(|n| matter(station, &format!("第 {n} 件事"))));
    }
    send(&mut pair);
    (pair, ids)
}
