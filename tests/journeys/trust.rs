//! Nothing readable before the password, nothing quietly changed, and a sentence for each fault.

use super::clerk::{Clerk, PASSWORD, aged, station, text};
use super::records::walk;
use liaison::Desk;
use serde_json::json;

#[test]
fn nothing_readable_is_on_disk() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    clerk.records(
        "visit",
        json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "𬭚三䶮", "phone": "13987654321"}),
    );
    clerk.does("draft_keep", json!({"id": "", "noun": "visit", "record": "", "values": {"citizen": "𬭚三䶮"}}));
    let look = |home: &std::path::Path| {
        for file in walk(home) {
            let bytes = std::fs::read(&file).unwrap();
            for word in ["张卫国", "𬭚三䶮", "13987654321", "林晓芸", "三溪村", "SQLite format 3", PASSWORD] {
                assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} in {}", file.display());
            }
        }
    };
    look(&clerk.home);
    clerk.does("lock", json!({}));
    look(&clerk.home);
}

#[test]
fn a_newer_database_is_left_alone() {
    let mut clerk = Clerk::sets_up();
    sql(&clerk, "PRAGMA user_version = 99");
    clerk.does("lock", json!({}));
    let trouble = clerk.is_refused("unlock", json!({"password": PASSWORD}));
    assert_eq!(trouble.code, "newer_database");
    assert_eq!(trouble.next, "请换用新版本的程序打开。");
}

#[test]
fn a_damaged_database_is_named_and_not_written() {
    let mut clerk = Clerk::sets_up();
    clerk.does("lock", json!({}));
    let path = clerk.home.join("station.db");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(clerk.is_refused("unlock", json!({"password": PASSWORD})).code, "damaged");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(clerk.is_refused("unlock", json!({"password": PASSWORD})).code, "damaged");
}

#[test]
fn a_clock_set_back_is_said_and_changes_no_order() {
    let mut clerk = Clerk::sets_up();
    let late = clerk.matter("先登记的");
    assert_eq!(clerk.does("today", json!({}))["clock_back"], false);
    clerk.on("2019-01-01");
    assert_eq!(clerk.does("today", json!({}))["clock_back"], true);
    let early = clerk.matter("后登记的");
    assert_eq!(clerk.open("matter", &early)["record"]["number"], "YJ-2019-0001");
    assert_eq!(clerk.moves(&late, "withdraw", json!({"done_on": "2024-06-03", "note": "重复"})), "withdrawn");
    let history = clerk.open("matter", &late)["history"].clone();
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert!(
        text(&history[0]["at"]).starts_with("2019") && text(&history[1]["at"]).starts_with("2024"),
        "{history}"
    );
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
    // Once it is right again, nothing is said.
    clerk.on("2024-06-04");
    assert_eq!(clerk.does("today", json!({}))["clock_back"], false);
    clerk.does("lock", json!({}));
    clerk.does("unlock", json!({"password": PASSWORD}));
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
}

/// What somebody with the key and a database tool could do.
pub fn sql(clerk: &Clerk, batch: &str) {
    let vault = liaison::vault::Vault::at(&clerk.home);
    let (key, _) = vault.open(PASSWORD).unwrap();
    let conn = rusqlite::Connection::open(clerk.home.join("station.db")).unwrap();
    conn.pragma_update(None, "key", format!("x'{}'", hex::encode(key.as_slice()))).unwrap();
    conn.execute_batch(batch).unwrap();
}

