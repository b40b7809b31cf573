//! Laws that hold for every input, tried on many.

use super::clerk::{Clerk, text};
use proptest::prelude::*;
use serde_json::{Value, json};

const KINDS: &[&str] = &[
    "answer_on_spot",
    "decline",
    "submit",
    "refer",
    "sign",
    "return",
    "start",
    "answer",
    "feed_back",
    "rate",
    "redo",
    "close",
    "close_by_chair",
    "urge",
    "extend",
    "progress",
    "report_up",
    "promote",
    "withdraw",
];

fn step(kind: &str, on: &str) -> Value {
    let mut step = json!({"kind": kind, "done_on": on, "note": "说明", "unit": "甲局", "person": "乙", "result_class": "A", "told": "both", "voter_rating": if kind == "redo" {"不满意"} else {"满意"}});
    if kind == "extend" {
        step["due_on"] = "2030-01-01".into();
    }
    step
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Any walk: a refused move changes nothing, a move made can be taken back exactly, the
    /// timeline's states join up, and the flags of a record are the flags of the lists.
    #[test]
    fn walks_of_matters(walk in proptest::collection::vec((0..KINDS.len(), 0..40i64), 1..14)) {
        let mut clerk = Clerk::sets_up();
        let id = clerk.matter("一件事");
        let start = clerk.now;
        for (kind, days) in walk {
            clerk.now = clerk.now.max(start + chrono::Days::new(u64::try_from(days).unwrap()));
            let on = clerk.now.date_naive().to_string();
            let before = clerk.open("matter", &id);
            match clerk.asks("move_matter", json!({"id": id, "step": step(KINDS[kind], &on)})) {
                Err(_) => prop_assert_eq!(&clerk.open("matter", &id)["record"], &before["record"]),
                Ok(_) => {
                    let moved = clerk.open("matter", &id);
                    clerk.does("undo_move", json!({"noun": "matter", "id": id}));
                    let back = clerk.open("matter", &id);
                    for field in liaison::records::Matter::FIELDS {
                        prop_assert_eq!(&back["record"][field.key], &before["record"][field.key], "{}", field.key);
                    }
                    clerk.does("move_matter", json!({"id": id, "step": step(KINDS[kind], &on)}));
                    let again = clerk.open("matter", &id);
                    for field in liaison::records::Matter::FIELDS {
                        prop_assert_eq!(&again["record"][field.key], &moved["record"][field.key], "{}", field.key);
                    }
                }
            }
            let opened = clerk.open("matter", &id);
            let flags: Vec<String> = opened["flags"].as_array().unwrap().iter().map(text).collect();
            for flag in ["overdue", "soon", "urge", "not_fed_back"] {
                let listed = clerk.does("page", json!({"noun": "matter", "limit": 5, "filter": {"flag": flag}}))["total"] == 1;
                prop_assert_eq!(listed, flags.iter().any(|f| f == flag), "{} {:?}", flag, opened["record"]);
            }
        }
        let opened = clerk.open("matter", &id);
        let steps = opened["steps"].as_array().unwrap();
        for pair in steps.windows(2) {
            prop_assert_eq!(&pair[0]["to_state"], &pair[1]["from_state"]);
        }
        prop_assert_eq!(&steps.last().unwrap()["to_state"], &opened["record"]["state"]);
        prop_assert_eq!(&clerk.does("audit", json!({}))["sound"], true);
    }
}

