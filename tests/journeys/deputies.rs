//! 履职申报 and its review, the 履职档案 it goes into, points with every reason, and 换届.

use super::clerk::{Clerk, fields, text};
use calamine::{Reader as _, Xlsx, open_workbook};
use serde_json::{Value, json};

fn lines(dossier: &Value, chapter: &str) -> Vec<String> {
    let chapter = dossier["chapters"].as_array().unwrap().iter().find(|c| c["chapter"] == chapter).unwrap();
    chapter["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| format!("{} {}", text(&l["word"]), text(&l["title"])))
        .collect()
}

/// A deputy with something in every chapter.
fn busy(clerk: &mut Clerk) -> String {
    let zhang = clerk.deputy("张卫国");
    let meet = |kind: &str, name: &str, day: &str| json!({"name": name, "kind": kind, "date": day, "deputies": [zhang], "organiser": "station"});
    clerk.records("activity", meet("会议", "主席团会议", "2024-2-1"));
    clerk.records("activity", meet("视察调研", "视察食堂", "2024-3-1"));
    clerk.records("activity", meet("学习培训", "代表法学习", "2024-4-1"));
    clerk.records("activity", meet("代表行动", "护河", "2024-4-2"));
    clerk.records(
        "reception_day",
        json!({"date": "2024-5-6", "place": "站内", "deputies": [zhang], "status": "held"}),
    );
    clerk.records(
        "reception_day",
        json!({"date": "2024-9-6", "place": "站内", "deputies": [zhang], "status": "planned"}),
    );
    clerk.records(
        "visit",
        json!({"kind": "station", "date": "2024-5-6", "deputies": [zhang], "citizen": "严守密", "problem": "邻里噪音", "confidential": true, "handling": "noted"}),
    );
    clerk.records(
        "visit",
        json!({"kind": "home", "date": "2024-5-7", "deputies": [zhang], "citizen": "赵大妈", "problem": "路灯", "handling": "noted"}),
    );
    clerk.records(
        "matter",
        json!({"title": "路灯", "raised_on": "2024-5-7", "category": "交通道路", "content": "坏了", "source": "other", "deputies": [zhang]}),
    );
    clerk.records("report_meeting", json!({"deputy": zhang, "date": "2024-5-20", "form": "oral"}));
    clerk.records(
        "publicity",
        json!({"title": "护河的人", "kind": "model", "outlet": "站内宣传栏", "date": "2024-5-21", "deputies": [zhang]}),
    );
    zhang
}

fn declared(deputy: &str, kind: &str, title: &str) -> Value {
    json!({"deputy": deputy, "kind": kind, "title": title, "date": "2024-5-30", "content": "做了什么"})
}

#[test]
fn an_entry_is_declared_reviewed_and_filed_or_sent_back() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    let id = clerk.records("duty", declared(&zhang, "表彰", "县级优秀代表"));
    let ask = json!({"deputy": zhang});
    let file = clerk.does("dossier", ask.clone());
    assert_eq!((lines(&file, "honours").len(), &file["waiting"]), (0, &json!(1)));
    // Back, with a word; without one it does not go.
    assert_eq!(fields(&clerk.is_refused("duty_review", json!({"id": id, "accept": false}))), ["opinion"]);
    let opened = clerk.does("duty_review", json!({"id": id, "accept": false, "opinion": "请写明授予单位"}));
    assert_eq!(
        (&opened["record"]["status"], &opened["record"]["reviewer"]),
        (&json!("returned"), &json!("林晓芸"))
    );
    assert_eq!(clerk.does("dossier", ask.clone())["returned"], 1);
    // Mended, it is declared again; filed, it stands.
    let mut mended = declared(&zhang, "表彰", "县级优秀代表");
    mended["content"] = "县人大常委会授予".into();
    let saved = clerk.does("save", json!({"noun": "duty", "id": id, "values": mended}));
    assert_eq!((&saved["record"]["status"], &saved["record"]["opinion"]), (&json!("declared"), &json!("")));
    // A revision that is no more is not reviewed unseen.
    assert_eq!(
        clerk.is_refused("duty_review", json!({"id": id, "revision": 1, "accept": true})).code,
        "changed"
    );
    clerk.does("duty_review", json!({"id": id, "accept": true}));
    assert_eq!(lines(&clerk.does("dossier", ask.clone()), "honours"), ["表彰 县级优秀代表"]);
    for (command, question) in [
        ("save", json!({"noun": "duty", "id": id, "values": mended})),
        ("delete", json!({"noun": "duty", "id": id})),
    ] {
        let refused = clerk.is_refused(command, question);
        assert!(refused.what.contains("冲销"), "{}", refused.what);
    }
    assert_eq!(fields(&clerk.is_refused("duty_review", json!({"id": id, "accept": true}))), ["status"]);
    // Wrong after all: a reversal of its own, reviewed like any other; the line stays, struck through.
    let mut reversal = declared(&zhang, "冲销", "表彰记错了人");
    assert_eq!(fields(&clerk.is_refused("save", json!({"noun": "duty", "values": reversal}))), ["source"]);
    reversal["source"] = saved["record"]["number"].clone();
    let reversal = clerk.records("duty", reversal);
    clerk.does("duty_review", json!({"id": reversal, "accept": true}));
    let file = clerk.does("dossier", ask);
    let honours = file["chapters"].as_array().unwrap().iter().find(|c| c["chapter"] == "honours").unwrap().clone();
    assert_eq!(honours["lines"][0]["reversed_by"], "SB-2024-0002");
    let history: Vec<String> = clerk.open("duty", &id)["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| text(&h["deed"]))
        .collect();
    assert_eq!(history, ["审核入档", "修改", "审核退回", "新增"]);
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
}

#[test]
fn the_file_fills_itself_and_goes_to_paper() {
    let mut clerk = Clerk::sets_up();
    let zhang = busy(&mut clerk);
    let file = clerk.does("dossier", json!({"deputy": zhang}));
    assert_eq!(lines(&file, "meetings"), ["会议 主席团会议"]);
    assert_eq!(lines(&file, "inspections"), ["视察调研 视察食堂"]);
    assert_eq!(lines(&file, "studies"), ["学习培训 代表法学习"]);
    // What was only planned is no deed; who asked not to be named is not.
    assert_eq!(
        lines(&file, "activities"),
        ["代表行动 护河", "接待日 2024年5月6日接待日", "接访选民 接待匿名", "走访选民 走访赵大妈"]
    );
    assert_eq!(lines(&file, "proposals"), ["提出意见建议 路灯"]);
    assert_eq!(lines(&file, "reports"), ["述职评议 张卫国述职评议（2024年5月20日）"]);
    assert_eq!(lines(&file, "honours"), ["身边榜样 护河的人"]);
    let part = clerk.does("dossier", json!({"deputy": zhang, "from": "2024-05-01", "to": "2024-05-07"}));
    assert_eq!((lines(&part, "studies").len(), lines(&part, "activities").len()), (0, 3));
    assert_eq!(
        fields(&clerk.is_refused("dossier", json!({"deputy": zhang, "from": "2024-05-02", "to": "2024-05-01"}))),
        ["to"]
    );

    let written = clerk.does("dossier_write", json!({"deputy": zhang, "from": "2024-01-01", "to": "2024-12-31"}));
    let path = text(&written["files"][0]);
    assert!(path.contains("张卫国履职档案_2024年.xlsx"), "{path}");
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["基本情况", "会议", "视察调研", "学习培训", "小组活动", "建议", "述职监督", "表彰"]
    );
    let sheet = book.worksheet_range("小组活动").unwrap();
    let all: Vec<String> = sheet
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
        .collect();
    assert!(all.iter().any(|row| row.contains("走访赵大妈") && row.contains("ZF-2024-0001")), "{all:?}");
    assert!(!all.iter().any(|row| row.contains("严守密")));
}

