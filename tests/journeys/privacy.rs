//! Personal data: kept as long as the rule says, gone for good after that, and told to whom it is about.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::clerk::{Clerk, PASSWORD, text};
use crate::quarter::{Office, comes_home, county_takes, enrol};

/// Words planted in the records that must go.
const PLANTED: &[&str] = &["𬭚三䶮", "13987654321", "老鹰岩9组", "签名扫描", "𬭚家院坝"];

/// All that somebody with the key can read in a home's database: every page of the file and of its
/// write-ahead log, used or free, decrypted by stock openssl. Pages as the program leaves them while it is open.
fn readable(clerk: &Clerk) -> Vec<u8> {
    const PAGE: usize = 4096;
    // Behind a page's ciphertext stand its initial vector and its HMAC.
    const RESERVED: usize = 80;
    let vault = liaison::vault::Vault::at(&clerk.home);
    let (key, _) = vault.open(PASSWORD).unwrap();
    let file = std::fs::read(clerk.home.join("station.db")).unwrap();
    let log = std::fs::read(clerk.home.join("station.db-wal")).unwrap_or_default();
    let salt = &file[..16];
    let frames = log.get(32..).unwrap_or_default().chunks_exact(24 + PAGE).map(|frame| &frame[24..]);
    let mut plain = Vec::new();
    for page in file.chunks_exact(PAGE).chain(frames).filter(|page| page.iter().any(|b| *b != 0)) {
        let from = if page.starts_with(salt) { 16 } else { 0 };
        let (sealed, rest) = page.split_at(PAGE - RESERVED);
        let mut openssl = Command::new("openssl")
            .args([
                "enc",
                "-d",
                "-aes-256-cbc",
                "-nopad",
                "-K",
                &hex::encode(key.as_slice()),
                "-iv",
                &hex::encode(&rest[..16]),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        openssl.stdin.take().unwrap().write_all(&sealed[from..]).unwrap();
        let out = openssl.wait_with_output().unwrap();
        assert!(out.status.success());
        plain.extend(out.stdout);
    }
    plain
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|w| w == word.as_bytes())
}

/// A visit and its matter of long ago, closed, with everything that may name her.
fn long_ago(clerk: &mut Clerk) -> (String, String) {
    let (visit, matter) = long_ago_in_hand(clerk);
    clerk.moves(&matter, "answer_on_spot", json!({"note": "答复𬭚三䶮，电话13987654321"}));
    assert_eq!(clerk.open("matter", &matter)["record"]["state"], "closed");
    (visit, matter)
}

/// The same, still in hand.
fn long_ago_in_hand(clerk: &mut Clerk) -> (String, String) {
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
    clerk.does(
        "draft_keep",
        json!({"id": "", "noun": "visit", "record": visit, "values": {"citizen": "𬭚三䶮"}}),
    );
    (visit, matter)
}

#[test]
fn what_is_kept_no_longer_is_gone_and_the_chain_still_holds() {
    let mut clerk = Clerk::sets_up();
    let (visit, matter) = long_ago(&mut clerk);
    let open = clerk.on("2012-03-02").matter("一直没办完的事");
    let before = readable(&clerk);
    for word in PLANTED {
        assert!(holds(&before, word), "{word} is there before");
    }
    let zhang = deputy_of(clerk.on("2024-06-03"));
    let fresh = clerk.records("visit", json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "田小满"}));

    // No rule, no purge.
    assert_eq!(clerk.is_refused("purge_look", json!({})).code, "not_ready");
    assert_eq!(clerk.does("today", json!({}))["purge_due"], false, "no rule, no reminder");
    clerk.does("retention_save", json!({"years": 10}));
    assert_eq!(clerk.does("today", json!({}))["purge_due"], true);
    let look = clerk.does("purge_look", json!({}));
    assert_eq!((&look["go"], &look["stay"]), (&json!(2), &json!(1)), "{look}");
    assert_eq!(
        (text(&look["stays"][0]["id"]), text(&look["stays"][0]["why"])),
        (open.clone(), "还没有办结".into())
    );
    assert_eq!(look["goes"][0]["title"], "𬭚三䶮（2012年3月1日）");
    // What was seen is what is done: not by another rule, not after something else has come of age.
    clerk.does("retention_save", json!({"years": 12}));
    assert_eq!(clerk.is_refused("purge", json!({"seen": look["seen"]})).code, "not_allowed");
    clerk.does("retention_save", json!({"years": 10}));
    assert_eq!(clerk.does("retention", json!({}))["old_backups"], 0);
    let done = clerk.does("purge", json!({"seen": look["seen"]}));
    assert_eq!((&done["records"], &done["attachments"]), (&json!(2), &json!(1)), "{done}");

    assert_eq!(clerk.does("today", json!({}))["purge_due"], false, "what is open keeps nobody waiting");

    let after = readable(&clerk);
    for word in PLANTED {
        // The open matter is still hers.
        assert!(*word == "𬭚三䶮" || !holds(&after, word), "{word} is left");
    }
    let count = |bytes: &[u8]| bytes.windows("𬭚三䶮".len()).filter(|w| *w == "𬭚三䶮".as_bytes()).count();
    assert!(
        count(&after) <= 4,
        "row, journal, search line and picking list of the open matter alone: {}",
        count(&after)
    );

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
        ("purge", json!({"seen": look["seen"]})),
    ] {
        clerk.is_refused(command, ask);
    }
    // An older version has nothing to bring back.
    for line in opened["history"].as_array().unwrap().iter().skip(1) {
        clerk.is_refused("version", json!({"noun": "visit", "id": visit, "place": line["place"]}));
    }
    // Nobody writes the mark by hand.
    let zhang = deputy_of(&mut clerk);
    let typed = json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "已按期限清除"});
    assert_eq!(clerk.is_refused("save", json!({"noun": "visit", "values": typed})).code, "draft");
}