#[test]
fn the_check_names_what_was_quietly_changed() {
    for (batch, says) in [
        ("UPDATE visit SET phone = '0' WHERE citizen = '甲乙'", "接访走访 ZF-2024-0001 与修改记录不一致"),
        ("UPDATE journal SET clerk = '别人' WHERE seq = (SELECT max(seq) FROM journal)", "被改动过"),
        ("UPDATE journal_image SET image = replace(image, '甲乙', '丙丁')", "的内容被改动过"),
        ("DELETE FROM journal WHERE seq = (SELECT max(seq) - 1 FROM journal)", "不见了"),
        ("UPDATE blob SET bytes = zeroblob(size)", "的内容有损坏"),
        (
            "INSERT INTO deputy (id, station, number, revision, made_at, made_by, changed_at, changed_by) VALUES ('x', '', 'DB-9', 1, '', '', '', '')",
            "代表 DB-9 没有修改记录",
        ),
    ] {
        let mut clerk = Clerk::sets_up();
        let zhang = clerk.deputy("张卫国");
        clerk.records(
            "visit",
            json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "甲乙", "phone": "13987654321"}),
        );
        clerk.does("attach", json!({"noun": "deputy", "id": zhang, "name": "a.pdf", "base64": "JVBERi0xLjQK"}));
        let audit = clerk.does("audit", json!({}));
        assert_eq!((&audit["sound"], &audit["attachments"]), (&json!(true), &json!(1)), "{audit}");
        sql(&clerk, batch);
        let audit = clerk.does("audit", json!({}));
        assert_eq!(audit["sound"], false, "{batch}");
        assert!(audit["troubles"].as_array().unwrap().iter().any(|t| text(t).contains(says)), "{batch}: {audit}");
    }
}

/// Every row of the journal, each of its columns altered, the row removed, changed for its neighbour,
/// and everything it speaks of taken away: the check names the place each time.
#[test]
fn no_row_of_the_journal_can_be_touched_unseen() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    let id = clerk.records(
        "visit",
        json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": "甲乙", "phone": "13987654321"}),
    );
    clerk.does("attach", json!({"noun": "deputy", "id": zhang, "name": "a.pdf", "base64": "JVBERi0xLjQK"}));
    clerk.does("delete", json!({"noun": "visit", "id": id}));
    clerk.does("restore", json!({"noun": "visit", "id": id}));
    let added = clerk.does(
        "clerk_add",
        json!({"name": "覃𡐓山", "post": "clerk", "password": "覃山的密码1", "own": PASSWORD}),
    );
    assert_eq!(added.as_array().unwrap().len(), 2);
    let rows = clerk.does("audit", json!({}))["journal"].as_i64().unwrap();
    let folder = clerk.home.clone();
    let whole = std::fs::read(folder.join("station.db")).unwrap();
    clerk.does("lock", json!({}));
    // The log is in the file from here on.
    let sound = std::fs::read(folder.join("station.db")).unwrap();
    assert!(sound.len() >= whole.len());
    let mut tried = 0;
    let mut is_found = |clerk: &mut Clerk, batch: &str, says: &str| {
        sql(clerk, batch);
        if let Err(error) = clerk.asks("unlock", json!({"password": PASSWORD})) {
            assert_eq!(error.code(), "behind", "{batch}: {error}");
            clerk.does("rescue_keep", json!({"password": PASSWORD}));
            clerk.does("unlock", json!({"password": PASSWORD}));
        }
        let audit = clerk.does("audit", json!({}));
        assert!(audit["troubles"].as_array().unwrap().iter().any(|t| text(t).contains(says)), "{batch}: {audit}");
        clerk.does("lock", json!({}));
        for name in ["station.db-wal", "station.db-shm"] {
            let _ = std::fs::remove_file(folder.join(name));
        }
        std::fs::write(folder.join("station.db"), &sound).unwrap();
        tried += 1;
    };
    // Unlocking costs a fifth of a second by design: all columns of some rows, one of the others.
    for seq in 1..=rows {
        let columns = ["at", "clerk", "deed", "noun", "record", "revision", "image_sha256", "hash"];
        let columns = if seq % 8 == 3 {
            &columns[..]
        } else {
            &columns[usize::try_from(seq).unwrap() % 8..][..1]
        };
        for column in columns {
            is_found(
                &mut clerk,
                &format!("UPDATE journal SET {column} = {column} || '1' WHERE seq = {seq}"),
                "修改记录",
            );
        }
    }
    let last = rows;
    for (batch, says) in [
        ("UPDATE journal SET seq = -1 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4; UPDATE journal SET seq = 4 WHERE seq = -1".into(), "修改记录第 3 条"),
        ("DELETE FROM journal WHERE seq = 2".into(), "修改记录第 2 条不见了"),
        ("DELETE FROM journal WHERE seq = 1".into(), "修改记录第 1 条不见了"),
        (format!("DELETE FROM journal WHERE seq = {last}; DELETE FROM journal_image WHERE seq = {last}"), "人员 覃𡐓山 没有修改记录"),
        ("DELETE FROM visit".into(), "接访走访里有一条不见了"),
        ("DELETE FROM attachment".into(), "附件里有一条不见了"),
        ("UPDATE clerk SET post = 'head'".into(), "人员 覃𡐓山 与修改记录不一致"),
        ("DELETE FROM clerk WHERE name = '覃𡐓山'".into(), "人员 覃𡐓山 不见了"),
        ("UPDATE setting SET value = replace(value, '三溪', '四溪') WHERE key = 'station'".into(), "站点信息与修改记录不一致"),
        ("DELETE FROM journal_image WHERE seq = (SELECT max(seq) FROM journal WHERE record = 'rules')".into(), "期限与提醒与修改记录不一致"),
        ("INSERT INTO bundle (receiver, epoch, seq, name, made_at, records, attachments, size, is_full, state, place, journal_through, envelope_sha256) VALUES ('', 'x', 1, '', '', 0, 0, 0, 1, 'written', '', 999, '')".into(), "后面的不见了"),
    ] {
        is_found(&mut clerk, &batch, says);
    }
    clerk.does("unlock", json!({"password": PASSWORD}));
    assert_eq!(clerk.does("audit", json!({}))["sound"], true);
    println!("{tried} ways of touching a journal of {rows} rows, each named");
    assert!(tried > 30, "{tried}");
}

