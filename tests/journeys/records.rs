use super::clerk::{Clerk, PASSWORD, fields, text, titles};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use liaison::Desk;
use serde_json::json;

#[test]
fn a_reception_day_opens_into_visits_and_matters() {
    let mut clerk = Clerk::sets_up();
    let (zhang, li) = (clerk.deputy("张卫国"), clerk.deputy("李𠮷"));
    let day = clerk.records(
        "reception_day",
        json!({"date": "2024.6.3", "place": "村部二楼", "deputies": [zhang, li], "status": "计划"}),
    );
    let saved = clerk.does(
        "save",
        json!({"noun": "visit", "values": {"kind": "station", "date": "2024-06-03", "reception_day": day, "deputies": [zhang], "citizen": "𬭚三䶮", "phone": "13900005678",
            "village": "三溪村二组", "problem": "二组到学校的路灯坏了三盏\n晚上孩子害怕", "category": "交通道路", "handling": "matter"}}),
    );
    let matter = &saved["matter"];
    assert_eq!(matter["title"], "二组到学校的路灯坏了三盏");
    assert_eq!(matter["state"], "recorded");
    assert_eq!(matter["number"], "YJ-2024-0001");
    let visit = text(&saved["record"]["id"]);
    // Saved again, the visit does not raise a second matter.
    let again = clerk.does("save", json!({"noun": "visit", "id": visit, "revision": 1, "values": values(&saved["record"])}));
    assert_eq!(again["matter"], json!(null));

    let opened = clerk.open("reception_day", &day);
    assert_eq!(opened["related"][0]["noun"], "visit");
    assert_eq!(opened["related"][0]["total"], 1);
    assert_eq!(opened["names"][&li], "李𠮷");
    let opened = clerk.open("visit", &visit);
    assert_eq!(titles(&opened["related"][0]["rows"]), ["二组到学校的路灯坏了三盏"]);
    // A day with visits is not deleted under them.
    assert_eq!(clerk.is_refused("delete", json!({"noun": "reception_day", "id": day})).code, "in_use");

    let seen = clerk.does("seen_before", json!({"phone": "１３９ ００００ ５６７８"}));
    assert_eq!(titles(&seen), ["𬭚三䶮（2024年6月3日）", "二组到学校的路灯坏了三盏"]);
    assert_eq!(
        clerk
            .does("seen_before", json!({"citizen": "𬭚三䶮", "village": "三溪村二组", "but": visit}))
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

fn values(record: &serde_json::Value) -> serde_json::Value {
    let head = [
        "id",
        "station",
        "number",
        "revision",
        "made_at",
        "made_by",
        "changed_at",
        "changed_by",
        "deleted_at",
    ];
    record
        .as_object()
        .unwrap()
        .iter()
        .filter(|(k, _)| !head.contains(&k.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[test]
fn every_mistake_is_said_at_once_and_nothing_is_kept() {
    let mut clerk = Clerk::sets_up();
    let refused = clerk.is_refused(
        "save",
        json!({"noun": "activity", "values": {"kind": "跳舞", "date": "6月", "expected": 3, "present": 5, "step": "idea"}}),
    );
    assert_eq!(fields(&refused), ["name", "kind", "date", "present", "project"]);
    assert_eq!(clerk.does("page", json!({"noun": "activity", "limit": 10}))["total"], 0);
    let gone = "0190f5a0-0000-7000-8000-000000000000";
    let refused = clerk.is_refused(
        "save",
        json!({"noun": "visit", "values": {"kind": "home", "date": "2024-06-03", "deputies": [gone], "citizen": "甲乙"}}),
    );
    assert_eq!(fields(&refused), ["deputies"]);
}

#[test]
fn two_windows_do_not_overwrite_each_other() {
    let mut clerk = Clerk::sets_up();
    let id = clerk.deputy("张卫国");
    let change = |phone: &str, revision: i64| json!({"noun": "deputy", "id": id, "revision": revision, "values": {"name": "张卫国", "levels": ["县"], "status": "serving", "phone": phone}});
    clerk.does("save", change("13900000001", 1));
    assert_eq!(clerk.is_refused("save", change("13900000002", 1)).code, "changed");
    let opened = clerk.open("deputy", &id);
    assert_eq!(opened["record"]["phone"], "13900000001");
    assert_eq!(opened["history"][0]["changes"][0], json!(["电话", "13900001234", "13900000001"]));
}

#[test]
fn an_older_version_is_looked_at_and_saved_again() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    let visit = |problem: &str, phone: &str| json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "𬭚三䶮", "phone": phone, "problem": problem, "handling": "noted"});
    let id = clerk.records("visit", visit("路灯坏了三盏", "13900001111"));
    for phone in ["13900002222", "13900003333"] {
        clerk.does("save", json!({"noun": "visit", "id": id, "values": visit("写错了", phone)}));
    }
    let history = clerk.open("visit", &id)["history"].clone();
    let older: Vec<bool> = history.as_array().unwrap().iter().map(|line| line["older"].as_bool().unwrap()).collect();
    assert_eq!(older, [false, true, true], "what she sees is no older version");
    let version = clerk.does("version", json!({"noun": "visit", "id": id, "place": history[2]["place"]}));
    assert_eq!(
        (&version["values"]["problem"], &version["values"]["phone"]),
        (&json!("路灯坏了三盏"), &json!("13900001111"))
    );
    let saved = clerk.does("save", json!({"noun": "visit", "id": id, "revision": 3, "values": version["values"]}));
    assert_eq!(saved["record"]["problem"], "路灯坏了三盏");
    let opened = clerk.open("visit", &id);
    assert_eq!(opened["history"].as_array().unwrap().len(), 4, "the versions between stay");
    assert_eq!(opened["history"][0]["changes"].as_array().unwrap().len(), 2);
    // Another record's place, or one that never was, is nobody's version.
    for (noun, id, place) in [
        ("visit", &id, json!(1)),
        ("deputy", &zhang, history[0]["place"].clone()),
        ("visit", &id, json!(9999)),
    ] {
        assert_eq!(clerk.is_refused("version", json!({"noun": noun, "id": id, "place": place})).code, "not_found");
    }
}

#[test]
fn delete_undo_and_the_bin() {
    let mut clerk = Clerk::sets_up();
    let id = clerk.deputy("张卫国");
    clerk.does("delete", json!({"noun": "deputy", "id": id, "revision": 1}));
    assert_eq!(clerk.finds("张卫国"), [""; 0]);
    assert_eq!(titles(&clerk.does("bin", json!({}))), ["张卫国"]);
    assert_eq!(clerk.is_refused("delete", json!({"noun": "deputy", "id": id})).code, "not_found");
    clerk.does("restore", json!({"noun": "deputy", "id": id}));
    assert_eq!(clerk.finds("zwg"), ["张卫国"]);
    assert_eq!(clerk.does("bin", json!({})), json!([]));
}

#[test]
fn drafts_survive_a_crash() {
    let mut clerk = Clerk::sets_up();
    let draft = clerk.does(
        "draft_keep",
        json!({"id": "", "noun": "visit", "record": "", "values": {"citizen": "𬭚", "date": "明"}}),
    );
    // No lock, no goodbye: the process is gone.
    std::mem::forget(std::mem::replace(&mut clerk.desk, Desk::new("")));
    let home = clerk.home.clone();
    let copy = clerk.folder.path().join("after");
    std::fs::create_dir(&copy).unwrap();
    for entry in walk(&home) {
        let to = copy.join(entry.strip_prefix(&home).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(&entry, &to).unwrap();
    }
    clerk.desk = Desk::new(&copy);
    clerk.does("unlock", json!({"password": PASSWORD}));
    let drafts = clerk.does("drafts", json!({}));
    assert_eq!(drafts[0]["values"], json!({"citizen": "𬭚", "date": "明"}));
    let deputy = clerk.deputy("张卫国");
    clerk.does(
        "save",
        json!({"noun": "visit", "draft": draft["id"], "values": {"kind": "phone", "date": "2024-6-3", "deputies": [deputy], "citizen": "𬭚三"}}),
    );
    assert_eq!(clerk.does("drafts", json!({})), json!([]));
}

pub fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn attachments_are_capped_typed_and_kept_once() {
    let mut clerk = Clerk::sets_up();
    let (a, b) = (clerk.deputy("张卫国"), clerk.deputy("李明"));
    let png = [&[0x89, b'P', b'N', b'G'][..], &[7; 100]].concat();
    let add = |id: &str, name: &str, bytes: &[u8]| json!({"noun": "deputy", "id": id, "name": name, "base64": BASE64_STANDARD.encode(bytes)});
    let first = clerk.does("attach", add(&a, "现场.png", &png));
    let second = clerk.does("attach", add(&b, "同一张.png", &png));
    assert_eq!(first["sha256"], second["sha256"]);
    assert_eq!(first["media"], "image/png");
    assert_eq!(clerk.does("attachment", json!({"id": first["id"]}))["base64"], BASE64_STANDARD.encode(&png));
    assert_eq!(fields(&clerk.is_refused("attach", add(&a, "木马.png.exe", b"MZ..."))), ["attachment"]);
    let big = vec![0xff; 21 << 20];
    let trouble = clerk.is_refused("attach", add(&a, "大照片.jpg", &big));
    assert_eq!(trouble.what, "“大照片.jpg”有 21 MB，超过每个附件 20 MB 的上限。");
    let copies: Vec<String> = (0..2)
        .map(|_| text(&clerk.does("attachment_copy", json!({"id": second["id"]}))["path"]))
        .collect();
    assert!(
        copies[0].ends_with("附件/同一张.png") && copies[1].ends_with("附件/同一张（2）.png"),
        "{copies:?}"
    );
    assert_eq!(std::fs::read(&copies[1]).unwrap(), png);
    clerk.does("detach", json!({"id": first["id"]}));
    assert_eq!(clerk.open("deputy", &a)["attachments"], json!([]));
    assert_eq!(clerk.open("deputy", &b)["attachments"].as_array().unwrap().len(), 1);
}

#[test]
fn one_box_finds_everything() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    clerk.records("visit", json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "阿依·古丽", "village": "村12组", "phone": "0718-6543210", "problem": "水管漏水"}));
    clerk.matter("水渠堵塞");
    clerk.records(
        "activity",
        json!({"name": "夏季护水行动", "kind": "代表行动", "date": "2024-6-1", "deputies": [zhang], "content": "清理河道第３次"}),
    );
    for (typed, found) in [
        ("水", vec!["夏季护水行动", "水渠堵塞", "阿依·古丽（2024年6月3日）"]),
        ("张", vec!["张卫国"]),
        ("ZWG", vec!["张卫国"]),
        ("65432", vec!["阿依·古丽（2024年6月3日）"]),
        ("村12", vec!["阿依·古丽（2024年6月3日）"]),
        ("aygl", vec!["阿依·古丽（2024年6月3日）"]),
        ("𬭚三", vec!["水渠堵塞"]),
        ("䶮", vec!["水渠堵塞"]),
        ("０７１８", vec!["阿依·古丽（2024年6月3日）"]),
        ("第3次", vec!["夏季护水行动"]),
        ("水 漏", vec!["阿依·古丽（2024年6月3日）"]),
        ("yj-2024-0001", vec!["水渠堵塞"]),
        ("没有的", vec![]),
    ] {
        assert_eq!(clerk.finds(typed), found, "{typed}");
    }
    // In a list of activities a deputy's name finds what she took part in.
    let page = clerk.does("page", json!({"noun": "activity", "filter": {"text": "卫国"}, "limit": 10}));
    assert_eq!(page["total"], 1);
    let picked = clerk.does("pick", json!({"noun": "deputy", "text": "wg", "limit": 5}));
    assert_eq!(picked[0]["label"], "张卫国");
}

