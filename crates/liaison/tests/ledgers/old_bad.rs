//! Old ledgers as people kept them: dates in five styles, merged cells, names with spaces, sheets that
//! are something else, files that are broken. Read where the meaning is certain, asked where it is not.

use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::records::Noun;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::{Value, json};

use crate::old::{Reader, ask_of};
use crate::station::folder;

/// A sheet that begins with an office's title, and a header in the third row.
fn sheet_of<'b>(book: &'b mut Workbook, titles: &[&str]) -> &'b mut Worksheet {
    let sheet = book.add_worksheet();
    let last = u16::try_from(titles.len() - 1).unwrap();
    sheet.merge_range(0, 0, 0, last, "2024年三溪村群众来访登记", &Format::new()).unwrap();
    for (title, column) in titles.iter().zip(0u16..) {
        sheet.write(2, column, *title).unwrap();
    }
    sheet
}

const TITLES: [&str; 8] = ["序号", "接待日期", "接待代表", "姓名", "联系电话", "人数", "来访方式", "反映的问题"];

/// A book of visits with these rows of texts.
fn visits(rows: &[[&str; 8]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = sheet_of(&mut book, &TITLES);
    for (cells, row) in rows.iter().zip(3u32..) {
        for (cell, column) in cells.iter().zip(0u16..).filter(|(cell, _)| !cell.is_empty()) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn row<'t>(date: &'t str, people: &'t str, citizen: &'t str, phone: &'t str, count: &'t str) -> [&'t str; 8] {
    ["1", date, people, citizen, phone, count, "本人来访", "灌渠漏水"]
}

pub fn station() -> Reader {
    let mut reader = Reader::new();
    for name in ["张三", "李四", "欧阳峰"] {
        reader.deputy(name);
    }
    reader
}

fn look(reader: &mut Reader, ask: &Value) -> Value {
    reader.does("old_ledger_look", ask.clone())
}

/// `[state] remarks` of the first row.
fn said(look: &Value) -> String {
    let line = &look["lines"][0];
    let says: Vec<String> = line["says"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| format!("{} {}", r["at"].as_str().unwrap(), r["says"].as_str().unwrap()).trim().to_owned())
        .collect();
    format!("{} {}", line["state"].as_str().unwrap(), says.join("；")).trim().to_owned()
}

#[test]
fn cells_are_read_or_asked_and_never_changed_unseen() {
    let mut reader = station();
    let mut check = |row: [&str; 8], expect: &str| {
        let look = look(&mut reader, &ask_of(&visits(&[row])));
        assert_eq!(said(&look), expect, "{row:?}");
    };
    for date in ["2024.3.5", "2024年3月5日", "2024/3/5", "20240305", "2024-03-05"] {
        check(row(date, "张三", "王五", "13900001111", "2"), "new");
    }
    check(row("45356", "张三", "王五", "", ""), "new B4 45356 是 Excel 的日期序号，读作2024年3月5日");
    check(row("3月5日", "张三", "王五", "", ""), "ask B4 “日期”写的是“3月5日”，看不准是哪一天");
    check(
        row("2024.3.5", "张　三", "王　五", "139 0000 1111", "３人"),
        "new C4 “张　三”读作“张三”；D4 “王　五”读作“王五”",
    );
    check(row("2024.3.5", "张三、李四", "王五", "", ""), "new");
    check(row("2024.3.5", "张三 李四", "王五", "", ""), "new");
    check(row("2024.3.5", "张三（县代表）", "王五", "", ""), "new C4 “张三（县代表）”读作“张三”");
    check(row("2024.3.5", "赵六", "王五", "", ""), "ask C4 名册里没有“赵六”");
    check(
        row("2024.3.5", "张三", "王五 赵六", "", ""),
        "ask D4 “选民姓名”写的是“王五 赵六”，是一个人还是几个人？",
    );
    check(row("2024.3.5", "张三", "王五", "", "约20"), "ask F4 “人数”写的是“约20”，看不准是多少");
    check(row("2024.3.5", "张三", "王五", "不详", ""), "ask E4 “电话”写的是“不详”，不像一个电话号码");
    check(row("2024.3.5", "张三", "", "", ""), "ask D4 请填写“选民姓名”");
    check(row("2024.3.5", "张三", "王5", "", ""), "wrong D4 姓名里有数字，请检查");
    check(
        ["1", "2024.3.5", "张三", "王五", "", "", "路过", "灌渠漏水"],
        "ask G4 “来访方式”写的是“路过”，是怎样来的？",
    );
    check(["合 计", "", "", "", "", "12", "", ""], "none 合计行，不是记录");
}

#[test]
fn one_answer_serves_every_cell_that_says_the_same() {
    let mut reader = station();
    let mut ask = ask_of(&visits(&[
        row("3月5日", "赵六", "甲", "", "约20"),
        row("3月5日", "赵六、张三", "乙", "", ""),
        row("2024.3.6", "赵六", "丙", "", ""),
        row("2024.3.7", "张三", "丁", "看不清", ""),
    ]));
    let first = look(&mut reader, &ask);
    let questions: Vec<(String, u64)> = first["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| (q["key"].as_str().unwrap().to_owned(), q["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        questions,
        [("date|3月5日", 2), ("deputies|赵六", 3), ("people|约20", 1), ("phone|看不清", 1)].map(|(key, count)| (key.to_owned(), count))
    );
    assert_eq!(first["questions"][0]["choices"][0], json!({"value": "2024-03-05", "label": "2024年3月5日"}));
    assert_eq!(first["questions"][1]["cells"], json!(["C4", "C5", "C6"]));
    ask["answers"] = json!([
        {"key": "date|3月5日", "how": "take", "value": "2024-03-05"},
        {"key": "deputies|赵六", "how": "take", "value": "add:乡"},
        {"key": "people|约20", "how": "take", "value": "二十来个"},
        {"key": "phone|看不清", "how": "skip"},
    ]);
    // What was typed is no number either: it is asked again.
    let again = look(&mut reader, &ask);
    assert_eq!(again["questions"][0]["says"], "“人数”写的是“二十来个”，看不准是多少");
    assert_eq!(again["counts"], json!({"new": 2, "twin": 0, "ask": 1, "wrong": 0, "skip": 1, "none": 0}));
    ask["answers"][2] = json!({"key": "people|约20", "how": "blank"});
    let done = reader.does("old_ledger_take", ask.clone());
    assert_eq!((&done["counts"]["new"], &done["with"]), (&json!(3), &json!(1)));
    let kept = reader.records(Noun::Visit);
    let of = |name: &str| kept.iter().find(|v| v["citizen"] == name).unwrap();
    assert_eq!(
        (&of("甲")["date"], &of("甲")["people"], &of("乙")["deputies"]),
        (&json!("2024-03-05"), &Value::Null, &json!(["赵六", "张三"]))
    );
    assert_eq!((&of("丙")["kind"], &of("丙")["way"]), (&json!("station"), &json!("本人来访")));
    // The same file once more: everything is there.
    let twins = look(&mut reader, &ask);
    assert_eq!((&twins["counts"]["twin"], &twins["counts"]["new"]), (&json!(3), &json!(0)));
    assert!(said(&twins).ends_with("已经有 甲（2024年3月5日）（JF-2024-0001）"), "{}", said(&twins));
    ask["twins_too"] = true.into();
    assert_eq!(reader.does("old_ledger_take", ask)["counts"]["new"], 3);
}

#[test]
fn merged_cells_speak_for_all_their_rows_where_that_is_certain() {
    let mut reader = station();
    let mut book = Workbook::new();
    let sheet = sheet_of(&mut book, &TITLES);
    sheet.merge_range(3, 0, 3, 7, "一季度", &Format::new()).unwrap();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    sheet.merge_range(4, 1, 6, 1, "", &day).unwrap();
    sheet.write_with_format(4, 1, ExcelDateTime::from_ymd(2024, 3, 5).unwrap(), &day).unwrap();
    sheet.merge_range(4, 2, 5, 2, "张三", &Format::new()).unwrap();
    sheet.merge_range(5, 5, 6, 5, "7", &Format::new()).unwrap();
    sheet.write(6, 2, "李四").unwrap();
    for row in 4..7 {
        sheet.write(row, 3, format!("王{}", ["甲", "乙", "丙"][row as usize - 4])).unwrap();
        sheet.write(row, 6, "电话").unwrap();
    }
    sheet.merge_range(7, 2, 7, 4, "张三陪同", &Format::new()).unwrap();
    sheet.write(7, 1, "2024.3.6").unwrap();
    let ask = ask_of(&book.save_to_buffer().unwrap());
    let seen = look(&mut reader, &ask);
    let lines: Vec<(&str, &str)> = seen["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["state"].as_str().unwrap(), l["says"][0]["says"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(lines[0], ("none", "小标题或说明，不是记录"));
    assert_eq!(lines[1], ("new", ""));
    assert_eq!(lines[2], ("wrong", "“人数”第 6–7 行合成了一格，分不清各行是多少；请在表里拆开"));
    assert_eq!(lines[3].0, "wrong");
    assert_eq!(
        lines[4],
        ("wrong", "“接待代表、选民姓名、电话”几栏合成了一格，分不清内容是哪一栏的；请在表里拆开")
    );
    reader.does("old_ledger_take", ask);
    let kept = reader.records(Noun::Visit);
    assert_eq!(
        (&kept[0]["date"], &kept[0]["deputies"], &kept[0]["kind"]),
        (&json!("2024-03-05"), &json!(["张三"]), &json!("phone"))
    );
}

#[test]
fn the_sheet_and_the_register_are_found_or_asked_for() {
    let mut reader = station();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("通讯录").unwrap().write(0, 0, "部门").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("走访").unwrap();
    for (title, column) in ["日 期", "代表", "走访对象", "村组", "户数/人数", "反映情况", "星座"].iter().zip(0u16..) {
        sheet.write(0, column, *title).unwrap();
    }
    for (cell, column) in ["2024.3.5", "张三", "王五", "上坪村", "2户/5人", "路灯不亮", "白羊"].iter().zip(0u16..) {
        sheet.write(1, column, *cell).unwrap();
    }
    let mut ask = ask_of(&book.save_to_buffer().unwrap());
    let file = reader.does("old_ledger_read", ask.clone());
    assert_eq!(
        (&file["sheet"], &file["register"], &file["header_row"]),
        (&json!("走访"), &json!("home_visits"), &json!(1))
    );
    let reads: Vec<&str> = file["columns"].as_array().unwrap().iter().map(|c| c["reads"].as_str().unwrap()).collect();
    assert_eq!(reads, ["date", "deputies", "citizen", "village", "households_people", "problem", ""]);
    // A column that means something else, and one twice.
    ask["columns"] = json!(["date", "deputies", "citizen", "village", "households_people", "publicity", "note"]);
    let taken = reader.does("old_ledger_take", ask.clone());
    assert_eq!(taken["counts"]["new"], 1);
    let kept = reader.records(Noun::Visit).remove(0);
    assert_eq!(
        (&kept["publicity"], &kept["note"], &kept["households"], &kept["people"], &kept["kind"]),
        (&json!("路灯不亮"), &json!("白羊"), &json!(2), &json!(5), &json!("home"))
    );
    ask["columns"] = json!(["date", "date", "citizen"]);
    assert_eq!(
        reader.asks("old_ledger_look", ask.clone()).unwrap_err().to_string(),
        "有两栏都选成了“日期”，请只留一栏"
    );
    // The wrong sheet.
    ask["columns"] = json!([]);
    ask["sheet"] = "通讯录".into();
    assert_eq!(reader.does("old_ledger_read", ask.clone())["register"], "");
    ask["register"] = "visits".into();
    assert!(
        reader
            .asks("old_ledger_look", ask.clone())
            .unwrap_err()
            .to_string()
            .contains("没有找到接待接访登记簿的栏目名那一行")
    );
    ask["sheet"] = "没有".into();
    assert!(reader.asks("old_ledger_look", ask).unwrap_err().to_string().contains("没有“没有”这张工作表"));
}

#[test]
fn broken_files_are_refused_in_words_and_change_nothing() {
    let mut reader = station();
    let good = visits(&[row("2024.3.5", "张三", "王五", "", "")]);
    let mut other = Workbook::new();
    other.add_worksheet().write(0, 0, "花名").unwrap();
    let mut check = |bytes: &[u8], expect: &str| {
        let trouble = reader.asks("old_ledger_look", ask_of(bytes)).unwrap_err().to_string();
        assert!(trouble.contains(expect), "{trouble}");
    };
    check(b"", "不是 Excel 工作簿");
    check(b"<html><table>", "另存为 .xlsx");
    check(&good[..good.len() / 2], "Excel");
    check(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], "损坏");
    check(&other.save_to_buffer().unwrap(), "看不出来");
    let mut torn = good.clone();
    let middle = torn.len() / 3;
    torn[middle..middle + 40].fill(0x55);
    assert!(reader.asks("old_ledger_look", ask_of(&torn)).is_err());
    assert_eq!(reader.count(Noun::Visit), 0);
}

/// The workbook as LibreOffice saves it in the old format, as WPS does too.
pub fn as_xls(bytes: &[u8]) -> Vec<u8> {
    let folder = folder();
    let path = folder.path().join("旧台账.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let home = format!("-env:UserInstallation=file://{}", folder.path().join("office").display());
    let convert = |to: &str, from: &Path| {
        let out = Command::new("soffice")
            .args([&home, "--headless", "--convert-to", to, "--outdir"])
            .arg(folder.path())
            .arg(from)
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    };
    convert("xls", &path);
    let made: PathBuf = path.with_extension("xls");
    std::fs::read(made).unwrap()
}

#[test]
fn the_old_format_is_read_alike() {
    let mut reader = station();
    let mut book = Workbook::new();
    let sheet = sheet_of(&mut book, &TITLES);
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.merge_range(3, 1, 4, 1, "", &day).unwrap();
    sheet.write_with_format(3, 1, ExcelDateTime::from_ymd(2024, 3, 5).unwrap(), &day).unwrap();
    for row in 3..5 {
        sheet.write(row, 2, "张　三").unwrap();
        sheet.write(row, 3, ["𬭚䶮", "王𡐓"][row as usize - 3]).unwrap();
        sheet.write(row, 4, 13_900_001_111.0).unwrap();
        sheet.write(row, 6, "本人来访").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let (new, old) = (look(&mut reader, &ask_of(&bytes)), look(&mut reader, &ask_of(&as_xls(&bytes))));
    assert_eq!(new, old);
    assert_eq!(new["counts"]["new"], 2);
    reader.does("old_ledger_take", ask_of(&as_xls(&bytes)));
    let kept = reader.records(Noun::Visit);
    assert_eq!((&kept[0]["citizen"], &kept[0]["phone"]), (&json!("𬭚䶮"), &json!("13900001111")));
}

#[test]
fn an_import_is_taken_back_whole_or_not_at_all() {
    let mut reader = station();
    let mut ask = ask_of(&visits(&[row("2024.3.5", "赵六", "甲", "", ""), row("2024.3.6", "张三", "乙", "", "")]));
    ask["answers"] = json!([{"key": "deputies|赵六", "how": "take", "value": "add:乡"}]);
    let take = |reader: &mut Reader, ask: &Value| reader.does("old_ledger_take", ask.clone())["id"].clone();
    let first = take(&mut reader, &ask);
    assert_eq!((reader.count(Noun::Visit), reader.count(Noun::Deputy)), (2, 4));
    let left = reader.does("old_ledger_undo", json!({ "id": first }));
    assert_ne!(left[0]["undone_at"], "");
    assert_eq!((reader.count(Noun::Visit), reader.count(Noun::Deputy)), (0, 3));
    assert!(
        reader
            .asks("old_ledger_undo", json!({ "id": first }))
            .unwrap_err()
            .to_string()
            .contains("已经撤销过")
    );

    // Once somebody worked on what came in, or leans on it, it stays.
    let second = take(&mut reader, &ask);
    let page = reader.does("page", json!({"noun": "visit", "limit": 10, "sort": "citizen"}));
    let row = page["rows"].as_array().unwrap().iter().find(|r| r["citizen"] == "乙").unwrap().clone();
    let values: serde_json::Map<String, Value> = Noun::Visit.fields().iter().map(|f| (f.key.to_owned(), row[f.key].clone())).collect();
    let mut changed = values.clone();
    changed.insert("reply".into(), "已答复".into());
    reader.does("save", json!({"noun": "visit", "id": row["id"], "values": changed}));
    let refused = reader.asks("old_ledger_undo", json!({ "id": second })).unwrap_err().to_string();
    assert!(refused.contains("乙（2024年3月6日）（JF-2024-"), "{refused}");
    assert_eq!(reader.count(Noun::Visit), 2);
    reader.does("delete", json!({"noun": "visit", "id": row["id"]}));

    ask["answers"][0]["value"] = "add:县".into();
    ask["twins_too"] = true.into();
    let mut other = station();
    let third = take(&mut other, &ask);
    let deputy = other.does("pick", json!({"noun": "deputy", "text": "赵六", "limit": 5}))[0]["id"].clone();
    other.does(
        "save",
        json!({"noun": "reception_day", "values": {"date": "2024-12-25", "place": "站内", "deputies": [deputy], "status": "planned"}}),
    );
    assert!(other.asks("old_ledger_undo", json!({ "id": third })).unwrap_err().to_string().contains("赵六"));
    assert_eq!(other.does("audit", json!({}))["sound"], true);
}

#[test]
fn an_old_matter_comes_in_as_it_stood_and_goes_on_from_there() {
    let mut reader = station();
    let mut book = Workbook::new();
    let titles = ["编号", "内容", "收集代表", "类别", "承办单位", "交办日期", "答复日期", "办结日期", "办理状态"];
    let sheet = sheet_of(&mut book, &titles);
    let rows = [
        ["12", "三组灌渠漏水约200米", "张三", "水利饮水", "镇水利站", "2024.3.5", "", "", "正在办理"],
        ["13", "路灯坏了", "李四", "基础设施", "镇电管站", "2024.4.1", "2024.4.20", "2024.4.25", ""],
    ];
    for (cells, row) in rows.iter().zip(3u32..) {
        for (cell, column) in cells.iter().zip(0u16..).filter(|(cell, _)| !cell.is_empty()) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
    let mut ask = ask_of(&book.save_to_buffer().unwrap());
    let keys = |look: &Value| -> Vec<String> {
        look["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|q| q["key"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(reader.does("old_ledger_read", ask.clone())["register"], "matters");
    let first = look(&mut reader, &ask);
    assert_eq!(keys(&first), ["state|正在办理", "title|", "raised_on|", "source|", "category|基础设施"]);
    ask["answers"] = json!([
        {"key": "state|正在办理", "how": "take", "value": "working"},
        {"key": "title|", "how": "take", "value": "by_other"},
        {"key": "raised_on|", "how": "take", "value": "by_days"},
        {"key": "source|", "how": "take", "value": "other"},
        {"key": "category|基础设施", "how": "take", "value": "learn:基础设施"},
    ]);
    assert_eq!(keys(&look(&mut reader, &ask)), Vec::<String>::new());
    reader.does("old_ledger_take", ask);
    let kept = reader.records(Noun::Matter);
    let of = |title: &str| kept.iter().find(|m| m["title"] == title).unwrap();
    let (canal, lamp) = (of("三组灌渠漏水约200米"), of("路灯坏了"));
    assert_eq!(
        (&canal["state"], &canal["raised_on"], &canal["lead_unit"]),
        (&json!("working"), &json!("2024-03-05"), &json!("镇水利站"))
    );
    assert_eq!(
        (&lamp["state"], &lamp["closed_on"], &lamp["category"]),
        (&json!("closed"), &json!("2024-04-25"), &json!("基础设施"))
    );
    assert_eq!(canal["note"], "原编号 12");
    let page = reader.does("page", json!({"noun": "matter", "limit": 10}));
    let id = page["rows"].as_array().unwrap().iter().find(|r| r["state"] == "working").unwrap()["id"].clone();
    let moved = reader.does(
        "move_matter",
        json!({"id": id, "step": {"kind": "answer", "done_on": "2024-12-01", "note": "已修好", "result_class": "A"}}),
    );
    assert_eq!(moved["record"]["state"], "answered");
    let back = reader.does("undo_move", json!({"noun": "matter", "id": id}));
    assert_eq!(
        (&back["record"]["state"], &back["record"]["lead_unit"]),
        (&json!("working"), &json!("镇水利站"))
    );
}

#[test]
fn a_station_that_only_looks_and_the_county_take_nothing_in() {
    let mut reader = station();
    let ask = ask_of(&visits(&[row("2024.3.5", "张三", "王五", "", "")]));
    reader.does(
        "clerk_add",
        json!({"name": "周来查", "post": "reader", "password": "zhi-du-33", "own": "三溪站2024"}),
    );
    reader.does("lock", json!({}));
    reader.does("unlock", json!({"password": "zhi-du-33"}));
    assert_eq!(reader.asks("old_ledger_take", ask).unwrap_err().trouble().code, "not_allowed");
    assert_eq!(reader.count(Noun::Visit), 0);
}