/// Characters that meet in real records: common, rare, digits, letters, signs.
fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select(vec!['张', '卫', '国', '水', '村', '𬭚', '䶮', '𠮷', '1', '２', '3', 'A', 'b', '·', '，']),
        1..12,
    )
    .prop_map(|c| c.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Search finds exactly what a plain scan finds, after edits and deletes too.
    #[test]
    fn search_is_a_scan(lines in proptest::collection::vec(words(), 8..20), queries in proptest::collection::vec(words(), 20)) {
        let mut clerk = Clerk::sets_up();
        let mut kept: Vec<(String, String)> = Vec::new();
        let values = |content: &str| json!({"name": "丁", "kind": "会议", "date": "2024-06-03", "content": content});
        for line in &lines {
            kept.push((clerk.records("activity", values(line)), line.clone()));
        }
        for i in (0..kept.len()).step_by(3) {
            let changed = format!("{}改", kept[i].1);
            clerk.does("save", json!({"noun": "activity", "id": kept[i].0, "values": values(&changed)}));
            kept[i].1 = changed;
        }
        let gone = kept.remove(1);
        clerk.does("delete", json!({"noun": "activity", "id": gone.0}));
        for query in queries.iter().flat_map(|q| [q.clone(), q.chars().take(1).collect(), q.chars().take(2).collect()]) {
            // What the box makes of texts and queries: full-width twins narrowed, case folded.
            let folded = |typed: &str| liaison::records::text::narrow(typed).to_lowercase();
            let wanted = folded(&query);
            let mut expected: Vec<&str> = kept.iter().filter(|(_, l)| folded(l).contains(&wanted)).map(|(id, _)| id.as_str()).collect();
            let hits = clerk.does("find", json!({"text": query, "limit": 200}));
            // The record's number and its name's initials are searched too: leave those out.
            let mut found: Vec<String> = hits.as_array().unwrap().iter().filter(|h| !text(&h["number"]).to_lowercase().contains(&wanted) && !"d".contains(&wanted)).map(|h| text(&h["id"])).collect();
            expected.retain(|id| hits.as_array().unwrap().iter().find(|h| h["id"] == **id).is_none_or(|h| !text(&h["number"]).to_lowercase().contains(&wanted)));
            expected.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, expected, "{}", query);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Any turning of pages, forwards, backwards and by leaps, with changes in between, shows what a
    /// program shows that has just been started.
    #[test]
    fn pages_are_those_of_a_fresh_start(turns in proptest::collection::vec((0..5usize, any::<bool>(), 0..70u64, 0..5usize, 0..60usize), 20..50)) {
        let mut clerk = Clerk::sets_up();
        let deputy = clerk.deputy("张卫国");
        let citizens = ["甲乙", "丙丁", "戊己"];
        let visit = |n: usize| {
            let people = if n.is_multiple_of(3) { Value::Null } else { json!(n % 7) };
            json!({"kind": if n.is_multiple_of(4) { "home" } else { "station" }, "date": format!("2024-0{}-0{}", n % 5 + 1, n % 3 + 1), "deputies": [deputy],
                "citizen": citizens[n % 3], "village": format!("{}组", n % 4), "people": people, "problem": format!("第 {n} 件")})
        };
        let mut ids: Vec<Value> = (0..60).map(|n| clerk.records("visit", visit(n)).into()).collect();
        for (sort, descending, offset, change, which) in turns {
            match change {
                0 => ids.push(clerk.records("visit", visit(which)).into()),
                1 => {
                    // One that is in the bin already stays there.
                    let id = &ids[which % ids.len()];
                    let _ = clerk.asks("delete", json!({"noun": "visit", "id": id}));
                }
                2 => _ = clerk.asks("restore", json!({"noun": "visit", "id": &ids[which % ids.len()]})),
                _ => {}
            }
            let sort = ["", "citizen", "village", "people", "kind"][sort];
            let filter = if which.is_multiple_of(5) { json!({"equal": {"kind": ["home"]}}) } else { json!({}) };
            let ask = json!({"noun": "visit", "sort": sort, "descending": descending, "offset": offset, "limit": 10, "filter": filter});
            let shown = clerk.asks("page", ask.clone());
            let mut fresh = Clerk { desk: clerk.desk.fork().unwrap(), home: clerk.home.clone(), now: clerk.now, folder: tempfile::tempdir().unwrap() };
            match (shown, fresh.asks("page", ask)) {
                (Ok(shown), Ok(fresh)) => prop_assert_eq!(shown, fresh),
                (shown, fresh) => prop_assert!(shown.is_err() && fresh.is_err()),
            }
        }
        // The count over the list is kept by the tables: the check counts them.
        let check = clerk.does("audit", json!({}));
        prop_assert_eq!(&check["sound"], true, "{}", check);
    }
}
