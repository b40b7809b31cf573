//! Personal data: kept as long as the rule says, gone for good after that, and told to whom it is about.

use serde_json::{Value, json};

use crate::clerk::{Clerk, PASSWORD, text};
use crate::quarter::{Office, comes_home, county_takes, enrol};

/// Words planted in the records that must go.
const PLANTED: &[&str] = &["𬭚三䶮", "13987654321", "老鹰岩9组", "签名扫描", "𬭚家院坝"];

/// All that can be read in a home's database with its key: every table, and the raw pages after it
/// was decrypted by the stock way.
fn readable(clerk: &Clerk) -> Vec<u8> {
    let vault = liaison::vault::Vault::at(&clerk.home);
    let (key, _) = vault.open(PASSWORD).unwrap();
    let conn = rusqlite::Connection::open(clerk.home.join("station.db")).unwrap();
    conn.pragma_update(None, "key", format!("x'{}'", hex::encode(key.as_slice()))).unwrap();
    let free: i64 = conn.query_row("PRAGMA freelist_count", [], |r| r.get(0)).unwrap();
    // Page by page, what lies between the rows too.
    let plain = clerk.folder.path().join("plain.db");
    let _ = std::fs::remove_file(&plain);
    conn.execute_batch(&format!(
        "ATTACH '{}' AS plain KEY ''; SELECT sqlcipher_export('plain'); DETACH plain;",
        plain.display()
    ))
    .unwrap();
    let bytes = std::fs::read(&plain).unwrap();
    std::fs::remove_file(&plain).unwrap();
    assert_eq!(free, 0, "no freed page keeps anything");
    bytes
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|w| w == word.as_bytes())
}

/// A visit and its matter of long ago, closed, with everything that may name her.
fn long_ago(clerk: &mut Clerk) -> (String, String) {
    clerk.on("2012-03-01");
    let zhang = clerk.deputy("张卫国");
    let visit = json!({"kind": "home", "date": "2012-3-1", "deputies": [zhang], "citizen": "𬭚三䶮", "phone": "13987654321", "village": "老鹰岩9组",
        "problem": "𬭚家院坝外的路灯坏了", "category": "交通道路", "handling": "matter", "note": "找𬭚三䶮，13987654321"});
    let kept = clerk.does("save", json!({"noun": "visit", "values": visit.clone()}));
    let mut again = visit;
    let (visit, matter) = (text(&kept["record"]["id"]), text(&kept["matter"]["id"]));
    let revision = kept["record"]["revision"].clone();
    again["reply"] = "已告诉𬭚三䶮".into();
    clerk.does("save", json!({"noun": "visit", "id": visit, "revision": revision, "values": again}));
    clerk.does(
        "attach",
        json!({"noun": "matter", "id": matter, "name": "𬭚三䶮签名扫描.pdf", "base64": "JVBERi0xLjQK5peg"}),
    );
    clerk.moves(&matter, "answer_on_spot", json!({"note": "答复𬭚三䶮，电话13987654321"}));
    clerk.does(
        "draft_keep",
        json!({"id": "", "noun": "visit", "record": visit, "values": {"citizen": "𬭚三䶮"}}),
    );
    assert_eq!(clerk.open("matter", &matter)["record"]["state"], "closed");
    (visit, matter)
}

