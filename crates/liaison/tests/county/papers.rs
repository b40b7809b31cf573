//! 交办单 there and back: written, filled in by other people's programs, and taken in only after
//! every line said what it does. Strangers' files are turned away in words.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::county::*;
use crate::office::*;

/// Four matters with 县水利局; the third asks not to be named.
fn handed() -> (Pair, Vec<String>) {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let mut ids = Vec::new();
    for station in &mut pair.stations {
        ids.push(matter(station, "修水渠"));
        ids.push(matter(station, "=修闸门"));
    }
    pair.stations[1].change("matter", &ids[2], "confidential", json!(true));
    send(&mut pair);
    let step = json!({ "kind": "refer", "unit": "县水利局", "done_on": "2026-11-03", "due_on": "2026-12-04" });
    pair.county.ask("move_many", json!({ "ids": ids, "step": step })).unwrap();
    pair.county.minutes += 5 * 24 * 60;
    (pair, ids)
}

fn papers(county: &mut Home, ask: Value) -> Vec<PathBuf> {
    let written = county.ask("referral_papers", ask).unwrap();
    let files = written["files"].as_array().unwrap().iter();
    files.map(|f| f.as_str().unwrap().into()).collect()
}

/// Fills cells in with openpyxl; `rows` of the sheet count from 1, the first matter stands in 5.
fn fill(path: &Path, cells: Value) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/county/openpyxl_fills.py");
    let out = Command::new("/usr/bin/python3").arg(script).arg(path).arg(cells.to_string()).output().unwrap();
    assert!(
        out.status.success(),
        "openpyxl (Debian: python3-openpyxl): {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

/// The same workbook, saved once more by LibreOffice.
fn through_libreoffice(path: &Path) -> PathBuf {
    let room = tempfile::tempdir().unwrap().keep();
    let out = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", room.join("profile").display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&room)
        .arg(path)
        .output()
        .unwrap();
    let made = room.join(path.file_name().unwrap());
    assert!(made.exists(), "LibreOffice: {}", String::from_utf8_lossy(&out.stderr));
    made
}

fn look(county: &mut Home, path: &Path) -> liaison::Result<Value> {
    county.ask("referral_return", json!({ "path": path }))
}

fn fates(answer: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    answer["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (text(&l["fate"]), text(&l["says"])))
        .collect()
}

#[test]
fn a_units_reply_comes_back_through_its_own_programs() {
    let (mut pair, ids) = handed();
    let county = &mut pair.county;
    let files = papers(county, json!({ "units": ["县水利局"] }));
    assert!(files[0].ends_with("县水利局_交办单_20261108.xlsx"), "{files:?}");
    let untouched = look(county, &files[0]).unwrap();
    assert_eq!(fates(&untouched), vec![("empty".to_owned(), "没有填写".to_owned()); 4]);
    fill(
        &files[0],
        json!([
            [5, "签收人", "周工"],
            [5, "签收日期", "date:2026-11-04"],
            [5, "承办人", "钱工"],
            [5, "电话", 13_800_002_222_u64],
            [5, "答复日期", "2026.11.6"],
            [5, "结果类别", "A 已解决"],
            [5, "答复内容", "水渠已修好，附照片。"],
            [6, "签收人", "周工"],
            [6, "签收日期", "2026年11月4日"],
            [7, "签收人", "周工"],
            [7, "答复内容", "列入明年计划"],
            [7, "答复日期", "date:2026-11-06"],
            [8, "签收人", "周工"],
            [8, "签收日期", "明天"],
        ]),
    );
    let back = through_libreoffice(&files[0]);
    let seen_first = look(county, &back).unwrap();
    let says = fates(&seen_first);
    assert_eq!(
        says[0],
        (
            "ready".into(),
            "签收（周工，2026年11月4日）、开始办理（钱工）、答复（A 已解决，2026年11月6日）".into()
        )
    );
    assert_eq!(says[1], ("ready".into(), "签收（周工，2026年11月4日）".into()));
    assert_eq!(says[2], ("wrong".into(), "请填“结果类别”（A、B、C、D）".into()));
    assert!(says[3].1.contains("“签收日期”写的是“明天”，不是日期"), "{says:?}");
    assert_eq!((&seen_first["ready"], &seen_first["taken"]), (&json!(2), &json!(false)));
    assert_eq!(state(county, &ids[0]), "referred", "a preview changes nothing");

    let ask = json!({ "path": back, "sha256": seen_first["sha256"] });
    assert_eq!(county.ask("referral_return", ask.clone()).unwrap()["taken"], true);
    let first = seen(county, &ids[0])["record"].clone();
    assert_eq!(
        [
            &first["state"],
            &first["signed_by"],
            &first["signed_on"],
            &first["handler"],
            &first["handler_phone"]
        ],
        [&json!("answered"), &json!("周工"), &json!("2026-11-04"), &json!("钱工"), &json!("13800002222")]
    );
    assert_eq!(
        [&first["answered_on"], &first["result_class"], &first["progress"]],
        [&json!("2026-11-06"), &json!("A"), &json!("水渠已修好，附照片。")]
    );
    assert_eq!(state(county, &ids[1]), "signed");
    // Taken again it does nothing.
    let again = county.ask("referral_return", ask).unwrap();
    assert_eq!((&again["taken"], &fates(&again)[0].1), (&json!(false), &"这份答复已经记过了".to_owned()));
    county.sound();
    answer(&mut pair, 0, "JS-017");
    assert_eq!(seen(&mut pair.stations[0], &ids[0])["record"]["progress"], "水渠已修好，附照片。");
    let error = pair.stations[0].ask("referral_papers", json!({ "units": ["县水利局"] })).unwrap_err();
    assert_eq!(error.code(), "not_allowed");
}

#[test]
fn a_slip_names_nobody_who_asked_not_to_be_named_and_no_telephone() {
    let (mut pair, ids) = handed();
    let files = papers(&mut pair.county, json!({ "ids": ids, "each": true }));
    assert_eq!(files.len(), 4);
    let text = |path: &Path| {
        use calamine::{Reader as _, Xlsx, open_workbook};
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let sheet = book.worksheet_range("交办单").unwrap();
        sheet.used_cells().map(|(_, _, v)| format!("{v}")).collect::<Vec<_>>().join("|")
    };
    let all: Vec<String> = files.iter().map(|f| text(f)).collect();
    assert!(all.iter().all(|t| !t.contains("13800001111")));
    assert!(all.iter().any(|t| t.contains("李长顺\n三溪村")));
    let hidden = all.iter().find(|t| t.contains("匿名")).unwrap();
    assert!(!hidden.contains("李长顺") && !hidden.contains("三溪村"));
    assert!(all.iter().all(|t| t.contains("沿此线裁下") && t.contains("交办单回执") && t.contains("JS-01")));
    // One that is with nobody has no slip.
    pair.county
        .ask("move_many", json!({ "ids": [ids[0]], "step": { "kind": "return", "note": "不归我局" } }))
        .unwrap();
    let error = pair.county.ask("referral_papers", json!({ "ids": [ids[0]] })).unwrap_err();
    assert!(error.to_string().contains("不在承办单位手里"), "{error}");
    assert_eq!(
        pair.county.ask("referral_papers", json!({ "units": ["县财政局"] })).unwrap_err().code(),
        "not_ready"
    );
}

#[test]
fn lines_that_can_not_be_matched_surely_are_turned_away() {
    let (mut pair, ids) = handed();
    let county = &mut pair.county;
    let files = papers(county, json!({ "units": ["县水利局"] }));
    fill(
        &files[0],
        json!([
            [5, "编号", "JS-018/YJ-2026-0001"],
            [5, "签收人", "周工"],
            [6, "编号", "YJ-2026-0002"],
            [6, "签收人", "周工"],
            [7, "编号", "JS-999/YJ-2026-0001"],
            [7, "签收人", "周工"],
            [8, "签收人", "=\"周\"&\"工\""],
        ]),
    );
    let says = fates(&look(county, &files[0]).unwrap());
    assert!(says.iter().all(|(fate, _)| fate == "wrong"), "{says:?}");
    for (line, word) in [(0, "核对码对不上"), (1, "编号写得不对"), (2, "没有这个编号"), (3, "“签收人”是公式")] {
        assert!(says[line].1.contains(word), "{says:?}");
    }
    // A slip from before the matter went to another unit is not about the new referral.
    let files = papers(county, json!({ "ids": [ids[0]] }));
    fill(&files[0], json!([[5, "签收人", "周工"], [5, "签收日期", "date:2026-11-04"]]));
    for step in [json!({ "kind": "return", "note": "不归我局" }), json!({ "kind": "refer", "unit": "县交通局" })] {
        walk(county, &ids[0], step).unwrap();
    }
    let says = fates(&look(county, &files[0]).unwrap());
    assert!(says[0].1.contains("旧交办单"), "{says:?}");
    // Twice the same matter in one sheet: only the first counts.
    let files = papers(county, json!({ "ids": [ids[1]] }));
    let (number, check) = {
        use calamine::{Reader as _, Xlsx, open_workbook};
        let mut book: Xlsx<_> = open_workbook(&files[0]).unwrap();
        let sheet = book.worksheet_range("交办单").unwrap();
        (format!("{}", sheet.get((4, 0)).unwrap()), format!("{}", sheet.get((4, 1)).unwrap()))
    };
    fill(
        &files[0],
        json!([[5, "签收人", "周工"], [6, "编号", number], [6, "核对码", check], [6, "签收人", "吴工"]]),
    );
    let says = fates(&look(county, &files[0]).unwrap());
    assert_eq!((says[0].0.as_str(), says[1].1.as_str()), ("ready", "同一件在上面已经有一行了"));
}

#[test]
fn a_file_that_changed_after_the_preview_is_not_taken() {
    let (mut pair, ids) = handed();
    let files = papers(&mut pair.county, json!({ "ids": [ids[0]] }));
    fill(&files[0], json!([[5, "签收人", "周工"]]));
    let seen_first = look(&mut pair.county, &files[0]).unwrap();
    fill(&files[0], json!([[5, "签收人", "吴工"]]));
    let ask = json!({ "path": files[0], "sha256": seen_first["sha256"] });
    assert_eq!(pair.county.ask("referral_return", ask).unwrap_err().code(), "not_ready");
    assert_eq!(state(&mut pair.county, &ids[0]), "referred");
}

/// A zip of these members.
fn zipped(path: &Path, members: &[(&str, &[u8])]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn fail_hostile_files_are_turned_away_in_words() {
    let (mut pair, ids) = handed();
    let room = tempfile::tempdir().unwrap();
    let at = |name: &str| room.path().join(name);
    let zeros = vec![0; 60 << 20];
    zipped(&at("bomb.xlsx"), &[("xl/worksheets/sheet1.xml", &zeros)]);
    let many: Vec<(String, Vec<u8>)> = (0..300).map(|n| (format!("m{n}.xml"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    zipped(&at("many.xlsx"), &many);
    zipped(&at("other.xlsx"), &[("word/document.xml", b"<w/>")]);
    std::fs::write(at("text.xlsx"), "编号,核对码").unwrap();
    std::fs::write(at("large.xlsx"), vec![7; 6 << 20]).unwrap();
    let files = papers(&mut pair.county, json!({ "ids": [ids[0]] }));
    let whole = std::fs::read(&files[0]).unwrap();
    std::fs::write(at("cut.xlsx"), &whole[..whole.len() / 2]).unwrap();
    another_book(&at("sheet.xlsx"));
    for (name, word) in [
        ("bomb.xlsx", "展开以后大得不正常"),
        ("many.xlsx", "多得不正常"),
        ("other.xlsx", "不是 Excel 工作簿"),
        ("text.xlsx", "不是 Excel 工作簿"),
        ("large.xlsx", "超过 5 MB"),
        ("cut.xlsx", "不是 Excel 工作簿"),
        ("sheet.xlsx", "不是县里发出的交办单"),
    ] {
        let error = look(&mut pair.county, &at(name)).unwrap_err();
        assert_eq!(error.code(), "untrusted", "{name}");
        assert!(error.to_string().contains(word), "{name}: {error}");
    }
    assert_eq!(look(&mut pair.county, room.path()).unwrap_err().code(), "not_ready");
    // One cell in the last row and column of a sheet costs nothing.
    fill(&files[0], json!([[1_048_576, "答复内容", "很远"]]));
    assert!(look(&mut pair.county, &files[0]).is_ok_and(|answer| answer["ready"] == 0));
    // A byte changed anywhere is refused or read, and never stops the program.
    for at_byte in (0..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        bytes[at_byte] ^= 0x55;
        std::fs::write(at("changed.xlsx"), bytes).unwrap();
        let _ = look(&mut pair.county, &at("changed.xlsx"));
    }
}

/// A workbook of something else.
fn another_book(path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "编号").unwrap();
    book.save(path).unwrap();
}

#[test]
fn units_are_counted_over_all_stations() {
    let (mut pair, ids) = handed();
    let county = &mut pair.county;
    county.save("unit", json!({ "name": "县财政局", "kind": "department" }));
    walk(county, &ids[0], json!({ "kind": "sign", "person": "周工" })).unwrap();
    let units = county.ask("referral_units", json!({})).unwrap();
    let names: Vec<&str> = units.as_array().unwrap().iter().map(|u| u["unit"].as_str().unwrap()).collect();
    assert_eq!(names, ["县财政局", "县水利局"], "by name");
    assert_eq!(
        units[1],
        json!({ "unit": "县水利局", "open": 4, "unsigned": 3, "overdue": 0, "soon": 0, "answered": 0, "total": 4, "next_due": "2026-12-04" })
    );
    county.minutes += 40 * 24 * 60;
    assert_eq!(county.ask("referral_units", json!({})).unwrap()[1]["overdue"], 4);
}
