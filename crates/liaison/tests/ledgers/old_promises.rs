//! 整改承诺 of an old ledger: the report each was made at is found by deputy and day, or asked.

use liaison::records::Noun;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::old::{Reader, ask_of};

const TITLES: [&str; 6] = ["代表姓名", "述职时间", "承诺事项", "承诺日期", "完成时限", "整改情况"];

fn book(rows: &[[&str; 4]]) -> Value {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (title, column) in TITLES.iter().zip(0u16..) {
        sheet.write(0, column, *title).unwrap();
    }
    for ([deputy, day, content, made_on], row) in rows.iter().zip(1u32..) {
        for (cell, column) in [deputy, day, content, made_on, &"2024.12.30"].iter().zip(0u16..) {
            sheet.write(row, column, **cell).unwrap();
        }
    }
    let mut ask = ask_of(&book.save_to_buffer().unwrap());
    ask["register"] = "promises".into();
    ask
}

fn report(reader: &mut Reader, deputy: &str, date: &str, place: &str) {
    reader.does(
        "save",
        json!({"noun": "report_meeting", "values": {"deputy": deputy, "date": date, "place": place, "form": "oral"}}),
    );
}

/// State of each line, and its first remark.
fn states(look: &Value) -> Vec<(String, String)> {
    let lines = look["lines"].as_array().unwrap().iter();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    lines.map(|l| (text(&l["state"]), text(&l["says"][0]["says"]))).collect()
}

#[test]
fn the_report_is_found_or_asked_once_and_nobody_new_comes_along() {
    let mut reader = Reader::new();
    let zhang = reader.deputy("张卫国");
    let xiang = reader.deputy("向春梅");
    reader.deputy("龚𠮷祥");
    report(&mut reader, &zhang, "2024-11-30", "村委会");
    report(&mut reader, &xiang, "2024-06-01", "村委会");
    report(&mut reader, &xiang, "2024-11-30", "镇政府");
    let mut ask = book(&[
        ["张　卫国", "2024.11.30", "每月进站一次", "2024-12-01"],
        ["向春梅", "", "走访脱贫户", "2024-12-01"],
        ["向春梅", "2024年6月2日", "修好水渠", "2024-12-01"],
        ["向春梅", "2024年6月2日", "装好路灯", "2024-12-01"],
        ["龚𠮷祥", "2024-11-30", "多开院坝会", "2024-12-01"],
        ["", "2024-11-30", "没有写是谁", "2024-12-01"],
        ["赵六", "2024-11-30", "不认得的人", "2024-12-01"],
    ]);
    let look = reader.does("old_ledger_look", ask.clone());
    let said = states(&look);
    let only: Vec<&str> = said.iter().map(|(state, _)| state.as_str()).collect();
    assert_eq!(only, ["new", "ask", "ask", "ask", "wrong", "wrong", "ask"], "{said:?}");
    assert_eq!(said[4].1, "还没有龚𠮷祥的述职评议；请先导入或登记述职评议，再导入整改承诺");
    let questions = look["questions"].as_array().unwrap();
    let asked = |of: &str| {
        questions
            .iter()
            .find(|q| q["says"].as_str().unwrap().contains(of))
            .unwrap_or_else(|| panic!("{of}: {questions:?}"))
    };
    assert_eq!(questions.len(), 3, "{questions:?}");
    let choices: Vec<&str> = asked("2024年6月2日没有述职评议")["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["label"].as_str().unwrap())
        .collect();
    assert_eq!(choices, ["2024年6月1日 村委会", "2024年11月30日 镇政府"]);
    assert_eq!(asked("2024年6月2日没有述职评议")["count"], 2);
    // Who gave no report can't be entered by the way.
    assert_eq!(asked("名册里没有“赵六”")["choices"], json!([]));

    let answers: Vec<Value> = questions
        .iter()
        .map(|q| match q["choices"].as_array().unwrap().last() {
            Some(last) => json!({"key": q["key"], "how": "take", "value": last["value"]}),
            None => json!({"key": q["key"], "how": "skip"}),
        })
        .collect();
    ask["answers"] = answers.into();
    let done = reader.does("old_ledger_take", ask.clone());
    assert_eq!(
        (&done["counts"]["new"], &done["counts"]["skip"], &done["with"]),
        (&json!(4), &json!(1), &json!(0))
    );
    let kept = reader.records(Noun::Promise);
    let of = |content: &str| kept.iter().find(|p| p["content"] == content).unwrap();
    assert_eq!((&of("每月进站一次")["deputy"], &of("修好水渠")["deputy"]), (&json!("张卫国"), &json!("向春梅")));
    // Once more the same file brings nothing.
    let again = reader.does("old_ledger_take", ask);
    assert_eq!((&again["counts"]["new"], &again["counts"]["twin"]), (&json!(0), &json!(4)));
    assert_eq!(reader.does("audit", json!({}))["sound"], true);
}