#[test]
fn what_is_kept_no_longer_is_gone_and_the_chain_still_holds() {
    let mut clerk = Clerk::sets_up();
    let (visit, matter) = long_ago(&mut clerk);
    let open = clerk.on("2012-03-02").matter("一直没办完的事");
    let before = readable_before(&mut clerk);
    for word in PLANTED {
        assert!(holds(&before, word), "{word} is there before");
    }
    let zhang = deputy_of(clerk.on("2024-06-03"));
    let fresh = clerk.records("visit", json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "田小满"}));

    // No rule, no purge.
    assert_eq!(clerk.is_refused("purge_look", json!({})).code, "not_ready");
    clerk.does("retention_save", json!({"years": 10}));
    let look = clerk.does("purge_look", json!({}));
    assert_eq!((&look["go"], &look["stay"]), (&json!(2), &json!(1)), "{look}");
    assert_eq!(
        (text(&look["stays"][0]["id"]), text(&look["stays"][0]["why"])),
        (open.clone(), "还没有办结".into())
    );
    assert!(!look.to_string().contains("𬭚三䶮"), "the list names records by number");
    // What was seen is what is done.
    assert_eq!(clerk.is_refused("purge", json!({"until": look["until"], "go": 1})).code, "not_allowed");
    let done = clerk.does("purge", json!({"until": look["until"], "go": 2}));
    assert_eq!((&done["records"], &done["attachments"]), (&json!(2), &json!(1)), "{done}");

    let after = readable(&clerk);
    for word in PLANTED {
        // The open matter is still hers.
        assert!(*word == "𬭚三䶮" || !holds(&after, word), "{word} is left");
    }
    let count = |bytes: &[u8]| bytes.windows("𬭚三䶮".len()).filter(|w| *w == "𬭚三䶮".as_bytes()).count();
    assert!(count(&after) <= 3, "row, journal and search line of the open matter alone");

    let audit = clerk.does("audit", json!({}));
    assert_eq!(audit["sound"], true, "{audit}");
    assert!(text(&audit["notes"][0]).contains("按保存期限（10 年）清除过：2 条记录"), "{audit}");
    let opened = clerk.open("visit", &visit);
    assert_eq!(
        (text(&opened["record"]["citizen"]), text(&opened["record"]["phone"])),
        ("已按期限清除".into(), String::new())
    );
    assert!(text(&opened["history"][0]["deed"]).contains("按保存期限清除"), "{opened}");
    assert!(clerk.finds("13987654321").is_empty());
    // What is counted is counted still.
    assert_eq!(opened["record"]["category"], "交通道路");
    assert_eq!(clerk.open("matter", &matter)["record"]["state"], "closed");
    assert_eq!(clerk.open("visit", &fresh)["record"]["citizen"], "田小满");
    // It is over for good: no edit, no move, no undo, no file brings anything back.
    for (command, ask) in [
        (
            "save",
            json!({"noun": "visit", "id": visit, "values": {"kind": "home", "date": "2012-3-1", "citizen": "甲"}}),
        ),
        ("delete", json!({"noun": "visit", "id": visit})),
        ("undo_move", json!({"noun": "matter", "id": matter})),
        ("attach", json!({"noun": "matter", "id": matter, "name": "a.pdf", "base64": "JVBERi0xLjQK"})),
        ("purge", json!({"until": look["until"], "go": 0})),
    ] {
        clerk.is_refused(command, ask);
    }
    // Nobody writes the mark by hand.
    let zhang = deputy_of(&mut clerk);
    let typed = json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "已按期限清除"});
    assert_eq!(clerk.is_refused("save", json!({"noun": "visit", "values": typed})).code, "draft");
}

fn readable_before(clerk: &mut Clerk) -> Vec<u8> {
    // Before a purge freed pages may well be there.
    let vault = liaison::vault::Vault::at(&clerk.home);
    let (key, _) = vault.open(PASSWORD).unwrap();
    let conn = rusqlite::Connection::open(clerk.home.join("station.db")).unwrap();
    conn.pragma_update(None, "key", format!("x'{}'", hex::encode(key.as_slice()))).unwrap();
    let plain = clerk.folder.path().join("before.db");
    conn.execute_batch(&format!(
        "ATTACH '{}' AS plain KEY ''; SELECT sqlcipher_export('plain'); DETACH plain;",
        plain.display()
    ))
    .unwrap();
    std::fs::read(plain).unwrap()
}

fn deputy_of(clerk: &mut Clerk) -> String {
    text(&clerk.does("page", json!({"noun": "deputy", "limit": 1}))["rows"][0]["id"])
}

#[test]
fn an_image_taken_away_by_another_hand_is_not_a_purge() {
    let mut clerk = Clerk::sets_up();
    long_ago(&mut clerk);
    clerk.on("2024-06-03").does("retention_save", json!({"years": 10}));
    let look = clerk.does("purge_look", json!({}));
    clerk.does("purge", json!({"until": look["until"], "go": look["go"]}));
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
    for (batch, says) in [
        ("DELETE FROM journal_image WHERE seq = 1", "第 1 条的内容不见了，不是按保存期限清除的"),
        ("UPDATE visit SET phone = '13987654321'", "与修改记录不一致"),
        (
            "UPDATE journal_image SET image = replace(image, '\"years\":10', '\"years\":1') WHERE seq = (SELECT max(seq) FROM journal WHERE record LIKE 'purge:%')",
            "的内容被改动过",
        ),
    ] {
        crate::trust::sql(&clerk, batch);
        let audit = clerk.does("audit", json!({}));
        assert!(audit["troubles"].as_array().unwrap().iter().any(|t| text(t).contains(says)), "{batch}: {audit}");
    }
}