#[test]
fn a_confidential_voter_is_named_nowhere_but_in_the_record() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    let saved = clerk.does(
        "save",
        json!({"noun": "visit", "values": {"kind": "station", "date": "2024-6-3", "deputies": [zhang], "citizen": "甲乙丙", "phone": "13900007777", "village": "一组",
            "problem": "反映村务", "handling": "matter", "confidential": true}}),
    );
    let matter = saved["matter"].clone();
    for question in [
        ("page", json!({"noun": "visit", "limit": 5})),
        ("page", json!({"noun": "matter", "limit": 5})),
        ("find", json!({"text": "甲乙丙", "limit": 5})),
        ("record", json!({"noun": "deputy", "id": zhang})),
        ("pick", json!({"noun": "visit", "text": "甲乙丙", "limit": 5})),
        ("today", json!({})),
    ] {
        let answer = clerk.does(question.0, question.1).to_string();
        for word in ["甲乙丙", "13900007777", "一组"] {
            assert!(!answer.contains(word), "{word} in {}: {answer}", question.0);
        }
    }
    assert_eq!(clerk.open("matter", &text(&matter["id"]))["record"]["citizen"], "甲乙丙");
}

#[test]
fn a_village_typed_once_is_offered_from_then_on() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    for village in ["三溪村二组", "三溪村一组", "三溪村二组"] {
        clerk.records(
            "visit",
            json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "甲乙", "village": village}),
        );
    }
    let lists = clerk.does("lists", json!({}));
    let villages = lists.as_array().unwrap().iter().find(|l| l["list"] == "village").unwrap();
    assert_eq!(villages["words"], json!(["三溪村二组", "三溪村一组"]));
}

