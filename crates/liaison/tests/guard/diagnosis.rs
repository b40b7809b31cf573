//! The log and the diagnosis hold nothing of anybody: names, telephones, words and names of files are
//! planted in every record, commands are made to fail in every way they can, the program falls over
//! in the middle of it, and none of it is found again.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::DateTime;
use liaison::diary::{self, Diary};
use liaison::records::{Kind, Noun};
use liaison::sample::{self, Plan};
use liaison::{Error, contract};
use serde_json::{Value, json};

use crate::office::Office;

const NAME: &str = "阚璟瑭";
const PHONE: &str = "13977665544";
const WORDS: &str = "灌渠翻修无人问津";
const FILE: &str = "阚家垴合影.png";

/// As the hosts do: asked, then noted.
fn asked(office: &mut Office, name: &str, question: Value, codes: &mut BTreeSet<&'static str>) {
    let answer = office.tried(name, question);
    let code = answer.as_ref().map_or_else(Error::code, |_| "ok");
    codes.insert(code);
    diary::note(diary::Event::Answered(contract::named(name).unwrap_or("?"), code, 12));
}

#[test]
fn nothing_of_anybody_is_in_log_or_diagnosis() {
    let mut office = Office::station();
    let home = office.home();
    Diary::at(&home, || DateTime::parse_from_rfc3339("2025-03-18T10:20:00+08:00").unwrap()).keep();
    diary::watch_for_falls();
    diary::note(diary::Event::Begun("liaison", "0.1.0"));
    let plan = Plan { seed: 3, years: 1, visits: 0 };
    office.working(|desk, call| sample::grow(desk, call, plan)).unwrap();
    for noun in Noun::SENT.iter().copied() {
        office.rewrite(noun, |_, record| {
            let mut values = record.values.clone();
            for field in noun.fields() {
                match field.kind {
                    Kind::Text | Kind::Long => values.insert(field.key.into(), format!("{NAME}{WORDS}").into()),
                    Kind::Phone => values.insert(field.key.into(), PHONE.into()),
                    _ => None,
                };
            }
            values
        });
    }
    let mut codes = BTreeSet::new();
    let page = office.ask("page", json!({ "noun": "visit", "offset": 0, "limit": 2 }));
    let id = page["rows"][0]["id"].clone();
    // Every command, asked with all that is personal where it does not belong: most fail, each its way.
    let odd = json!({ "id": NAME, "noun": "visit", "values": { "citizen": NAME, "phone": PHONE, "problem": WORDS, NAME: WORDS }, "password": PHONE, "path": format!("/media/{FILE}"), "folder": format!("/media/{NAME}"), "name": FILE, "text": NAME, "base64": "AAAA", "query": NAME });
    for command in contract::commands() {
        if !["lock", "set_up", "route_run", "route_try", "eject"].contains(&command.name) {
            asked(&mut office, command.name, odd.clone(), &mut codes);
            asked(&mut office, command.name, json!(NAME), &mut codes);
        }
    }
    let state = office.ask("state", json!({}));
    if state["stage"] != "open" {
        office.ask("unlock", json!({ "password": "春江花月夜6" }));
    }
    for (name, question) in [
        (NAME, json!({})),
        ("unlock", json!({ "password": NAME })),
        ("find", json!({ "text": NAME, "limit": 5 })),
        ("record", json!({ "noun": "visit", "id": PHONE })),
        ("save", json!({ "noun": "visit", "values": { "citizen": NAME } })),
        ("save", json!({ "noun": "visit", "id": id, "revision": 1, "values": { "citizen": NAME } })),
        ("attach", json!({ "noun": "visit", "id": id, "name": FILE, "base64": "AAAA" })),
        (
            "attach",
            json!({ "noun": "visit", "id": id, "name": FILE, "base64": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" }),
        ),
        ("template_load", json!({ "id": "", "name": NAME, "file": FILE, "base64": "UEsDBA==" })),
        ("backup_look", json!({ "path": format!("/media/{FILE}") })),
        ("backup_make", json!({ "folder": "/proc/1/nowhere" })),
        ("receipt_write", json!({ "station": NAME, "folder": "" })),
        (
            "set_up",
            json!({ "station": { "code": "JS-017", "name": NAME, "town": NAME }, "clerk": NAME, "password": PHONE }),
        ),
        ("move_matter", json!({ "id": NAME, "step": { "kind": "submit" } })),
        ("delete", json!({ "noun": "deputy", "id": NAME })),
    ] {
        asked(&mut office, name, question, &mut codes);
    }
    std::fs::write(home.join(FILE), NAME).unwrap();
    // A fall whose words quote a record, and whose file is the compiler's to name.
    assert!(catch_unwind(AssertUnwindSafe(|| panic!("{NAME} {PHONE} {WORDS}"))).is_err());
    let _ = std::panic::take_hook();
    log::error!("{NAME}: not of the diary");
    assert!(codes.len() >= 8, "{codes:?}");

    let open = office.ask("diagnosis", json!({}))["text"].as_str().unwrap().to_owned();
    let kept = office.ask("diagnosis_keep", json!({ "text": open, "folder": "" }));
    let file = std::fs::read_to_string(kept["path"].as_str().unwrap()).unwrap();
    assert_eq!(file, open, "what was read is what is handed over");
    office.ask("lock", json!({}));
    let locked = office.ask("diagnosis", json!({}))["text"].as_str().unwrap().to_owned();
    let log = diary::last(&home, usize::MAX).join("\n");

    for (what, text) in [("log", &log), ("diagnosis", &open), ("locked", &locked)] {
        for never in [
            NAME,
            PHONE,
            WORDS,
            FILE,
            "阚",
            "灌渠",
            "合影",
            "13977",
            "林晓芸",
            "三溪村",
            "周建国",
            "0719",
            "/media",
            "/tmp",
            "春江",
        ] {
            assert!(!text.contains(never), "{what} has {never}:\n{text}");
        }
        for code in &codes {
            assert!(text.contains(&format!(" {code} 12 ms")), "{what} has no {code}");
        }
        assert!(
            text.contains("? unknown_command 12 ms") && text.contains("fell tests/guard/diagnosis.rs:"),
            "{what}:\n{text}"
        );
    }
    for there in [
        "程序 0.1.0",
        "数据版本",
        "检查：",
        "接访走访　",
        "station.db　1 个文件",
        "别的　1 个文件",
        "JS-017",
    ] {
        assert!(open.contains(there), "{there}:\n{open}");
    }
    assert!(locked.contains("没有登录"));
    for (name, text) in [("空的", ""), ("太长", &"长".repeat(400_000))] {
        assert_eq!(
            office.tried("diagnosis_keep", json!({ "text": text, "folder": "" })).unwrap_err().code(),
            "not_ready",
            "{name}"
        );
    }
}
