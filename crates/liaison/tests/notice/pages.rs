//! The pages of a small station as they come out, and what records can't do to them.

use serde_json::{Value, json};

use crate::office::{Office, all_of, year};

fn step(office: &mut Office, id: &str, step: Value) {
    let revision = office.ask("record", json!({ "noun": "matter", "id": id }))["record"]["revision"].clone();
    office.ask("move_matter", json!({ "id": id, "revision": revision, "step": step }));
}

/// Two deputies, a year's deeds, four matters: closed, under way, 保密, doubtful.
fn furnished() -> Office {
    let mut office = Office::station();
    let zhang = office.keep(
        "deputy",
        json!({ "name": "张卫国", "levels": ["县", "乡"], "phone": "13900001111", "status": "serving" }),
    );
    let ali = office.keep("deputy", json!({ "name": "阿依·古丽", "levels": ["乡"], "status": "serving" }));
    office.keep("deputy", json!({ "name": "离任的人", "levels": ["乡"], "status": "left" }));
    office.keep(
        "group",
        json!({ "name": "𠮷祥五彩小组", "kind": "五彩", "leader": zhang, "members": [zhang, ali] }),
    );
    office.keep(
        "reception_day",
        json!({ "date": "2024-05-08", "place": "站内", "deputies": [zhang, ali], "status": "held" }),
    );
    office.keep(
        "reception_day",
        json!({ "date": "2024-06-08", "place": "站内", "deputies": [zhang, ali], "status": "cancelled" }),
    );
    for (kind, name) in [("代表行动", "护河"), ("学习培训", "代表法培训")] {
        office.keep(
            "activity",
            json!({ "name": name, "kind": kind, "date": "2024-09-10", "deputies": [zhang], "organiser": "station" }),
        );
    }
    let secret = office.keep("visit", json!({ "kind": "phone", "date": "2024-08-01", "deputies": [ali], "citizen": "严守密", "problem": "邻里噪音", "handling": "noted", "category": "乡村治理", "confidential": true }));
    let add = |office: &mut Office, title: &str, day: &str, more: Value| {
        let mut values = json!({ "title": title, "raised_on": day, "category": "水利饮水", "content": "原话一二三", "citizen": "王𡐓", "village": "㛃水村3组",
            "phone": "13900003333", "deputies": [zhang], "source": "other" });
        values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        office.keep("matter", values)
    };
    let closed = add(&mut office, "关于维修㛃水村3组灌渠的建议", "2024-05-08", json!({}));
    for one in [
        json!({ "kind": "submit", "done_on": "2024-05-09" }),
        json!({ "kind": "refer", "done_on": "2024-05-10", "unit": "镇水利站" }),
        json!({ "kind": "sign", "done_on": "2024-05-11", "person": "周干事", "phone": "0718-5550123" }),
        json!({ "kind": "start", "done_on": "2024-05-12" }),
        json!({ "kind": "answer", "done_on": "2024-05-20", "note": "已修好，答复原文", "result_class": "A" }),
        json!({ "kind": "feed_back", "done_on": "2024-05-21", "told": "both" }),
        json!({ "kind": "close", "done_on": "2024-05-22" }),
    ] {
        step(&mut office, &closed, one);
    }
    let on_way = add(&mut office, "关于安装路灯的建议", "2024-06-02", json!({ "category": "交通道路" }));
    step(&mut office, &on_way, json!({ "kind": "submit", "done_on": "2024-06-03" }));
    step(
        &mut office,
        &on_way,
        json!({ "kind": "refer", "done_on": "2024-06-04", "unit": "三溪镇交通管理站" }),
    );
    add(
        &mut office,
        "严守密反映邻居吵闹",
        "2024-08-01",
        json!({ "category": "乡村治理", "citizen": "严守密", "source": "visit", "visit": secret }),
    );
    add(&mut office, "王𡐓家的低保，电话13900003333", "2024-09-01", json!({ "category": "社会保障" }));
    let withdrawn = add(&mut office, "撤回的事", "2024-09-02", json!({}));
    step(
        &mut office,
        &withdrawn,
        json!({ "kind": "withdraw", "done_on": "2024-09-03", "note": "不办了" }),
    );
    // What a deputy declares herself is not in a notice.
    office.keep(
        "duty",
        json!({ "deputy": zhang, "kind": "化解纠纷", "title": "调解地界纠纷", "date": "2024-07-01", "content": "王𡐓与邻居" }),
    );
    add(&mut office, "下一年的事", "2025-01-02", json!({}));
    office
}

