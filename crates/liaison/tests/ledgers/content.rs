//! What a ledger must say: the right lines, names instead of codes, nothing of those who
//! asked not to be named, and the same whichever way it is written.

use std::collections::HashSet;
use std::fs;

use liaison::contract;
use liaison::ledger::REGISTERS;
use liaison::records::Noun;
use liaison::{Call, Desk};
use serde_json::{Value, json};

use crate::readers::{Sheet, calamine, openpyxl, sheet, texts};
use crate::station::{SECRET, Station, all_into, folder, frame_of, furnished, now, one};

#[test]
fn labels_names_and_what_the_matter_knows_fill_the_visit() {
    let station = furnished();
    let visits = sheet(&station, "visits");
    let first = |title: &str| texts(&visits, title)[0].clone();
    assert_eq!(first("地点"), "站内接待室");
    assert_eq!(first("接待代表"), "张卫国、𬭚䶮");
    assert_eq!(first("来访方式"), "进站接访");
    assert_eq!(first("处理方式"), "登记为意见建议");
    assert_eq!(first("转交单位"), "镇水利站");
    assert_eq!(first("办理结果"), "YJ-2024-0001（办理中）");
    assert_eq!(texts(&visits, "反馈时间·方式")[1], "2024年6月3日·电话");
    let activities = sheet(&station, "activities");
    assert_eq!(texts(&activities, "组织（站/小组）")[0], "𠮷祥五彩小组");
    assert_eq!(texts(&activities, "形成意见建议编号")[0], "YJ-2024-0002");
    assert_eq!(texts(&sheet(&station, "deputies"), "所属小组"), ["", "𠮷祥五彩小组", "𠮷祥五彩小组"]);
    assert_eq!(texts(&sheet(&station, "reception_days"), "代表级别")[0], "县、乡、州");
    assert_eq!(texts(&sheet(&station, "home_visits"), "户数/人数"), ["2户/5人"]);
}

#[test]
fn days_late_are_counted_to_the_cut_off() {
    let station = furnished();
    let late = |from: &str, to: &str| {
        let out = folder();
        let written = liaison::ledger::write(
            &station.store,
            station.home.path(),
            &frame_of(from, to),
            &one("matters", out.path()),
            &mut |_, _, _| Ok(()),
        )
        .unwrap();
        texts(&openpyxl(&written.files)[0][0], "超期天数")
    };
    // 河道护栏 was answered five days late; 灌渠漏水 is still with its unit; 低保咨询 never had a deadline.
    assert_eq!(
        late("2024-01-01", "2024-12-31"),
        ["5", "194", ""],
        "today, 20 December, is before the period's end"
    );
    assert_eq!(late("2024-01-01", "2024-06-30"), ["5", "21"]);
    assert_eq!(late("2024-01-01", "2024-05-31"), ["5", "0"]);
}

#[test]
fn a_voter_who_asked_is_named_nowhere() {
    let (station, out) = (furnished(), folder());
    let written = station.write(&all_into(out.path()));
    let all: Vec<String> = written
        .files
        .iter()
        .flat_map(|f| calamine(f))
        .flat_map(|(_, cells)| cells)
        .map(|(_, text)| text)
        .collect();
    for secret in SECRET {
        assert!(all.iter().all(|t| !t.contains(secret)), "{secret}");
    }
    assert_eq!(all.iter().filter(|t| *t == "匿名").count(), 2, "the visit and the matter");
    assert!(all.iter().any(|t| t == "接待匿名选民"));
}

#[test]
fn every_activity_stands_in_exactly_one_register() {
    let station = furnished();
    let mut names = Vec::new();
    for (key, title) in [("activities", "活动名称"), ("inspections", "活动名称"), ("trainings", "主题")] {
        names.extend(texts(&sheet(&station, key), title).into_iter().filter(|n| !n.is_empty()));
    }
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    assert_eq!(
        names.len(),
        station.store.count(Noun::Activity, "2024-01-01", "2024-12-31", None).unwrap() as usize
    );
}

#[test]
fn a_report_stands_with_its_votes_and_what_was_promised() {
    let station = furnished();
    let reports = sheet(&station, "report_meetings");
    assert_eq!(texts(&reports, "代表"), ["张卫国", "𬭚䶮", "合计"]);
    assert_eq!(texts(&reports, "级别"), ["县", "州", ""]);
    assert_eq!(texts(&reports, "满意率"), ["83.3", "", ""]);
    assert_eq!(texts(&reports, "结论"), ["称职", "", ""]);
    assert_eq!(texts(&reports, "称职"), ["45", "", "45"]);
    let promises = sheet(&station, "promises");
    assert_eq!(texts(&promises, "代表"), ["张卫国"]);
    assert_eq!(texts(&promises, "述职日期"), ["2024-11-30"]);
    assert_eq!(texts(&sheet(&station, "trainings"), "资料（书名·册数）")[0], "《代表法读本》·3册");
    let books = sheet(&station, "books");
    assert_eq!(
        (texts(&books, "入库（册）"), texts(&books, "发放（册）")),
        (vec!["40".into(), String::new(), "40".into()], vec![String::new(), "3".into(), "3".into()])
    );
    assert_eq!(texts(&sheet(&station, "publicity"), "篇数"), ["2", "1", "3"]);
}

