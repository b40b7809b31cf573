//! The county's registers: out of a table, and out of what stations say of themselves.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use calamine::{Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::county::*;

fn county() -> Home {
    Pair::new(&[]).county
}

/// A workbook as an office keeps it: a title, the header, the rows.
fn workbook(rows: &[&[&str]]) -> String {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "嘉水县代表联络站一览表").unwrap();
    for (cells, row) in rows.iter().zip(2u32..) {
        for (cell, column) in cells.iter().zip(0u16..) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, *cell).unwrap(),
            };
        }
    }
    BASE64_STANDARD.encode(book.save_to_buffer().unwrap())
}

fn named(county: &mut Home, noun: &str) -> Vec<String> {
    let page = county.ask("page", json!({ "noun": noun, "limit": 100 })).unwrap();
    page["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn fifty_three_stations_come_out_of_one_table() {
    let mut county = county();
    let mut rows: Vec<Vec<String>> = vec![["站点编号", "联络站名称", "代表之家", "所在乡镇", "电话", "面积"].map(String::from).to_vec()];
    for n in 1..=53 {
        let town = format!("第{}镇", n % 10);
        rows.push(vec![
            format!("js-{n:03}"),
            format!("第{n}村联络站"),
            format!("{town}代表之家"),
            town,
            "13800001111".into(),
            "60".into(),
        ]);
    }
    let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let ask = json!({ "noun": "site", "base64": workbook(&rows) });

    let look = county.ask("import_look", ask.clone()).unwrap();
    let lines = look["lines"].as_array().unwrap();
    assert_eq!(
        (lines.len(), look["homes"].as_array().unwrap().len(), &look["unknown"]),
        (53, 10, &json!(["面积"]))
    );
    assert!(lines.iter().all(|line| line["state"] == "new"), "{lines:?}");
    assert_eq!(county.count("site"), 0);

    let done = county.ask("import_take", ask.clone()).unwrap();
    assert_eq!(done, json!({ "added": 53, "changed": 0, "homes": 10, "left_out": 0 }));
    let page = county
        .ask("page", json!({ "noun": "site", "filter": { "equal": { "code": ["JS-017"] } }, "limit": 10 }))
        .unwrap();
    let site = &page["rows"][0];
    assert_eq!(
        (&site["status"], &site["phone"], &page["names"][site["home"].as_str().unwrap()]),
        (&json!("open"), &json!("13800001111"), &json!("第7镇代表之家"))
    );

    // The same table once more changes nothing; one cell changed changes one.
    assert_eq!(county.ask("import_take", ask).unwrap()["added"], 0);
    let text = "站点编号\t联络站名称\t站长\nJS-017\t第17村联络站\t张卫国\n";
    let done = county.ask("import_take", json!({ "noun": "site", "text": text })).unwrap();
    assert_eq!((&done["added"], &done["changed"]), (&json!(0), &json!(1)));
    assert_eq!(county.count("site"), 53);
}

#[test]
fn a_wrong_row_says_why_and_holds_nobody_up() {
    let mut county = county();
    let text = "单位名称\t性质\t联系电话\n水利和湖泊局\t县直部门\t0718-8221111\n教育局\t学校\t\n三溪镇人民政府\t\t\n水利和湖泊局\t\t\n\t县直部门\t8221111\n";
    let ask = json!({ "noun": "unit", "text": text });
    let look = county.ask("import_look", ask.clone()).unwrap();
    let said: Vec<(u64, &str, String)> = look["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["row"].as_u64().unwrap(), l["state"].as_str().unwrap(), l["says"].to_string()))
        .collect();
    let states: Vec<_> = said.iter().map(|(row, state, _)| (*row, *state)).collect();
    assert_eq!(states, [(2, "new"), (3, "wrong"), (4, "new"), (5, "wrong"), (6, "wrong")]);
    for (at, says) in [(1, "只能写：县直部门"), (3, "和第 2 行重复"), (4, "请填写“单位名称”")] {
        assert!(said[at].2.contains(says), "{}", said[at].2);
    }
    let done = county.ask("import_take", ask).unwrap();
    assert_eq!(done, json!({ "added": 2, "changed": 0, "homes": 0, "left_out": 3 }));
    let page = county.ask("page", json!({ "noun": "unit", "limit": 10 })).unwrap();
    let kinds: Vec<_> = page["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["name"].clone(), r["kind"].clone()))
        .collect();
    assert!(kinds.contains(&(json!("三溪镇人民政府"), json!("town"))), "{kinds:?}");

    // What is in the register is what referrals pick, and no name stands twice.
    let lists = county.ask("lists", json!({})).unwrap();
    let units = lists.as_array().unwrap().iter().find(|l| l["list"] == "unit").unwrap()["words"].to_string();
    assert!(units.contains("水利和湖泊局") && units.contains("三溪镇人民政府"), "{units}");
    let twice = county
        .ask("save", json!({ "noun": "unit", "values": { "name": "水利和湖泊局", "kind": "department" } }))
        .unwrap_err();
    assert!(twice.trouble().remarks[0].says.contains("已经有"), "{twice}");
}

#[test]
fn what_is_no_table_is_refused_in_a_sentence() {
    let mut county = county();
    for (ask, says) in [
        (
            json!({ "noun": "site", "base64": BASE64_STANDARD.encode("MZ not a workbook") }),
            "不是 Excel 工作簿",
        ),
        (json!({ "noun": "site", "text": "甲\t乙\n1\t2\n" }), "没有找到表头"),
        (json!({ "noun": "visit", "text": "日期\n" }), "不能从表格导入"),
    ] {
        let refused = county.ask("import_look", ask).unwrap_err().trouble();
        assert!(refused.what.contains(says), "{refused:?}");
        assert!(!refused.next.is_empty());
    }
    let mut station = Pair::new(&["JS-017"]).stations.remove(0);
    assert!(station.ask("import_take", json!({ "noun": "site", "text": "名称\n甲\n" })).is_err());
}

#[test]
fn the_empty_table_opens_and_comes_back_in() {
    let mut county = county();
    for noun in ["site", "home", "unit", "member"] {
        let path = county.ask("import_blank", json!({ "noun": noun })).unwrap()["path"]
            .as_str()
            .unwrap()
            .to_owned();
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        assert!(sheet.get_size().1 >= 6, "{noun}");
        let base64 = BASE64_STANDARD.encode(std::fs::read(&path).unwrap());
        let look = county.ask("import_look", json!({ "noun": noun, "base64": base64 })).unwrap();
        assert_eq!((&look["lines"], &look["unknown"]), (&json!([]), &json!([])), "{noun}");
    }
}

#[test]
fn stations_that_enrolled_or_sent_are_one_click_from_the_register() {
    let mut pair = Pair::new(&["JS-017", "JS-018", "JS-019"]);
    let about = json!({ "role": "station", "code": "JS-017", "name": "三溪村联络站", "town": "三溪镇", "home": "三溪镇代表之家", "staff": "林晓芸" });
    pair.stations[0].ask("station_save", about).unwrap();
    let bundle = pair.stations[0].pack();
    pair.county.receive_one(&bundle);
    let county = &mut pair.county;
    county.save("site", json!({ "code": "JS-019", "name": "石门村联络站", "status": "open" }));

    let lines = county.ask("stations", json!({})).unwrap();
    let lines: Vec<(&Value, &Value, bool)> = lines.as_array().unwrap().iter().map(|l| (&l["code"], &l["name"], l["site"] == "")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[0].1, lines[0].2), (&json!("三溪村联络站"), true));
    assert_eq!((lines[2].1, lines[2].2), (&json!("石门村联络站"), false));

    let added = county.ask("sites_add", json!({ "codes": ["JS-017", "JS-018", "JS-019", "JS-404"] })).unwrap();
    assert_eq!(added, json!({ "sites": 2, "homes": 1 }));
    let page = county
        .ask("page", json!({ "noun": "site", "filter": { "equal": { "code": ["JS-017"] } }, "limit": 5 }))
        .unwrap();
    assert_eq!(page["rows"][0]["staff"], "林晓芸");
    assert_eq!(named(county, "home"), ["三溪镇代表之家"]);
    let left = county.ask("stations", json!({})).unwrap();
    assert!(left.as_array().unwrap().iter().all(|l| l["site"] != ""), "{left}");
    assert_eq!(pair.stations[0].ask("stations", json!({})).unwrap(), json!([]));
}
