//! 述职评议 with its votes and promises, 宣传报道, and books that come and go.

use super::clerk::{Clerk, fields, text, titles};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A report of 40 votes.
fn votes(deputy: &str, competent: i64, basic: i64, incompetent: i64) -> Value {
    json!({"deputy": deputy, "date": "2024-6-3", "place": "村部二楼", "form": "口头", "expected": 45, "present": 40, "sent": 40, "returned": 40,
        "valid": competent + basic + incompetent, "competent": competent, "basic": basic, "incompetent": incompetent, "opinion": "多到偏远村组走走"})
}

#[test]
fn votes_become_a_conclusion_and_the_conclusion_stands() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    for (competent, basic, bad, says) in [(32, 8, 0, "competent"), (31, 9, 0, "basic"), (20, 20, 0, "basic"), (19, 20, 1, "incompetent")] {
        let saved = clerk.does("save", json!({"noun": "report_meeting", "values": votes(&zhang, competent, basic, bad)}));
        assert_eq!(saved["record"]["conclusion"], says);
    }
    let first = clerk.records("report_meeting", votes(&zhang, 34, 6, 0));
    let opened = clerk.open("report_meeting", &first);
    assert_eq!(
        (&opened["record"]["rate"], &opened["record"]["conclusion"]),
        (&json!("85.0%"), &json!("competent"))
    );
    // The county asks for more from now on; what was said stays said, also when a word of it is mended.
    let mut rules = clerk.does("rules", json!({}));
    rules["report"] = json!({"competent": 90, "basic": 60});
    clerk.does("rules_save", rules.clone());
    let mut values = votes(&zhang, 34, 6, 0);
    values["opinion"] = "多进站".into();
    let kept = clerk.does("save", json!({"noun": "report_meeting", "id": first, "values": values}));
    assert_eq!(kept["record"]["conclusion"], "competent");
    assert_eq!(
        clerk.does("save", json!({"noun": "report_meeting", "values": votes(&zhang, 34, 6, 0)}))["record"]["conclusion"],
        "basic"
    );
    rules["report"] = json!({"competent": 50, "basic": 50});
    assert_eq!(fields(&clerk.is_refused("rules_save", rules)), ["report"]);
    // Votes that can't be are named at their fields, and nothing is kept.
    let mut wrong = votes(&zhang, 34, 6, 0);
    wrong["returned"] = 41.into();
    wrong["present"] = 46.into();
    assert_eq!(
        fields(&clerk.is_refused("save", json!({"noun": "report_meeting", "values": wrong}))),
        ["present", "returned"]
    );
    // A name finds the reports of who bears it.
    let page = clerk.does("page", json!({"noun": "report_meeting", "filter": {"text": "zwg"}, "limit": 10}));
    assert_eq!(page["total"], 6);
    // Called by her name, also when it was written wrong at first.
    let deputy = json!({"name": "张维国", "levels": ["县"], "status": "serving"});
    clerk.does("save", json!({"noun": "deputy", "id": zhang, "values": deputy}));
    let hits = clerk.finds("维国");
    assert_eq!((hits.len(), hits[1].as_str()), (7, "张维国述职评议（2024年6月3日）"));
}

