//! `liaison` as a script meets it: answers on stdout, three sentences on stderr, exit codes.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod program;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::program::*;

/// What a refused command says: what happened, how the data is, what to do now.
fn refused(out: &Output) -> [String; 3] {
    assert_eq!(out.status.code(), Some(1));
    assert!(out.stdout.is_empty());
    let said = text(&out.stderr);
    let lines: Vec<String> = said.lines().map(str::to_owned).collect();
    lines.try_into().unwrap_or_else(|_| panic!("{said}"))
}

fn fails(home: &Path, args: &[&str]) -> [String; 3] {
    refused(&liaison(home, args).output().unwrap())
}

/// Sets up a station.
const INIT: [&str; 10] = [
    "init",
    "station",
    "--code",
    "JS-017",
    "--name",
    "三溪村代表联络站",
    "--town",
    "三溪镇",
    "--clerk",
    "林晓芸",
];

fn init(home: &Path) -> String {
    set_up(home, "station", "js-017", &[])
}

#[test]
fn from_set_up_to_ledgers() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("站");
    let phrase = init(&home);
    assert!(phrase.lines().last().unwrap().split(' ').count() == 8, "{phrase}");

    assert!(run(&home, &["sample", "--years", "1"]).contains("2024-01-01 到 2025-03-18"));
    let page: Value = serde_json::from_str(&run(&home, &["call", "page", r#"{"noun": "matter", "limit": 3}"#])).unwrap();
    assert_eq!(page["rows"].as_array().unwrap().len(), 3);
    let figures: Value = serde_json::from_str(&run(&home, &["call", "figures", r#"{"from": "2024-01-01", "to": "2024-12-31"}"#])).unwrap();
    assert_eq!([&figures["activities"], &figures["solved_on_site"], &figures["referred"]], [208, 210, 57]);

    let out = folder.path().join("台账");
    std::fs::create_dir(&out).unwrap();
    let period = ["--from", "2024-01-01", "--to", "2024-12-31", "--out", out.to_str().unwrap()];
    let files = run(&home, &[&["ledger", "all"], &period[..]].concat());
    assert!(files.lines().count() >= 8, "{files}");
    assert!(files.lines().all(|f| Path::new(f).is_file()));
    let book = run(&home, &[&["ledger", "all", "--one-book"], &period[..]].concat());
    assert_eq!(book.lines().count(), 1);
    let [what, ..] = fails(&home, &[&["ledger", "账"], &period[..]].concat());
    assert!(what.contains("没有“账”这种台账"));

    assert!(run(&home, &["check"]).contains("核对无误"));
    let [what, data, next] = fails(&home, &["sample"]);
    assert!(what.contains("已经有记录") && data.contains("没有动") && !next.is_empty());
}

#[test]
fn a_question_from_stdin() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    let mut child = liaison(folder.path(), &["call", "find", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(r#"{"text": "路", "limit": 5}"#.as_bytes()).unwrap();
    assert_eq!(text(&child.wait_with_output().unwrap().stdout).trim(), "[]");
}

#[test]
fn what_goes_wrong_is_said_in_three_sentences() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    assert_eq!(fails(&home, &["check"])[0], "这里还没有建站。");
    assert!(!home.exists(), "a refused command leaves nothing");
    let [what, ..] = fails(
        &home,
        &["init", "station", "--code", "?", "--name", "", "--town", "三溪镇", "--clerk", "林晓芸"],
    );
    assert!(what.contains("站点编码") && what.contains("联络站名称"), "every remark at once: {what}");
    assert!(
        fails(
            &home,
            &[
                "init", "station", "--code", "JS-017", "--name", "站", "--town", "镇", "--clerk", "林", "--roster", "none.txt"
            ]
        )[0]
        .contains("none.txt")
    );

    init(&home);
    assert_eq!(
        fails(
            &home,
            &["init", "county", "--code", "JS-COUNTY", "--name", "县", "--town", "县", "--clerk", "林"]
        )[0],
        "这里已经建过站了。"
    );
    let said = |command: &mut Command| refused(&command.output().unwrap())[0].clone();
    assert_eq!(said(liaison(&home, &["check"]).env("LIAISON_PASSWORD", "不对不对不对")), "密码不对。");
    assert!(said(liaison(&home, &["check"]).env("LIAISON_NOW", "明天")).contains("LIAISON_NOW"));
    assert_eq!(fails(&home, &["call", "dance"])[0], "没有“dance”这个命令。");
    assert!(fails(&home, &["call", "page", "{"])[0].starts_with("命令的内容不对"));
    assert_eq!(liaison(&home, &["dance"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn the_contract_lists_itself() {
    let folder = tempfile::tempdir().unwrap();
    let list = run(folder.path(), &["contract"]);
    for line in ["page: PageAsk -> Page", "bundle_pack: PackAsk -> Packed (long)", "state: Nothing -> State"] {
        assert!(list.lines().any(|l| l == line), "{line}");
    }
    assert_eq!(run(folder.path(), &["contract", "--typescript"]), liaison::contract::typescript());
}

#[test]
fn a_bundle_is_packed_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let [county, station, stick] = ["county", "station", "stick"].map(|name| folder.path().join(name));
    std::fs::create_dir(&stick).unwrap();
    let said = run(
        &county,
        &[
            "init",
            "county",
            "--code",
            "JS-COUNTY",
            "--name",
            "县人大常委会办公室",
            "--town",
            "县城",
            "--clerk",
            "滕世清",
        ],
    );
    assert!(said.contains("AGE-SECRET-KEY-"), "the escrow identity is printed once");
    let roster = county.join("roster/roster-1.txt");
    let who = [&INIT[..], &["--roster", roster.to_str().unwrap()]].concat();
    assert!(fails(&station, &who)[0].contains("打电话给县人大常委会办公室"));
    let heard = |digits| [&who[..], &["--fingerprint", digits]].concat();
    assert!(fails(&station, &heard("00000 11111 22222 33333 44444 55555 66666 77777"))[0].contains("不一样"));
    assert!(!station.join("station.db").exists());
    let shown: Value = serde_json::from_str(&run(&county, &["call", "roster"])).unwrap();
    run(&station, &heard(shown["fingerprint"].as_str().unwrap()));
    let packed = run(&station, &["bundle", "pack", "--out", stick.to_str().unwrap()]);
    let file = packed.lines().next().unwrap();
    assert!(file.ends_with("_000001.rdz") && packed.contains("可以拔出"), "{packed}");

    let keys: Value = serde_json::from_str(&run(&station, &["call", "station_key"])).unwrap();
    let key = stick.join("JS-017.pub");
    std::fs::write(&key, keys["minisign"].as_str().unwrap()).unwrap();
    let verify = ["bundle", "verify", file, "--key", key.to_str().unwrap()];
    let nowhere = folder.path().join("nowhere");
    let verified = run(&nowhere, &verify);
    assert!(verified.contains("JS-017 发给 JS-COUNTY") && verified.contains("第 1 包"), "{verified}");

    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, bytes).unwrap();
    let [what, _, next] = fails(&nowhere, &verify);
    assert!(what.contains("改动") && next.contains("不要使用"), "{what}{next}");
}

/// A stick goes to the county and back.
#[test]
fn a_handoff_both_ways() {
    let folder = tempfile::tempdir().unwrap();
    let [county, station, stick] = ["county", "station", "stick"].map(|name| folder.path().join(name));
    std::fs::create_dir(&stick).unwrap();
    let stick_path = stick.to_str().unwrap();
    set_up(&county, "county", "JS-COUNTY", &[]);
    set_up(&station, "station", "JS-017", &[]);
    let slip = run(&station, &["enrol", "slip", "--out", stick_path]);
    let digits = slip.lines().last().unwrap();
    assert!(std::fs::read(slip.lines().nth(1).unwrap()).unwrap().starts_with(b"%PDF-"), "{slip}");
    // Nobody is taken in unheard, and not by other digits.
    let [what, ..] = fails(&county, &["roster", "make", stick_path]);
    assert!(
        what.contains("打电话") && !what.contains(digits),
        "what should be heard is not on the screen: {what}"
    );
    fails(&county, &["roster", "make", stick_path, "--fingerprint", "12345"]);
    let said = run(&county, &["roster", "make", stick_path, "--fingerprint", digits]);
    assert!(said.contains("第 2 号名册") && said.contains("1 个站"), "{said}");
    let roster = county.join("roster/roster-2.txt");
    let [what, ..] = fails(&station, &["roster", "take", roster.to_str().unwrap()]);
    assert!(what.contains("第一份名册"), "{what}");
    let countys = said.trim_end().split("指纹 ").last().unwrap();
    run(&station, &["roster", "take", roster.to_str().unwrap(), "--fingerprint", countys]);
    let deputy = r#"{"noun": "deputy", "values": {"name": "张卫国", "levels": ["县"], "status": "serving"}}"#;
    run(&station, &["call", "save", deputy]);
    run(&station, &["bundle", "pack", "--out", stick_path]);

    assert!(run(&county, &["bundle", "status"]).contains("还没有交过包"));
    let received = run(&county, &["bundle", "receive", stick_path, "--receipts", stick_path]);
    assert!(received.contains("第 1 包已入库：1 条记录") && received.contains("可以拔出"), "{received}");
    let status = run(&county, &["bundle", "status"]);
    assert!(
        status.contains("JS-017 三溪村代表联络站：最近第 1 包") && !status.contains("回执未写"),
        "{status}"
    );
    let written = run(&county, &["bundle", "receipt", "JS-017", "--out", stick_path]);
    let verified = run(
        &county,
        &["bundle", "verify", written.lines().next().unwrap(), "--roster", roster.to_str().unwrap()],
    );
    assert!(verified.contains("第 2 号名册") && verified.contains("JS-COUNTY 发给 JS-017"), "{verified}");
    let receipt = written.lines().next().unwrap();
    let taken = run(&station, &["bundle", "take", receipt]);
    assert!(taken.contains("全部入库"), "{taken}");
    assert!(run(&station, &["bundle", "status"]).contains("filed"));

    // A bad file does not hold the good ones up, and the exit code says that there was one.
    std::fs::write(stick.join("坏.rdz"), "不是").unwrap();
    let out = liaison(&county, &["bundle", "receive", stick_path]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(said.contains("已经收过") && said.contains("没有收："), "{said}");
    assert!(run(&county, &["roster", "revoke", "JS-017", "--after", "1"]).contains("第 3 号名册"));
    let [what, ..] = fails(&county, &["bundle", "receipt", "JS-017", "--out", stick_path]);
    assert!(what.contains("名册里没有 JS-017"), "{what}");
}

/// The network route by its verbs: set, tried, run; its password from the environment and never told.
#[test]
fn the_route_is_set_tried_and_run() {
    let root = tempfile::tempdir().unwrap();
    let home = root.path().join("home");
    let shared = root.path().join("shared");
    std::fs::create_dir(&shared).unwrap();
    init(&home);
    assert_eq!(run(&home, &["route", "show"]), "没有打开\n");
    let way = ["--folder", shared.to_str().unwrap(), "--every", "0"];
    assert!(run(&home, &[&["route", "try"], &way[..]].concat()).contains("能写"));
    assert!(run(&home, &[&["route", "set"], &way[..]].concat()).contains("只在吩咐时传"));
    let [what, ..] = fails(&home, &["route", "run"]);
    assert!(what.contains("名册"), "{what}");
    assert!(run(&home, &["route", "show"]).contains("没有传成：还没有县里的名册"));

    let args = ["route", "set", "--webdav", "https://127.0.0.1:9/x", "--user", "js-017"];
    let out = liaison(&home, &args).env("LIAISON_ROUTE_PASSWORD", "geheim").output().unwrap();
    let said = text(&out.stdout);
    assert!(
        said.starts_with("WebDAV https://127.0.0.1:9/x，用户 js-017，每 4 小时一次") && !said.contains("geheim"),
        "{said}"
    );
    let [what, _, next] = fails(&home, &["route", "run"]);
    assert!(what.contains("连不上服务器") && next.contains("U盘"), "{what} {next}");
    assert_eq!(
        liaison(&home, &["route", "set"]).output().unwrap().status.code(),
        Some(2),
        "one way must be named"
    );
}

#[test]
fn a_folder_beside_the_program_makes_it_portable() {
    let root = tempfile::tempdir().unwrap();
    let beside = root.path().join("便携 U盘");
    std::fs::create_dir_all(beside.join("liaison-data")).unwrap();
    let program = beside.join("liaison");
    // A second name is enough, and copies nothing.
    let built = env!("CARGO_BIN_EXE_liaison");
    std::fs::hard_link(built, &program)
        .or_else(|_| std::fs::copy(built, &program).map(drop))
        .unwrap();
    let on = |args: &[&str]| {
        let mut command = Command::new(&program);
        command
            .args(args)
            .env_remove("LIAISON_HOME")
            .env("HOME", root.path().join("user"))
            .env("LIAISON_PASSWORD", "yangban-2024");
        let out = command.output().unwrap();
        assert!(out.status.success(), "{}", text(&out.stderr));
        text(&out.stdout)
    };
    on(&INIT);
    assert!(beside.join("liaison-data/station.db").is_file());
    let made = on(&["backup", "make"]).replace('\\', "/");
    assert!(made.contains("便携 U盘/代表联络站台账/备份"), "{made}");
    assert!(!root.path().join("user").exists(), "nothing was left in the user's own folders");
}