#[test]
fn lists_filter_sort_and_count_honestly() {
    let mut clerk = Clerk::sets_up();
    let (zhang, an) = (clerk.deputy("张卫国"), clerk.deputy("安平"));
    for day in 1..=25 {
        let who = if day % 2 == 0 { &zhang } else { &an };
        clerk.records("visit", json!({"kind": if day % 5 == 0 {"home"} else {"station"}, "date": format!("2024-05-{day:02}"), "deputies": [who], "citizen": "甲乙", "people": day}));
    }
    let page = clerk.does("page", json!({"noun": "visit", "limit": 10, "offset": 20}));
    assert_eq!((page["total"].clone(), page["rows"].as_array().unwrap().len()), (25.into(), 5));
    assert_eq!(page["rows"][4]["date"], "2024-05-01");
    let page = clerk.does(
        "page",
        json!({"noun": "visit", "limit": 50, "filter": {"from": "2024-05-10", "to": "2024-05-20", "equal": {"kind": ["home"], "deputies": [zhang]}}}),
    );
    let days: Vec<_> = page["rows"].as_array().unwrap().iter().map(|r| text(&r["date"])).collect();
    assert_eq!(days, ["2024-05-20", "2024-05-10"]);
    let page = clerk.does("page", json!({"noun": "visit", "limit": 1, "sort": "date"}));
    assert_eq!(page["rows"][0]["people"], 1);
    clerk.is_refused("page", json!({"noun": "visit", "limit": 1, "sort": "problem"}));
    assert_eq!(clerk.does("page", json!({"noun": "visit", "limit": 50, "filter": {"about": an}}))["total"], 13);
    let people = clerk.does("page", json!({"noun": "deputy", "limit": 50}));
    assert_eq!(people["rows"][0]["name"], "安平", "people sort by pinyin");
    clerk.is_refused("page", json!({"noun": "visit", "limit": 1, "sort": "1; DROP TABLE visit"}));
    clerk.is_refused("page", json!({"noun": "visit", "limit": 1, "filter": {"equal": {"x' OR 1": ["1"]}}}));
}