#[test]
fn a_promise_is_watched_until_it_is_kept() {
    let mut clerk = Clerk::sets_up();
    let (zhang, li) = (clerk.deputy("张卫国"), clerk.deputy("李𠮷"));
    let report = clerk.records("report_meeting", votes(&zhang, 34, 6, 0));
    let promise = |due: &str| json!({"content": "每月进站一次", "report": report, "made_on": "2024-6-3", "due_on": due});
    let id = clerk.records("promise", promise("2024-6-20"));
    clerk.records("promise", promise("2024-12-31"));
    assert_eq!(clerk.open("promise", &id)["record"]["deputy"], json!(zhang));
    let due = |clerk: &mut Clerk| clerk.does("today", json!({}))["promises"].clone();
    assert_eq!(due(&mut clerk), json!([]));
    clerk.on("2024-06-15");
    let seen = due(&mut clerk);
    assert_eq!(
        (&seen[0]["matter"]["title"], &seen[0]["flags"]),
        (&json!("张卫国：每月进站一次"), &json!(["soon"]))
    );
    clerk.on("2024-06-21");
    assert_eq!(due(&mut clerk)[0]["flags"], json!(["overdue"]));
    for flag in ["overdue", "due", "open"] {
        let total = clerk.does("page", json!({"noun": "promise", "filter": {"flag": flag}, "limit": 5}))["total"].clone();
        assert_eq!(total, if flag == "open" { 2 } else { 1 }, "{flag}");
    }
    // The report was another deputy's: so is the promise.
    clerk.does("save", json!({"noun": "report_meeting", "id": report, "values": votes(&li, 34, 6, 0)}));
    assert_eq!(clerk.open("promise", &id)["record"]["deputy"], json!(li));
    assert_eq!(clerk.is_refused("delete", json!({"noun": "report_meeting", "id": report})).code, "in_use");
    // Kept: with a day and a word.
    let mut kept = promise("2024-6-20");
    kept["fulfilled_on"] = "2024-6-21".into();
    assert_eq!(
        fields(&clerk.is_refused("save", json!({"noun": "promise", "id": id, "values": kept}))),
        ["outcome"]
    );
    kept["outcome"] = "已进站三次".into();
    clerk.does("save", json!({"noun": "promise", "id": id, "values": kept}));
    assert_eq!(due(&mut clerk), json!([]));
    assert_eq!(clerk.open("promise", &id)["flags"], json!([]));
}

#[test]
fn books_are_handed_out_as_long_as_there_are_any() {
    let mut clerk = Clerk::sets_up();
    let deputies: Vec<String> = ["张卫国", "李𠮷", "王一"].iter().map(|name| clerk.deputy(name)).collect();
    let book = clerk.records("book", json!({"name": "代表法读本"}));
    let stock = |clerk: &mut Clerk| clerk.open("book", &book)["record"]["stock"].clone();
    let moved = |kind: &str, date: &str, more: Value| {
        let mut values = json!({"book": book, "kind": kind, "date": date});
        values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"noun": "book_move", "values": values})
    };
    let came = text(&clerk.does("save", moved("入库", "2024-5-6", json!({"count": 10})))["record"]["id"]);
    // One each, unless she says otherwise.
    let out = clerk.does("save", moved("发放", "2024-5-8", json!({"deputies": deputies})));
    assert_eq!((&out["record"]["count"], stock(&mut clerk)), (&json!(3), json!(7)));
    let refused = clerk.is_refused("save", moved("out", "2024-5-9", json!({"count": 8})));
    assert_eq!(
        refused.remarks[0].says,
        "《代表法读本》2024年5月9日只有 7 册，不够发 8 册；先登记入库，或改册数、日期"
    );
    // Not before they came, either.
    assert_eq!(fields(&clerk.is_refused("save", moved("out", "2024-5-5", json!({"count": 1})))), ["count"]);
    assert_eq!(
        fields(&clerk.is_refused("save", moved("in", "2024-5-6", json!({"count": 5, "deputies": deputies})))),
        ["deputies"]
    );
    // What was handed out can't have come from nowhere.
    let refused = clerk.is_refused("delete", json!({"noun": "book_move", "id": came}));
    assert!(refused.what.contains("只有 0 册"), "{}", refused.what);
    assert_eq!(clerk.is_refused("delete", json!({"noun": "book", "id": book})).code, "in_use");
    let id = text(&out["record"]["id"]);
    clerk.does("delete", json!({"noun": "book_move", "id": id}));
    assert_eq!(stock(&mut clerk), 10);
    clerk.does("restore", json!({"noun": "book_move", "id": id}));
    assert_eq!(stock(&mut clerk), 7);
    let year = json!({"from": "2024-01-01", "to": "2024-12-31"});
    assert_eq!(clerk.does("figures", year)["books"], 3);
    // The book's own page is its stock card.
    let history = clerk.open("book", &book)["history"].clone();
    assert!(
        history
            .as_array()
            .unwrap()
            .iter()
            .any(|line| line["changes"] == json!([["库存（册）", "10", "7"]])),
        "{history}"
    );
}

