//! A damaged home: noticed before it is opened for writing, told apart, put together again.

use super::clerk::{Clerk, PASSWORD, station, text};
use liaison::Desk;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file of a home but the lock and what SQLite keeps in memory.
fn files(home: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for name in ["station.db", "station.db-wal", "keys/recovery.age"] {
        if let Ok(bytes) = fs::read(home.join(name))
            && !bytes.is_empty()
        {
            all.insert(name.to_owned(), hex::encode(Sha256::digest(bytes)));
        }
    }
    all
}

/// A station with a backup and some records after it, closed. Answers the phrase and how many visits there are.
fn ready() -> (Clerk, String) {
    let mut clerk = Clerk::arrives();
    let welcome = clerk.does("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
    let zhang = clerk.deputy("张卫国");
    for n in 0..40 {
        clerk.records("visit", visit(&zhang, n));
    }
    clerk.does("backup_make", json!({}));
    for n in 40..60 {
        clerk.records("visit", visit(&zhang, n));
    }
    clerk.does("lock", json!({}));
    (clerk, text(&welcome["recovery_phrase"]))
}

fn visit(deputy: &str, n: usize) -> Value {
    json!({"kind": "home", "date": "2024-6-3", "deputies": [deputy], "citizen": "王大山", "problem": format!("第 {n} 件：{}", "桥塌了，路也断了。".repeat(20))})
}

fn refused(clerk: &mut Clerk) -> liaison::Trouble {
    let before = files(&clerk.home);
    let trouble = clerk.is_refused("unlock", json!({"password": PASSWORD}));
    assert_eq!(files(&clerk.home), before, "{trouble:?}");
    trouble
}

fn newest(clerk: &mut Clerk) -> Value {
    clerk.does("backups_found", json!({}))[0]["path"].clone()
}

#[test]
fn each_kind_of_damage_is_told_apart_and_nothing_is_written() {
    let (mut clerk, _) = ready();
    let path = clerk.home.join("station.db");
    let whole = fs::read(&path).unwrap();
    let with = |bytes: &[u8]| fs::write(&path, bytes).unwrap();
    let mut page = whole.clone();
    page[5 * 4096..6 * 4096].fill(0);
    let mut first = whole.clone();
    first[2000] ^= 1;
    for (bytes, says) in [
        (&whole[..0], "是空的"),
        (&whole[..whole.len() - 100], "后面的一截不见了"),
        (&whole[..8 * 4096], "后面的一截不见了"),
        (&[7; 9000][..], "不是一对"),
        (b"SQLite format 3\0 and no more of it", "不是一对"),
        (&page, "有 1 页读不出来"),
        (&first, "有 1 页读不出来"),
    ] {
        with(bytes);
        let trouble = refused(&mut clerk);
        assert_eq!((trouble.code.as_str(), trouble.what.contains(says)), ("damaged", true), "{trouble:?}");
    }
    fs::remove_file(&path).unwrap();
    assert!(refused(&mut clerk).what.contains("找不到数据文件"));
    with(&whole);
    let (keys, gone) = (clerk.home.join("keys"), clerk.home.join("keys-gone"));
    fs::rename(&keys, &gone).unwrap();
    assert!(refused(&mut clerk).what.contains("钥匙文件夹 keys 不见了"));
    let again = json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD});
    assert_eq!(clerk.is_refused("set_up", again).code, "already_set_up", "a set-up would remove what is there");
    assert_eq!(fs::read(&path).unwrap(), whole);
    fs::create_dir(&keys).unwrap();
    fs::copy(gone.join("recovery.age"), keys.join("recovery.age")).unwrap();
    assert_eq!(refused(&mut clerk).code, "slot");
    fs::write(keys.join("0198c1f2-7a10-7000-8000-000000000001.age"), "half").unwrap();
    let trouble = refused(&mut clerk);
    assert_eq!((trouble.code.as_str(), trouble.what.contains("密码的钥匙文件坏了")), ("slot", true));
    fs::remove_dir_all(&keys).unwrap();
    fs::rename(&gone, &keys).unwrap();
    assert_eq!(clerk.does("unlock", json!({"password": PASSWORD}))["stage"], "open");
}

