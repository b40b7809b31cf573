//! A backup is read back, tried, opened by stock tools, and put into a new home; a changed one is refused.

use super::clerk::{Clerk, PASSWORD, aged, station, text};
use serde_json::json;

/// A station with three records, its recovery phrase and one backup.
fn backed_up() -> (Clerk, String, std::path::PathBuf) {
    let mut clerk = Clerk::arrives();
    let welcome = clerk.does("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
    let zhang = clerk.deputy("张卫国");
    for citizen in ["甲乙", "丙丁"] {
        clerk.records(
            "visit",
            json!({"kind": "home", "date": "2024-6-3", "deputies": [zhang], "citizen": citizen, "phone": "13987654321"}),
        );
    }
    assert_eq!(clerk.does("backups", json!({}))["due"], true);
    let made = clerk.does("backup_make", json!({}));
    assert_eq!((&made["records"], &made["safe_to_pull"]), (&json!(3), &json!(true)));
    let stands = clerk.does("backups", json!({}));
    assert_eq!(
        (&stands["changed"], &stands["due"], &stands["lines"][0]["path"]),
        (&json!(false), &json!(false), &made["path"])
    );
    let phrase = text(&welcome["recovery_phrase"]).to_owned();
    (clerk, phrase, text(&made["path"]).into())
}

#[test]
fn a_backup_is_tried_and_put_into_a_new_home() {
    let (mut clerk, phrase, path) = backed_up();
    let epoch = clerk.does("station_key", json!({}))["epoch"].clone();
    let drill = clerk.does("backup_drill", json!({}));
    assert_eq!(drill["passed"], true, "{drill}");
    assert_eq!(drill["says"], "演练通过：3 条记录都在，和现在的数据一样");
    clerk.deputy("李卫东");
    let drill = clerk.does("backup_drill", json!({}));
    assert_eq!(drill["says"], "演练通过：3 条记录都在，备份以后又有 1 处改动");
    assert_eq!(clerk.does("backups", json!({}))["drill"], drill);
    let left: Vec<_> = std::fs::read_dir(&clerk.home).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().starts_with(".backup-")), "{left:?}");
    let ask = |phrase: &str| json!({"path": path, "phrase": phrase, "password": "新电脑2024"});
    assert_eq!(clerk.is_refused("rescue", ask(&phrase)).code, "already_set_up");

    let mut other = Clerk::arrives();
    let look = other.does("backup_look", json!({"path": path}));
    assert_eq!((&look["station"], &look["records"]), (&json!("JS-017"), &json!(3)));
    assert_eq!(other.is_refused("rescue", ask("1111 2222")).code, "wrong_password");
    assert_eq!(other.does("state", json!({}))["stage"], "first", "a refused one leaves no station");
    let done = other.does("rescue", ask(&phrase));
    assert_eq!((&done["records"], &done["missing"], &done["aside"]), (&json!(3), &json!([]), &json!("")));
    let state = other.does("unlock", json!({"password": "新电脑2024"}));
    assert_eq!((&state["stage"], &state["clerk"]), (&json!("open"), &json!("林晓芸")));
    assert_eq!(other.does("page", json!({"noun": "visit", "limit": 10}))["total"], 2);
    assert_ne!(other.does("station_key", json!({}))["epoch"], epoch, "a restored home counts anew");
    assert_eq!(other.does("audit", json!({}))["sound"], true);
    other.does("lock", json!({}));
    assert_eq!(other.does("unlock", json!({"password": "新电脑2024"}))["stage"], "open");
}

/// A dead battery or a slip: one day the PC believes it is 2036.
#[test]
fn a_day_with_the_clock_years_ahead_hides_nothing_newer() {
    let (mut clerk, _, _) = backed_up();
    let ahead = clerk.on("2036-01-20").does("backup_make", json!({}))["path"].clone();
    clerk.on("2024-06-04").deputy("李卫东");
    let newest = clerk.does("backup_make", json!({}))["path"].clone();
    let found = clerk.does("backups_found", json!({}));
    let paths: Vec<_> = found.as_array().unwrap().iter().map(|one| one["path"].clone()).collect();
    assert_eq!((paths.len(), &paths[0], &paths[1]), (3, &newest, &ahead), "by what is in them");
    let drill = clerk.does("backup_drill", json!({}));
    assert_eq!(drill["says"], "演练通过：4 条记录都在，和现在的数据一样", "{drill}");
}