#[test]
fn papers_and_models_are_found_and_counted_apart() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    let paper = |kind: &str, title: &str, count: Value| json!({"title": title, "kind": kind, "outlet": "县融媒体中心", "date": "2024-6-3", "deputies": [zhang], "count": count});
    clerk.records("publicity", paper("宣传报道", "代表夜访茶园", json!(2)));
    clerk.records("publicity", paper("report", "代表进站", json!(null)));
    clerk.records("publicity", paper("身边榜样", "护河的张卫国", json!(null)));
    let figures = clerk.does("figures", json!({"from": "2024-06-01", "to": "2024-06-30"}));
    assert_eq!((&figures["publicity"], &figures["models"]), (&json!(3), &json!(1)));
    assert_eq!(clerk.finds("夜访"), ["代表夜访茶园"]);
    let listed = clerk.does(
        "page",
        json!({"noun": "publicity", "filter": {"counted": "publicity", "from": "2024-06-01", "to": "2024-06-30"}, "limit": 9}),
    );
    assert_eq!(listed["total"], 2);
    // A place typed once is offered from then on.
    let mut other = paper("report", "新去处", json!(1));
    other["outlet"] = "州广播电视台".into();
    clerk.records("publicity", other);
    let lists = clerk.does("lists", json!({}));
    let words = lists.as_array().unwrap().iter().find(|l| l["list"] == "outlet").unwrap()["words"].clone();
    assert!(words.as_array().unwrap().contains(&json!("州广播电视台")));
    assert_eq!(titles(&clerk.open("deputy", &zhang)["related"][0]["rows"]).len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// Whatever is entered, changed, thrown away and taken back: the stock at the title is what the
    /// movements say, and never below nothing.
    #[test]
    fn the_stock_is_always_what_the_movements_say(deeds in proptest::collection::vec((0..5u8, 0..6usize, any::<bool>(), 1..20i64, 1..8u8), 1..14)) {
        let mut clerk = Clerk::sets_up();
        let book = clerk.records("book", json!({"name": "读本"}));
        let mut ids: Vec<String> = Vec::new();
        for (deed, which, out, count, day) in deeds {
            let values = json!({"book": book, "kind": if out { "out" } else { "in" }, "date": format!("2024-05-{day:02}"), "count": count});
            let id = ids.get(which % ids.len().max(1)).cloned().unwrap_or_default();
            let answer = match deed {
                0 | 1 => clerk.asks("save", json!({"noun": "book_move", "values": values})),
                2 => clerk.asks("save", json!({"noun": "book_move", "id": id, "values": values})),
                3 => clerk.asks("delete", json!({"noun": "book_move", "id": id})),
                _ => clerk.asks("restore", json!({"noun": "book_move", "id": id})),
            };
            if let (Ok(saved), true) = (answer, deed < 2) {
                ids.push(text(&saved["record"]["id"]));
            }
            let rows = clerk.does("page", json!({"noun": "book_move", "limit": 50}))["rows"].clone();
            let plain: i64 = rows.as_array().unwrap().iter().map(|r| if r["kind"] == "out" { -1 } else { 1 } * r["count"].as_i64().unwrap()).sum();
            let stock = clerk.open("book", &book)["record"]["stock"].as_i64().unwrap_or(0);
            prop_assert!(stock == plain && stock >= 0, "{} {}", stock, plain);
        }
        prop_assert_eq!(&clerk.does("audit", json!({}))["sound"], true);
    }
}