#[test]
fn the_county_loses_it_too_and_an_old_bundle_brings_nothing_back() {
    let mut county = Office::set_up("county", "JS-COUNTY", "嘉水县人大常委会办公室");
    let mut stations = [Office::set_up("station", "JS-017", "三溪村代表联络站")];
    enrol(&mut county, &mut stations);
    let [mut station] = stations;
    let (visit, matter) = long_ago(&mut station.clerk);
    // What the county has not taken in yet stays.
    station.clerk.on("2024-07-10").does("retention_save", json!({"years": 10}));
    let old = station.packs("2024-07-10");
    let look = station.clerk.does("purge_look", json!({}));
    assert_eq!((&look["go"], &look["stay"]), (&json!(0), &json!(2)), "{look}");
    assert!(look["stays"].to_string().contains("县里还没有收到"), "{look}");
    assert_eq!(county_takes(&mut county, &old, "JS-017", "2024-07-12"), ["filed"]);
    county.clerk.does(
        "attach",
        json!({"noun": "matter", "id": matter, "name": "𬭚三䶮答复函.pdf", "base64": "JVBERi0xLjQK5peg5aS0"}),
    );
    county.clerk.does("receipt_write", json!({"station": "JS-017", "folder": old}));
    comes_home(&mut station, &old, "2024-07-14");
    // The county's file came home as a change of the matter's: it goes to the county once more.
    let again = station.packs("2024-07-15");
    assert_eq!(county_takes(&mut county, &again, "JS-017", "2024-07-16"), ["filed"]);
    comes_home(&mut station, &again, "2024-07-17");
    let look = station.clerk.does("purge_look", json!({}));
    assert_eq!(look["go"], 2, "{look}");
    station.clerk.does("purge", json!({"until": look["until"], "go": 2}));
    station.is_sound();
    let bytes = readable(&station.clerk);
    for word in PLANTED {
        assert!(!holds(&bytes, word), "{word} is left at the station");
    }
    let sent = station.packs("2024-07-20");
    assert_eq!(county_takes(&mut county, &sent, "JS-017", "2024-07-22"), ["filed"]);
    county.is_sound();
    assert_eq!(county.clerk.open("visit", &visit)["record"]["citizen"], "已按期限清除");
    // The county's own file and words go by its own hand.
    county.clerk.does("retention_save", json!({"years": 10}));
    let look = county.clerk.does("purge_look", json!({}));
    assert_eq!(look["go"], 1, "{look}");
    county.clerk.does("purge", json!({"until": look["until"], "go": 1}));
    county.is_sound();
    let bytes = readable(&county.clerk);
    for word in PLANTED {
        assert!(!holds(&bytes, word), "{word} is left at the county");
    }
    // The stick of long ago, found in a drawer and read once more.
    county_takes(&mut county, &old, "JS-017", "2024-08-01");
    assert_eq!(county.clerk.open("visit", &visit)["record"]["citizen"], "已按期限清除");
    let bytes = readable(&county.clerk);
    for word in PLANTED {
        assert!(!holds(&bytes, word), "{word} came back");
    }
    county.is_sound();
    station.is_sound();
}

#[test]
fn what_is_held_on_a_person_is_found_wherever_it_stands() {
    let mut clerk = Clerk::sets_up();
    let (_, matter) = long_ago(&mut clerk);
    clerk.on("2024-06-03");
    let zhang = deputy_of(&mut clerk);
    // Another of the same name, and a record that only speaks of her.
    clerk.records("visit", json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "𬭚三䶮", "phone": "13511112222", "village": "三溪村1组", "problem": "别人的事"}));
    clerk.records(
        "activity",
        json!({"name": "院坝会", "kind": "会议", "date": "2024-6-3", "content": "𬭚三䶮发言"}),
    );
    let ask = json!({"name": "𬭚 三䶮".replace(' ', ""), "phone": "139-8765-4321", "village": ""});
    let held = clerk.does("held_look", ask.clone());
    let own: Vec<&Value> = held["lines"].as_array().unwrap().iter().filter(|l| l["own"] == true).collect();
    let all = |lines: &[&Value]| lines.iter().map(|l| l.to_string()).collect::<Vec<_>>().join("\n");
    for word in ["13987654321", "老鹰岩9组", "签名扫描", "答复𬭚三䶮", "以前的内容"] {
        assert!(all(&own).contains(word), "{word}: {held}");
    }
    assert!(!all(&own).contains("别人的事") && !all(&own).contains("13511112222"), "{held}");
    assert!(held.to_string().contains("𬭚三䶮发言") && held.to_string().contains("没保存的草稿"), "{held}");
    let number = text(&clerk.open("matter", &matter)["record"]["number"]);
    assert!(all(&own).contains(&number));
    let written = clerk.does("held_write", ask);
    let file = text(&written["files"][0]);
    assert!(std::path::Path::new(&file).exists() && !file.contains("𬭚三䶮"), "{file}");
    // The journal says that it was done and what went along, and not who she is.
    let journal = readable_before(&mut clerk);
    assert!(holds(&journal, "导出个人信息"));
    assert_eq!(clerk.is_refused("held_look", json!({"name": "𬭚三䶮"})).code, "draft");
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
}