#[test]
fn a_small_stations_pages() {
    let mut office = furnished();
    let look = office.ask("notice_look", year());
    let matters = look[0]["matters"].as_array().unwrap();
    let titles: Vec<&str> = matters.iter().map(|line| line["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["关于维修㛃水村某组灌渠的建议", "关于安装路灯的建议", "", "某某家的低保，电话（略）"]);
    assert_eq!(matters[0]["doubts"], json!([]));
    // 保密 by the visit it came from alone.
    assert_eq!(matters[2]["confidential"], true);
    assert_eq!(matters[3]["doubts"].as_array().unwrap().len(), 4);

    let mut choice = all_of(&look);
    choice["released"].as_array_mut().unwrap().pop();
    let pages = office.ask("notice_pages", json!({ "ask": year(), "choice": choice }));
    let pages = pages.as_array().unwrap();
    let files: Vec<&str> = pages.iter().map(|page| page["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["index.html", "matters-JS-017.html", "deputies-JS-017.html"]);
    for (page, name) in pages.iter().zip(["index", "matters", "deputies"]) {
        let html = page["html"].as_str().unwrap();
        for never in [
            "王𡐓",
            "严守密",
            "1390000",
            "5550",
            "㛃水村3组",
            "原话一二三",
            "答复原文",
            "周干事",
            "委会一楼",
            "离任的人",
            "撤回的事",
            "下一年的事",
            "<script",
            "http:",
            "https:",
            "src=",
        ] {
            assert!(!html.contains(never), "{name}: {never}");
        }
        insta::assert_snapshot!(name, html);
    }
}

#[test]
fn a_line_left_out_is_counted_and_not_shown() {
    let mut office = furnished();
    let look = office.ask("notice_look", year());
    let (line, deputy) = (&look[0]["matters"][1], &look[0]["deputies"][0]);
    let mut choice = all_of(&look);
    choice["withheld"] = json!([line["id"], deputy["id"]]);
    let pages = office.ask("notice_pages", json!({ "ask": year(), "choice": choice }));
    let [matters, deputies] = [1, 2].map(|n| pages[n]["html"].as_str().unwrap());
    assert!(!matters.contains(line["number"].as_str().unwrap()) && !matters.contains("安装路灯"));
    assert!(matters.contains("公示群众意见建议3件") && matters.contains("另有1件不宜公开，未列"));
    assert!(deputies.contains("公示人大代表1名") && !deputies.contains("阿依·古丽"));
    let one = office.ask("notice_pages", json!({ "ask": { "kinds": ["deputies"], "period": year()["period"] } }));
    assert_eq!(one.as_array().unwrap().len(), 2);
}

#[test]
fn a_title_that_was_changed_since_is_not_let_out() {
    let mut office = furnished();
    let choice = all_of(&office.ask("notice_look", year()));
    let id = choice["released"][0]["id"].clone();
    let kept = office.ask("record", json!({ "noun": "matter", "id": id }))["record"].clone();
    let fields = liaison::records::Noun::Matter.fields().iter();
    let mut values: Value = fields.map(|f| (f.key, kept[f.key].clone())).collect();
    values["title"] = "另起的标题".into();
    let saved = office.tried("save", json!({ "noun": "matter", "id": id, "revision": kept["revision"], "values": values }));
    assert!(saved.is_ok(), "{saved:?}");
    let refused = office.tried("notice_write", json!({ "ask": year(), "choice": choice }));
    assert_eq!(refused.unwrap_err().code(), "changed");
    assert!(!office.documents().join("公示").exists(), "a refused notice leaves nothing");
}

/// The title of a 保密 matter is refused even when somebody names it.
#[test]
fn a_secret_title_is_not_let_out_by_name() {
    let mut office = furnished();
    let look = office.ask("notice_look", year());
    let id = look[0]["matters"][2]["id"].clone();
    let choice = |title: &str| json!({ "ask": year(), "choice": { "released": [{ "id": id, "title": title }] } });
    assert_eq!(office.tried("notice_pages", choice("严守密反映邻居吵闹")).unwrap_err().code(), "changed");
    let pages = office.ask("notice_pages", choice(""));
    assert!(!pages.to_string().contains("吵闹"));
}

#[test]
fn records_full_of_markup_are_inert() {
    const EVIL: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&amp;{{title}}{% if %}=HYPERLINK(\"x\")";
    let mut office = furnished();
    for noun in [liaison::records::Noun::Matter, liaison::records::Noun::Deputy, liaison::records::Noun::Group] {
        office.rewrite(noun, |_, record| {
            let mut values = record.values.clone();
            for field in noun.fields() {
                use liaison::records::Kind;
                match field.kind {
                    // Whoever has such a name has it taken out of the titles.
                    _ if ["citizen", "village"].contains(&field.key) => None,
                    Kind::Text | Kind::Long | Kind::Choice(_) => values.insert(field.key.into(), EVIL.into()),
                    Kind::Choices(_) => values.insert(field.key.into(), json!([EVIL])),
                    _ => None,
                };
            }
            values
        });
    }
    let look = office.ask("notice_look", year());
    let pages = office.ask("notice_pages", json!({ "ask": year(), "choice": all_of(&look) }));
    for page in pages.as_array().unwrap().iter().skip(1) {
        let html = page["html"].as_str().unwrap();
        assert!(html.contains("alert(1)"), "what was typed is shown, as text");
        let tags: std::collections::BTreeSet<&str> = html.split('<').skip(1).map(|tag| tag.split([' ', '>', '\n']).next().unwrap()).collect();
        for tag in &tags {
            let own = [
                "!doctype", "html", "head", "meta", "title", "style", "body", "p", "a", "h1", "table", "thead", "tbody", "tr", "th", "td", "div", "br",
                "colgroup", "col",
            ];
            assert!(own.contains(&tag.trim_start_matches('/')), "{tag}");
        }
        assert!(!html.contains("\"><script>") && !html.contains("onerror=alert(1)>"));
    }
}

#[test]
fn nobody_is_ranked() {
    let mut office = Office::station();
    let ids: Vec<String> = ["赵六", "安平", "陈六"]
        .iter()
        .map(|name| office.keep("deputy", json!({ "name": name, "levels": ["乡"], "status": "serving" })))
        .collect();
    for n in 0..3 {
        office.keep(
            "activity",
            json!({ "name": format!("活动{n}"), "kind": "代表行动", "date": "2024-03-01", "deputies": ids[..=n.min(1)], "organiser": "station" }),
        );
    }
    let look = office.ask("notice_look", year());
    let lines = look[0]["deputies"].as_array().unwrap();
    let shown: Vec<_> = lines
        .iter()
        .map(|line| (line["name"].as_str().unwrap(), line["activities"].as_u64().unwrap()))
        .collect();
    assert_eq!(shown, [("安平", 2), ("陈六", 0), ("赵六", 3)]);
}

#[test]
fn the_county_for_one_station_and_for_all() {
    let mut office = Office::county();
    let plan = liaison::sample::CountyPlan {
        seed: 1,
        stations: 3,
        years: 2,
        matters: 6,
    };
    office.working(|desk, call| liaison::sample::grow_county(desk, call, plan)).unwrap();
    let all = office.ask("notice_look", year());
    let all = all.as_array().unwrap();
    assert_eq!(
        all.iter().map(|s| s["code"].as_str().unwrap()).collect::<Vec<_>>(),
        ["JS-001", "JS-002", "JS-003"]
    );
    let mut ask = year();
    ask["stations"] = json!(["JS-002"]);
    let one = office.ask("notice_look", ask.clone());
    assert_eq!(one[0], all[1]);
    assert!(!all[1]["matters"].as_array().unwrap().is_empty() && !all[1]["deputies"].as_array().unwrap().is_empty());
    let pages = office.ask("notice_pages", json!({ "ask": ask }));
    let page = pages[1]["html"].as_str().unwrap();
    assert!(page.contains("第2样板站民情办理公示") && page.contains("<p>嘉水县人大常委会办公室</p>\n<p>2025年3月18日</p>"));
    let written = office.ask("notice_write", json!({ "ask": year() }));
    assert_eq!(written["files"].as_array().unwrap().len(), 7);
    let index = std::fs::read_to_string(written["files"][0].as_str().unwrap()).unwrap();
    for path in written["files"].as_array().unwrap().iter().skip(1) {
        let name = path.as_str().unwrap().rsplit(['/', '\\']).next().unwrap();
        assert!(name.is_ascii() && index.contains(&format!("href=\"{name}\"")), "{name}");
    }
    ask["stations"] = json!(["JS-999"]);
    assert_eq!(office.tried("notice_look", ask).unwrap_err().code(), "draft");
}