#[test]
fn the_reminder_comes_three_months_after_the_term() {
    let mut clerk = Clerk::sets_up();
    long_ago(&mut clerk);
    clerk.does("retention_save", json!({"years": 10}));
    for (day, due) in [("2022-03-01", false), ("2022-05-31", false), ("2022-06-01", true), ("2024-01-01", true)] {
        assert_eq!(clerk.on(day).does("today", json!({}))["purge_due"], due, "{day}");
    }
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
    clerk.does("purge", json!({"seen": look["seen"]}));
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
    // A second letter, laid on a stick that lies about for a while.
    county.clerk.does(
        "attach",
        json!({"noun": "matter", "id": matter, "name": "𬭚三䶮第二封答复函.pdf", "base64": "JVBERi0xLjQK562+5ZCN5omr5o+P"}),
    );
    let late = county.stick("late");
    county.clerk.does("receipt_write", json!({"station": "JS-017", "folder": late}));
    station.clerk.does("purge", json!({"seen": look["seen"]}));
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
    county.clerk.does("purge", json!({"seen": look["seen"]}));
    county.is_sound();
    let bytes = readable(&county.clerk);
    for word in PLANTED {
        assert!(!holds(&bytes, word), "{word} is left at the county");
    }
    // What the county said and sent before it knew comes home late: nothing of it stays.
    comes_home(&mut station, &late, "2024-07-23");
    assert_eq!(station.clerk.open("matter", &matter)["record"]["citizen"], "已按期限清除");
    let bytes = readable(&station.clerk);
    for word in PLANTED {
        assert!(!holds(&bytes, word), "{word} came home");
    }
    station.is_sound();
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
fn the_backup_that_came_first_still_holds_it_until_it_is_taken_away() {
    let mut clerk = Clerk::sets_up();
    long_ago(&mut clerk);
    clerk.on("2024-06-03").does("retention_save", json!({"years": 10}));
    let phrase = clerk.does("new_recovery", json!({"password": PASSWORD}));
    clerk.does("backup_make", json!({}));
    let look = clerk.on("2024-06-04").does("purge_look", json!({}));
    assert_eq!(clerk.is_refused("backups_renew", json!({})).code, "not_ready");
    clerk.does("purge", json!({"seen": look["seen"]}));
    // One of the day before, which held everything already: no second one was made.
    assert_eq!(clerk.does("retention", json!({}))["old_backups"], 1);
    let lying = |clerk: &mut Clerk| clerk.does("backups", json!({}))["lines"].as_array().unwrap().clone();
    let old = text(&lying(&mut clerk)[0]["path"]);
    // Brought back from it, everything is there once more, and is due once more.
    let mut other = Clerk::arrives();
    other.does("rescue", json!({"path": old, "phrase": phrase["recovery_phrase"], "password": PASSWORD}));
    other.does("unlock", json!({"password": PASSWORD}));
    assert_eq!(other.on("2024-06-05").does("purge_look", json!({}))["go"], 2);
    let renewed = clerk.on("2024-06-05").does("backups_renew", json!({}));
    assert_eq!((&renewed["gone"], &renewed["left"]), (&json!(1), &json!(0)), "{renewed}");
    assert!(!std::path::Path::new(&old).exists());
    assert_eq!(lying(&mut clerk).len(), 1);
    assert_eq!(clerk.does("retention", json!({}))["old_backups"], 0);
}

#[test]
fn what_was_purged_does_not_come_back_with_a_rescue() {
    let mut county = Office::set_up("county", "JS-COUNTY", "嘉水县人大常委会办公室");
    let mut stations = [Office::set_up("station", "JS-017", "三溪村代表联络站")];
    enrol(&mut county, &mut stations);
    let [mut station] = stations;
    let (_, matter) = long_ago_in_hand(&mut station.clerk);
    station.clerk.moves(&matter, "submit", json!({}));
    let stick = station.packs("2012-03-05");
    assert_eq!(county_takes(&mut county, &stick, "JS-017", "2012-03-06"), ["filed"]);
    // The county's own words on her matter come home.
    county
        .clerk
        .moves(&matter, "approve", json!({"person": "覃主席", "note": "𬭚三䶮的事，电话13987654321"}));
    county.clerk.does("receipt_write", json!({"station": "JS-017", "folder": stick}));
    comes_home(&mut station, &stick, "2012-03-07");
    station.clerk.on("2012-03-08").moves(&matter, "withdraw", json!({"note": "𬭚三䶮说不办了"}));
    let stick = station.packs("2012-03-09");
    assert_eq!(county_takes(&mut county, &stick, "JS-017", "2012-03-10"), ["filed"]);
    comes_home(&mut station, &stick, "2012-03-11");
    station.clerk.on("2024-07-10").does("retention_save", json!({"years": 10}));
    let look = station.clerk.does("purge_look", json!({}));
    assert_eq!(look["go"], 2, "{look}");
    // It makes a backup of its own first, which holds everything.
    station.clerk.does("purge", json!({"seen": look["seen"]}));
    station.is_sound();
    station.clerk.does("lock", json!({}));
    let path = station.clerk.home.join("station.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 4096].fill(0);
    std::fs::write(&path, bytes).unwrap();
    let backup = station.clerk.does("backups_found", json!({}))[0]["path"].clone();
    station.clerk.does("rescue", json!({"path": backup, "phrase": "", "password": PASSWORD}));
    station.clerk.does("unlock", json!({"password": PASSWORD}));
    station.is_sound();
    let all = readable(&station.clerk);
    for word in ["𬭚三䶮", "13987654321", "老鹰岩9组", "签名扫描", "𬭚家院坝"] {
        assert!(!holds(&all, word), "{word} came back");
    }
}

#[test]
fn what_is_held_on_a_person_is_found_wherever_it_stands() {
    let mut clerk = Clerk::sets_up();
    let (_, matter) = long_ago(&mut clerk);
    clerk.on("2024-06-03");
    let zhang = deputy_of(&mut clerk);
    // Another of the same name, and a record that only speaks of her.
    clerk.records("visit", json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "𬭚三䶮", "phone": "13511112222", "village": "三溪村1组", "problem": "别人的事"}));
    // Her daughter gave the family's telephone.
    clerk.records(
        "visit",
        json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "田小满", "phone": "13987654321", "problem": "女儿的事"}),
    );
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
    assert!(!held.to_string().contains("女儿的事"), "{held}");
    assert!(held.to_string().contains("𬭚三䶮发言") && held.to_string().contains("没保存的草稿"), "{held}");
    let number = text(&clerk.open("matter", &matter)["record"]["number"]);
    assert!(all(&own).contains(&number));
    // However several names are written into one field, hers is one of them.
    for citizen in ["田小满和𬭚三䶮", "𬭚三䶮（本人）", "田小满 𬭚·三䶮"] {
        let of_two = json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": citizen, "phone": "13987654321", "problem": citizen});
        clerk.records("visit", of_two);
        let held = clerk.does("held_look", ask.clone());
        let found = held["lines"].as_array().unwrap().iter().any(|l| l["own"] == true && l["text"] == citizen);
        assert!(found, "{citizen}: {held}");
    }
    let held = clerk.does("held_look", ask.clone());
    let own: Vec<&Value> = held["lines"].as_array().unwrap().iter().filter(|l| l["own"] == true).collect();
    let mut ask = ask;
    let written = clerk.does("held_write", ask.clone());
    ask["mentions"] = true.into();
    let more = clerk.on("2024-06-04").does("held_write", ask);
    assert!(more["rows"].as_u64().unwrap() > written["rows"].as_u64().unwrap(), "{more}");
    assert_eq!(written["rows"].as_u64().unwrap() as usize, own.len());
    let file = text(&written["files"][0]);
    assert!(std::path::Path::new(&file).exists() && !file.contains("𬭚三䶮"), "{file}");
    // The journal says that it was done and what went along, and not who she is.
    let journal = readable(&clerk);
    assert!(holds(&journal, "导出个人信息"));
    assert_eq!(clerk.is_refused("held_look", json!({"name": "𬭚三䶮"})).code, "draft");
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
}