#[cfg(unix)]
#[test]
fn other_users_of_the_pc_find_nothing_to_try_passwords_on() {
    use std::os::unix::fs::PermissionsExt as _;
    let (clerk, _, path) = backed_up();
    let open_to_others = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o077;
    assert_eq!(open_to_others(&clerk.home), 0);
    assert_eq!(open_to_others(path.parent().unwrap()), 0);
    // Copied there by hand, say.
    std::fs::set_permissions(&clerk.home, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut later = liaison::Desk::new(&clerk.home);
    drop(clerk.desk);
    let mut call = liaison::Call {
        now: chrono::DateTime::parse_from_rfc3339("2024-06-05T09:00:00+08:00").unwrap(),
        documents: clerk.folder.path().join("文档"),
        progress: &mut |_| true,
    };
    liaison::contract::answer(&mut later, &mut call, "unlock", json!({"password": PASSWORD})).unwrap();
    assert_eq!(open_to_others(&clerk.home), 0);
}

#[test]
fn three_months_without_a_drill_are_mentioned() {
    let (mut clerk, _, _) = backed_up();
    let due = |clerk: &mut Clerk, day: &str| {
        clerk.on(day);
        clerk.does("today", json!({}))["drill_due"].clone()
    };
    assert_eq!((due(&mut clerk, "2024-09-01"), due(&mut clerk, "2024-09-02")), (json!(false), json!(true)));
    clerk.does("backup_drill", json!({}));
    assert_eq!((due(&mut clerk, "2024-12-01"), due(&mut clerk, "2024-12-02")), (json!(false), json!(true)));
}

#[test]
fn stock_tools_open_it_and_without_the_phrase_nothing_is_readable() {
    let (_clerk, phrase, path) = backed_up();
    let bytes = std::fs::read(&path).unwrap();
    for word in ["张卫国", "甲乙", "13987654321", "林晓芸", "三溪村", "SQLite format 3"] {
        assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word}");
    }
    let out = tempfile::tempdir().unwrap();
    let sh = std::process::Command::new("sh")
        .args([
            "-c",
            "tar -xf \"$0\" && sha256sum -c --strict SHA256SUMS && test -s keys/recovery.age && head -c 21 keys/recovery.age",
        ])
        .arg(&path)
        .current_dir(out.path())
        .output()
        .unwrap();
    assert!(sh.status.success(), "{}", String::from_utf8_lossy(&sh.stderr));
    assert!(String::from_utf8_lossy(&sh.stdout).ends_with("age-encryption.org/v1"));
    // The way of RESTORE.txt, to the last step: age gives the key, SQLCipher takes it.
    let said = aged(&out.path().join("keys/recovery.age"), &phrase.replace(' ', ""));
    let key = said.split(|c: char| !c.is_ascii_hexdigit()).find(|word| word.len() == 64).unwrap();
    let script = "import sys; from sqlcipher3 import dbapi2
conn = dbapi2.connect(sys.argv[1]); conn.execute('PRAGMA key = \"x\\'' + sys.argv[2] + '\\'\"')
print(conn.execute('PRAGMA cipher_integrity_check').fetchall(), conn.execute('SELECT citizen FROM visit ORDER BY number').fetchall())";
    let python = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().join("python/bin/python3");
    let sql = std::process::Command::new(python)
        .args(["-c", script])
        .arg(out.path().join("station.db"))
        .arg(key)
        .output()
        .unwrap();
    let found = String::from_utf8_lossy(&sql.stdout).into_owned();
    assert_eq!(found.trim(), "[] [('甲乙',), ('丙丁',)]", "{}", String::from_utf8_lossy(&sql.stderr));
}

#[test]
fn a_changed_or_cut_backup_is_refused_and_a_drill_says_so() {
    let (mut clerk, phrase, path) = backed_up();
    let whole = std::fs::read(&path).unwrap();
    let mut tried = 0;
    let mut try_it = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let mut other = Clerk::arrives();
        let refused = other.is_refused("rescue", json!({"path": path, "phrase": phrase, "password": "新电脑2024"}));
        assert_eq!(refused.code, "untrusted", "{refused:?}");
        assert_eq!(other.does("state", json!({}))["stage"], "first");
        tried += 1;
    };
    for at in (0..whole.len()).step_by(whole.len() / 150) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        try_it(&bytes);
        try_it(&whole[..at]);
    }
    assert!(tried >= 300, "{tried}");
    let drill = clerk.does("backup_drill", json!({}));
    assert_eq!(drill["passed"], false);
    assert!(text(&drill["says"]).starts_with("演练没有通过"), "{drill}");
}
