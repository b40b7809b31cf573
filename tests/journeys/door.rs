use super::clerk::{Clerk, PASSWORD, fields, station, text};
use liaison::Desk;
use serde_json::json;

#[test]
fn first_start_then_lock_and_unlock() {
    let mut clerk = Clerk::arrives();
    assert_eq!(clerk.does("state", json!({}))["stage"], "first");
    let refused = clerk.is_refused("set_up", json!({"station": {"code": "三溪", "name": ""}, "clerk": "", "password": "123"}));
    assert_eq!(fields(&refused), ["clerk", "password", "code", "name", "town"]);
    assert_eq!(clerk.does("state", json!({}))["stage"], "first", "a refused set-up leaves nothing");

    let welcome = clerk.does("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
    assert_eq!(welcome["state"]["stage"], "open");
    assert_eq!(welcome["state"]["station"]["name"], "三溪村代表联络站");
    let phrase = text(&welcome["recovery_phrase"]);
    assert_eq!(phrase.split(' ').count(), 8);
    assert_eq!(
        clerk
            .is_refused("set_up", json!({"station": station(), "clerk": "甲", "password": PASSWORD}))
            .code,
        "already_set_up"
    );

    clerk.does("lock", json!({}));
    assert_eq!(clerk.is_refused("page", json!({"noun": "visit", "limit": 10})).code, "locked");
    for wrong in ["三溪站2025", "", "三溪站2024 "] {
        assert_eq!(clerk.is_refused("unlock", json!({"password": wrong})).code, "wrong_password");
    }
    assert_eq!(clerk.does("unlock", json!({"password": PASSWORD}))["clerk"], "林晓芸");

    clerk.does("lock", json!({}));
    assert_eq!(
        clerk.is_refused("recover", json!({"phrase": "1111 2222", "password": "新密码2024"})).code,
        "wrong_password"
    );
    clerk.does("recover", json!({"phrase": phrase.replace(' ', "-"), "password": "新密码2024"}));
    assert_eq!(
        clerk.is_refused("change_password", json!({"old": PASSWORD, "new": "再换一个2024"})).code,
        "wrong_password"
    );
    clerk.does("change_password", json!({"old": "新密码2024", "new": "再换一个2024"}));
    clerk.does("lock", json!({}));
    assert_eq!(clerk.does("unlock", json!({"password": "再换一个2024"}))["stage"], "open");

    // The printed phrase is lost: a new one takes its place.
    assert_eq!(clerk.is_refused("new_recovery", json!({"password": PASSWORD})).code, "wrong_password");
    let anew = text(&clerk.does("new_recovery", json!({"password": "再换一个2024"}))["recovery_phrase"]);
    clerk.does("lock", json!({}));
    assert_eq!(
        clerk.is_refused("recover", json!({"phrase": phrase, "password": "随便一个2024"})).code,
        "wrong_password"
    );
    clerk.does("recover", json!({"phrase": anew, "password": "随便一个2024"}));
}

#[test]
fn a_second_copy_is_told_so() {
    let clerk = Clerk::sets_up();
    let mut second = Clerk {
        desk: Desk::new(&clerk.home),
        home: clerk.home.clone(),
        now: clerk.now,
        folder: tempfile::tempdir().unwrap(),
    };
    assert_eq!(second.is_refused("unlock", json!({"password": PASSWORD})).code, "second_copy");
    drop(clerk.desk);
    assert_eq!(second.does("unlock", json!({"password": PASSWORD}))["stage"], "open");
}

#[test]
fn a_cut_during_set_up_starts_over() {
    let mut clerk = Clerk::arrives();
    // What a power cut leaves: slots not yet in force, a half-written database.
    std::fs::create_dir_all(clerk.home.join("keys.new")).unwrap();
    std::fs::write(clerk.home.join("keys.new/recovery.age"), "half").unwrap();
    std::fs::write(clerk.home.join("station.db"), "half").unwrap();
    assert_eq!(clerk.does("state", json!({}))["stage"], "first");
    clerk.does("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
    clerk.does("lock", json!({}));
    clerk.does("unlock", json!({"password": PASSWORD}));
}

#[test]
fn settings_are_checked_and_kept() {
    let mut clerk = Clerk::sets_up();
    let saved = clerk.does("station_save", json!({"code": "XX-1", "name": "三溪社区代表联络站", "town": "三溪镇"}));
    assert_eq!(saved["code"], "JS-017", "every record carries the code: it never changes");
    let mut rules = clerk.does("rules", json!({}));
    rules["matter_deadline"] = json!({"amount": 15, "unit": "working_days"});
    clerk.does("rules_save", rules.clone());
    rules["matter_deadline"]["amount"] = 0.into();
    assert_eq!(fields(&clerk.is_refused("rules_save", rules)), ["matter_deadline"]);
    let words = clerk.does("list_save", json!({"list": "category", "words": ["交通道路", " 交通道路", "殡葬改革", ""]}));
    assert_eq!(words["words"], json!(["交通道路", "殡葬改革"]));
    let refused = clerk.is_refused(
        "save",
        json!({"noun": "matter", "values": {"title": "甲", "raised_on": "2024-06-03", "category": "教育", "content": "乙", "source": "other"}}),
    );
    assert_eq!(fields(&refused), ["category"]);
    assert!(
        clerk
            .does("holidays", json!({"year": 2024}))
            .as_array()
            .unwrap()
            .iter()
            .any(|d| d["date"] == "2024-10-12" && d["off"] == false)
    );
    let refused = clerk.is_refused(
        "holidays_save",
        json!({"year": 2027, "days": [{"date": "2027-01-01", "off": true, "name": "元旦"}, {"date": "2026-01-01", "off": true, "name": "元旦"}]}),
    );
    assert_eq!(fields(&refused), ["days.1"]);
}