#[test]
fn a_backup_and_what_still_reads_make_it_whole_again() {
    let (mut clerk, _) = ready();
    let path = clerk.home.join("station.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[9 * 4096..10 * 4096].fill(0);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(refused(&mut clerk).code, "damaged");
    let backup = newest(&mut clerk);
    let done = clerk.does("rescue", json!({"path": backup, "phrase": "", "password": PASSWORD}));
    eprintln!("{done:#}");
    assert_eq!(clerk.does("unlock", json!({"password": PASSWORD}))["stage"], "open");
    assert_eq!(clerk.does("page", json!({"noun": "visit", "limit": 1}))["total"], 60);
    let audit = clerk.does("audit", json!({}));
    assert_eq!(audit["sound"], true, "{audit}");
    let aside = text(&done["aside"]);
    assert_eq!(fs::read(Path::new(&aside).join("station.db")).unwrap(), bytes, "moved, not changed");
    let report = fs::read_to_string(text(&done["report"])).unwrap();
    assert!(!report.contains("王") && report.contains("恢复报告"), "{report}");
}

#[test]
fn without_a_backup_what_reads_is_saved() {
    let (mut clerk, phrase) = ready();
    let path = clerk.home.join("station.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[20 * 4096..21 * 4096].fill(1);
    fs::write(&path, &bytes).unwrap();
    let done = clerk.does("rescue", json!({"path": "", "phrase": phrase, "password": "新密码2024"}));
    eprintln!("{done:#}");
    assert_eq!(clerk.does("unlock", json!({"password": "新密码2024"}))["stage"], "open");
    let audit = clerk.does("audit", json!({}));
    assert_eq!(audit["sound"], true, "{audit}");
}

#[test]
fn a_log_that_is_lost_is_missed() {
    let (mut clerk, _) = ready();
    clerk.does("unlock", json!({"password": PASSWORD}));
    let zhang = clerk.deputy("李卫东");
    clerk.records("visit", visit(&zhang, 61));
    // As a power cut leaves it, and then the log is gone.
    let copy = clerk.folder.path().join("copy");
    fs::create_dir_all(copy.join("keys")).unwrap();
    for name in ["station.db", "station.db-saved", "epoch"] {
        fs::copy(clerk.home.join(name), copy.join(name)).unwrap();
    }
    for entry in fs::read_dir(clerk.home.join("keys")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.join("keys").join(entry.file_name())).unwrap();
    }
    clerk.desk = Desk::new(&copy);
    clerk.home = copy;
    let trouble = refused(&mut clerk);
    assert!(trouble.what.contains("少了最后 2 条改动"), "{trouble:?}");
    clerk.does("rescue_keep", json!({"password": PASSWORD}));
    assert_eq!(clerk.does("unlock", json!({"password": PASSWORD}))["stage"], "open");
}

#[test]
fn a_backup_of_another_station_is_not_laid_over_this_one() {
    let (mut other, other_phrase) = ready();
    let foreign = newest(&mut other);
    let (mut clerk, _) = ready();
    let path = clerk.home.join("station.db");
    let whole = fs::read(&path).unwrap();
    let mut torn = whole.clone();
    torn[9 * 4096..10 * 4096].fill(0);
    for bytes in [&torn, &whole] {
        fs::write(&path, bytes).unwrap();
        let before = files(&clerk.home);
        // Both have the same password; the phrase is the other's alone.
        for (phrase, password) in [("", PASSWORD), (other_phrase.as_str(), "新密码2024")] {
            clerk.is_refused("rescue", json!({"path": foreign, "phrase": phrase, "password": password}));
            assert_eq!(files(&clerk.home), before);
        }
    }
    assert_eq!(clerk.does("unlock", json!({"password": PASSWORD}))["stage"], "open");
    assert_eq!(clerk.does("page", json!({"noun": "visit", "limit": 1}))["total"], 60);
}

#[test]
fn a_torn_slot_does_not_take_the_place_of_a_sound_one() {
    let (mut clerk, phrase) = ready();
    let path = clerk.home.join("station.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[9 * 4096..10 * 4096].fill(0);
    fs::write(&path, &bytes).unwrap();
    fs::write(clerk.home.join("keys/recovery.age"), "half").unwrap();
    let backup = newest(&mut clerk);
    clerk.does("rescue", json!({"path": backup, "phrase": "", "password": PASSWORD}));
    clerk.does("recover", json!({"phrase": phrase, "password": "新密码2024"}));
    assert_eq!(clerk.does("page", json!({"noun": "visit", "limit": 1}))["total"], 60);
}