#[test]
fn a_full_disk_is_a_sentence_and_loses_nothing() {
    // A file system of 8 MB of its own; needs root, as CI has.
    let folder = tempfile::tempdir().unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
        .arg(folder.path())
        .status()
        .is_ok_and(|s| s.success());
    if !mounted {
        eprintln!("SKIPPED: mounting a small file system needs root");
        return;
    }
    let home = folder.path().join("home");
    let mut clerk = Clerk {
        desk: Desk::new(&home),
        home,
        now: Clerk::arrives().now,
        folder: tempfile::tempdir().unwrap(),
    };
    clerk.does("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
    let mut saved = 0;
    let trouble = loop {
        let note = "占地方的备注".repeat(500);
        match clerk.asks(
            "save",
            json!({"noun": "group", "values": {"name": format!("小组{saved}"), "kind": "地域", "note": note}}),
        ) {
            Ok(_) => saved += 1,
            Err(error) => break error.trouble(),
        }
        assert!(saved < 5000);
    };
    assert_eq!(trouble.code, "disk_full");
    assert!(saved > 10);
    assert_eq!(clerk.does("page", json!({"noun": "group", "limit": 1}))["total"], saved);
    clerk.does("lock", json!({}));
    clerk.does("unlock", json!({"password": PASSWORD}));
    assert_eq!(clerk.does("page", json!({"noun": "group", "limit": 1}))["total"], saved);
    drop(clerk);
    assert!(std::process::Command::new("umount").arg(folder.path()).status().unwrap().success());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("不是文件夹");
    std::fs::write(&file, "").unwrap();
    let home = file.join("home");
    let mut clerk = Clerk {
        desk: Desk::new(&home),
        home,
        now: Clerk::arrives().now,
        folder: tempfile::tempdir().unwrap(),
    };
    let trouble = clerk.is_refused("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
    assert!(trouble.what.contains("不是文件夹"), "{trouble:?}");
    assert!(!folder.path().join("home").exists());
}

/// `age` asks for a passphrase on a terminal only, so Python gives it one.
#[test]
fn stock_age_opens_a_key_slot() {
    let mut clerk = Clerk::arrives();
    let welcome = clerk.does("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
    let phrase = text(&welcome["recovery_phrase"]).replace(' ', "");
    let (key, clerk_id) = liaison::vault::Vault::at(&clerk.home).open(PASSWORD).unwrap();
    for (slot, passphrase) in [(format!("{clerk_id}.age"), PASSWORD), ("recovery.age".to_owned(), phrase.as_str())] {
        let said = aged(&clerk.home.join("keys").join(&slot), passphrase);
        assert!(said.contains(&hex::encode(key.as_slice())), "{slot}");
    }
}