#[test]
fn points_come_from_records_with_a_reason_each_and_a_closed_year_stays() {
    let mut clerk = Clerk::sets_up();
    let zhang = busy(&mut clerk);
    let ask = |year: i32| json!({"deputy": zhang, "year": year});
    assert_eq!(clerk.does("points", ask(2024))["rules"], Value::Null);
    let mut set = clerk.does("points_rules", json!({}))["presets"][0].clone();
    // Tried before it is kept: nothing changes.
    let tried = clerk.does("points_preview", json!({"set": set, "year": 2024}));
    assert_eq!(clerk.does("points", ask(2024))["rules"], Value::Null);
    clerk.does("points_rules_save", json!({"sets": [set]}));
    let page = clerk.does("points", ask(2024));
    let points = |page: &Value, item: &str| {
        let items = page["reckoning"]["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|i| i["name"] == item)
            .unwrap()
            .clone();
        items["points"].clone()
    };
    // Meeting 3 and training 1; inspection 6; reception day 4, two visits 2 each; report 5.
    assert_eq!(points(&page, "其他会议、学习培训"), 4);
    assert_eq!(points(&page, "视察调研执法检查"), 6);
    assert_eq!(points(&page, "接待选民"), 8);
    assert_eq!(points(&page, "向选民述职"), 5);
    assert_eq!(
        (&page["reckoning"]["total"], &tried[0]["tried"], &tried[0]["now"]),
        (&json!(23), &json!(23), &Value::Null)
    );
    assert_eq!(page["quarters"], json!([9, 14, 0, 0]));
    let uncounted = page["reckoning"]["lines"].as_array().unwrap().iter().filter(|l| l["item"] == "").count();
    assert_eq!(uncounted, 3, "{page}");
    // Declared counts nothing until it is filed; reversed, nothing again.
    let id = clerk.records("duty", declared(&zhang, "办实事", "接通自来水"));
    assert_eq!(clerk.does("points", ask(2024))["reckoning"]["total"], 23);
    let filed = clerk.does("duty_review", json!({"id": id, "accept": true}));
    assert_eq!(clerk.does("points", ask(2024))["reckoning"]["total"], 28);

    // The year is over and closed; another rule does not touch it, a correction shows beside it.
    assert_eq!(fields(&clerk.is_refused("points_close", json!({"year": 2024}))), ["year"]);
    clerk.on("2025-01-10");
    clerk.does("points_close", json!({"year": 2024}));
    assert_eq!(fields(&clerk.is_refused("points_close", json!({"year": 2024}))), ["year"]);
    set["items"][6]["first"] = 1.into();
    set["items"][6]["further"] = 0.into();
    set["base"] = 60.into();
    clerk.does("points_rules_save", json!({"sets": [set]}));
    let page = clerk.does("points", ask(2024));
    assert_eq!(
        (&page["reckoning"]["total"], &page["closed_total"], &page["closed_on"]),
        (&json!(28), &json!(28), &json!("2025-01-10"))
    );
    assert_eq!(clerk.does("points", ask(2025))["reckoning"]["total"], 60);
    let mut reversal = declared(&zhang, "冲销", "不是他办的");
    reversal["source"] = filed["record"]["number"].clone();
    reversal["date"] = "2025-1-9".into();
    let reversal = clerk.records("duty", reversal);
    clerk.does("duty_review", json!({"id": reversal, "accept": true}));
    let page = clerk.does("points", ask(2024));
    assert_eq!((&page["reckoning"]["total"], &page["closed_total"]), (&json!(23), &json!(28)));
    let line = page["reckoning"]["lines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|l| l["fact"]["title"] == "接通自来水")
        .unwrap()
        .clone();
    assert_eq!(line["why"], "已由 SB-2025-0001 冲销，不计分");
    // Wrong rules are named at their places, and nothing is kept.
    set["items"][0]["first"] = 2.5.into();
    set["items"][1]["counts"] = json!([]);
    assert_eq!(
        fields(&clerk.is_refused("points_rules_save", json!({"sets": [set]}))),
        ["0.items.0.first", "0.items.1.counts"]
    );
}

fn change(deputies: &[(&str, bool)]) -> Value {
    let deputies: Vec<Value> = deputies.iter().map(|(id, stays)| json!({"id": id, "stays": stays})).collect();
    json!({"closes": "第十八届", "opens": "第十九届", "began": "2022-01-01", "on": "2024-06-01", "deputies": deputies})
}

#[test]
fn a_term_is_closed_archived_and_taken_back_until_the_next_has_a_record() {
    let mut clerk = Clerk::sets_up();
    let zhang = busy(&mut clerk);
    let li = clerk.deputy("李𠮷");
    let group = clerk.records("group", json!({"name": "一组", "kind": "地域", "leader": li, "members": [zhang, li]}));
    let visit = text(&clerk.does("page", json!({"noun": "visit", "limit": 1}))["rows"][0]["id"]);
    let mut wrong = change(&[(&zhang, true)]);
    wrong["opens"] = "第十八届".into();
    wrong["on"] = "2024-07-01".into();
    assert_eq!(fields(&clerk.is_refused("term_change", wrong)), ["opens", "on"]);

    let terms = clerk.does("term_change", change(&[(&zhang, true), (&li, false)]));
    let line = terms["lines"][0].clone();
    assert_eq!(
        (&line["term"], &line["to"], &line["seats"], &line["reelected"], &line["left"]),
        (&json!("第十八届"), &json!("2024-05-31"), &json!(2), &json!(1), &json!(1))
    );
    assert_eq!((&line["figures"]["activities"], &terms["lines"][1]["term"]), (&json!(4), &json!("第十九届")));
    let opened = clerk.open("deputy", &li)["record"].clone();
    assert_eq!((&opened["status"], &opened["term"]), (&json!("left"), &json!("第十八届")));
    let kept = clerk.open("group", &group)["record"].clone();
    assert_eq!((&kept["members"], &kept["leader"]), (&json!([zhang]), &json!("")));
    // Per deputy and term: the file knows the days of each.
    let file = clerk.does("dossier", json!({"deputy": zhang}));
    assert_eq!(
        file["terms"],
        json!([{"term": "第十八届", "from": "2022-01-01", "to": "2024-05-31", "outcome": "连任"}, {"term": "第十九届", "from": "2024-06-01", "to": "", "outcome": ""}])
    );

    // What lies in it stays as it is; a matter may still be handled.
    let old = json!({"kind": "station", "date": "2024-5-6", "deputies": [zhang], "citizen": "甲", "problem": "乙", "handling": "noted"});
    for (command, question) in [
        ("delete", json!({"noun": "visit", "id": visit})),
        ("save", json!({"noun": "visit", "id": visit, "values": old})),
        ("save", json!({"noun": "visit", "values": old})),
        (
            "save",
            json!({"noun": "seat", "values": {"deputy": zhang, "term": "第二十届", "began": "2024-01-01", "ended": "2024-02-01", "outcome": "left"}}),
        ),
    ] {
        assert_eq!(clerk.is_refused(command, question).code, "not_allowed", "{command}");
    }
    let matter = text(&clerk.does("page", json!({"noun": "matter", "limit": 1}))["rows"][0]["id"]);
    assert_eq!(clerk.moves(&matter, "submit", json!({"done_on": "2024-06-03"})), "awaiting");

    // Taken back, all is as it was.
    assert_eq!(terms["undo"], true);
    clerk.does("term_undo", json!({}));
    let opened = clerk.open("deputy", &li)["record"].clone();
    assert_eq!((&opened["status"], &opened["term"]), (&json!("serving"), &json!("")));
    let kept = clerk.open("group", &group)["record"].clone();
    assert_eq!((&kept["members"], &kept["leader"]), (&json!([zhang, li]), &json!(li)));
    assert_eq!(clerk.does("page", json!({"noun": "seat", "limit": 5}))["total"], 0);
    assert_eq!(clerk.does("bin", json!({})), json!([]));
    clerk.does("save", json!({"noun": "visit", "id": visit, "values": old}));
    assert_eq!(clerk.is_refused("term_undo", json!({})).code, "not_allowed");

    // Changed again; the first record of the new term settles it.
    clerk.does("term_change", change(&[(&zhang, true), (&li, false)]));
    clerk.now += chrono::Duration::minutes(5);
    clerk.records(
        "visit",
        json!({"kind": "station", "date": "2024-6-3", "deputies": [zhang], "citizen": "甲", "problem": "乙", "handling": "noted"}),
    );
    let terms = clerk.does("terms", json!({}));
    assert_eq!(terms["undo"], false);
    let refused = clerk.is_refused("term_undo", json!({}));
    assert!(refused.what.contains("第十九届已经有了记录"), "{}", refused.what);
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
}