#[test]
fn duties_are_a_line_per_deputy_and_deed() {
    let station = furnished();
    let duty = sheet(&station, "duty");
    let lines: Vec<String> = ["编号", "代表", "履职类型", "标题"]
        .map(|t| texts(&duty, t))
        .into_iter()
        .fold(Vec::new(), |lines: Vec<String>, column| {
            if lines.is_empty() {
                column
            } else {
                lines.into_iter().zip(column).map(|(l, c)| format!("{l} {c}")).collect()
            }
        });
    assert!(lines.contains(&"JD-2024-0001/2 𬭚䶮 接待日 在站内接待室接待选民".to_owned()), "{lines:?}");
    assert!(lines.contains(&"YJ-2024-0001/1 张卫国 提出意见建议 灌渠漏水".to_owned()));
    assert!(!lines.iter().any(|l| l.starts_with("JD-2024-0002")), "a planned day is no duty done");
    let mut sorted = texts(&duty, "时间");
    sorted.sort();
    assert_eq!(sorted, texts(&duty, "时间"));
}

#[test]
fn the_table_of_contents_counts_what_is_there() {
    let (station, out) = (furnished(), folder());
    let written = station.write(&all_into(out.path()));
    let index = written.files.iter().find(|f| f.to_string_lossy().contains("台账目录")).unwrap().clone();
    let counted = |sheet: &Sheet| texts(sheet, "台账名称").into_iter().zip(texts(sheet, "条数")).collect::<Vec<_>>();
    let together = counted(&openpyxl(&[index])[0][0]);
    assert_eq!(together, counted(&sheet(&station, "index")), "alone it counts the same");
    assert_eq!(together.len(), REGISTERS.len() - 1);
    assert!(together.contains(&("意见建议交办督办登记簿".into(), "3".into())));
    let sum: u64 = together.iter().map(|(_, n)| n.parse::<u64>().unwrap()).sum();
    assert_eq!(written.rows, sum + together.len() as u64);
}

#[test]
fn one_book_has_a_sheet_each_with_the_same_content() {
    let (station, out) = (furnished(), folder());
    let apart = station.write(&all_into(out.path()));
    let mut order = all_into(out.path());
    (order.one_book, order.own_folder) = (true, false);
    let together = station.write(&order);
    assert_eq!(together.files, [out.path().join("三溪村代表联络站_台账汇总_2024年.xlsx")]);
    let sheets = calamine(&together.files[0]);
    assert_eq!(
        sheets.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(),
        REGISTERS.iter().map(|r| r.label).collect::<Vec<_>>()
    );
    let apart: Vec<_> = apart.files.iter().flat_map(|f| calamine(f)).filter(|(n, _)| n != "台账目录").collect();
    for (name, cells) in &sheets {
        assert!(name.chars().count() <= 31);
        assert!(name == "台账目录" || apart.iter().any(|(n, c)| n == name && c == cells), "{name}");
    }
}

#[test]
fn an_empty_period_says_so() {
    let (station, out) = (Station::empty(), folder());
    let written = station.write(&one("visits", out.path()));
    assert_eq!(written.rows, 0);
    assert!(calamine(&written.files[0])[0].1.iter().any(|(at, text)| at == "A5" && text == "本时段没有记录"));
}

#[test]
fn through_the_contract() {
    let (home, documents) = (folder(), folder());
    let mut desk = Desk::new(home.path());
    let mut told = Vec::new();
    let mut ask = |desk: &mut Desk, name: &str, question: Value| {
        let mut progress = |p: liaison::Progress| {
            told.push(p);
            true
        };
        let mut call = Call {
            now: now(),
            documents: documents.path().to_owned(),
            progress: &mut progress,
        };
        contract::answer(desk, &mut call, name, question)
    };
    let station = json!({"role": "station", "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇", "home": "", "address": "", "phone": "", "head": "", "staff": ""});
    ask(&mut desk, "set_up", json!({"station": station, "clerk": "林晓芸", "password": "yangban"})).unwrap();
    let deputy = ask(
        &mut desk,
        "save",
        json!({"noun": "deputy", "values": {"name": "张卫国", "levels": ["县"], "status": "serving"}}),
    )
    .unwrap();
    let id = &deputy["record"]["id"];
    ask(&mut desk, "save", json!({"noun": "visit", "values": {"kind": "station", "date": "2024-05-08", "deputies": [id], "citizen": "王𡐓", "problem": "路坏了", "handling": "matter", "category": "交通道路"}})).unwrap();

    let kinds = ask(&mut desk, "ledgers", json!({})).unwrap();
    assert_eq!(kinds.as_array().unwrap().len(), REGISTERS.len());
    let refused = ask(&mut desk, "ledger_write", json!({"kinds": ["天书"], "from": "2024-13-01", "to": ""}))
        .unwrap_err()
        .trouble();
    assert_eq!(refused.remarks.iter().map(|r| r.field.as_str()).collect::<Vec<_>>(), ["from", "to", "kinds"]);

    let written = ask(
        &mut desk,
        "ledger_write",
        json!({"kinds": ["visits", "visits"], "from": "2024-01-01", "to": "2024-12-31"}),
    )
    .unwrap();
    let expected = documents.path().join("台账/三溪村代表联络站_接待接访登记簿_2024年.xlsx");
    assert_eq!((written["files"].clone(), written["rows"].clone()), (json!([expected]), json!(1)));
    assert!(calamine(&expected)[0].1.iter().any(|(_, text)| text == "王𡐓"));

    let all = ask(
        &mut desk,
        "ledger_write",
        json!({"from": "2024-01-01", "to": "2024-12-31", "folder": documents.path()}),
    )
    .unwrap();
    assert_eq!(all["folder"], json!(documents.path().join("2024年台账_三溪村代表联络站")));
    assert!(!told.is_empty() && told.iter().all(|p| p.done <= p.total && !p.doing.is_empty()));

    assert!(fs::read(&expected).unwrap().starts_with(b"PK"));
}
