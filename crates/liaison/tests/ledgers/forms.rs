//! What a ledger must look like on paper and in Excel.

use std::collections::HashSet;
use std::process::Command;

use liaison::ledger::REGISTERS;
use liaison::records::Noun;
use serde_json::json;

use crate::readers::{calamine, openpyxl, row_of, said, sheet, texts};
use crate::station::{Station, all_into, folder, furnished, listing, one};

#[test]
fn every_ledger_is_as_the_golden_file_says() {
    let (station, out) = (furnished(), folder());
    let written = station.write(&all_into(out.path()));
    assert_eq!(written.notes, Vec::<String>::new());
    let mut golden = String::new();
    for (path, sheets) in written.files.iter().zip(openpyxl(&written.files)) {
        golden.push_str(&format!("\n### {}\n", path.strip_prefix(out.path()).unwrap().display()));
        for sheet in sheets {
            golden.push_str(&format!("merged {:?}\n", sheet.merged));
            for cell in sheet.cells.iter().filter(|c| !c.value.is_null()) {
                golden.push_str(&format!("{:<5}{:<22}{}\n", cell.at, cell.format, said(&cell.value).replace('\n', "⏎")));
            }
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../tests/golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("ledgers", golden));
}

#[test]
fn the_sheet_itself_is_as_the_golden_file_says() {
    let (station, out) = (furnished(), folder());
    let path = station.write(&one("reception_days", out.path())).files.remove(0);
    let part = |name: &str| {
        let out = Command::new("/usr/bin/python3")
            .args([
                "-c",
                "import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))",
            ])
            .arg(&path)
            .arg(name)
            .output()
            .unwrap();
        assert!(out.status.success());
        String::from_utf8(out.stdout).unwrap().replace("><", ">\n<")
    };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../tests/golden");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("ledger_sheet_xml", part("xl/worksheets/sheet1.xml"));
        insta::assert_snapshot!("ledger_styles_xml", part("xl/styles.xml"));
    });
}

#[test]
fn two_readers_see_the_same() {
    let (station, out) = (furnished(), folder());
    let written = station.write(&all_into(out.path()));
    assert_eq!(written.files.len(), REGISTERS.len());
    for (path, sheets) in written.files.iter().zip(openpyxl(&written.files)) {
        let theirs: Vec<(String, Vec<(String, String)>)> = sheets
            .iter()
            .map(|s| {
                (
                    s.name.clone(),
                    s.cells
                        .iter()
                        .map(|c| (c.at.clone(), unescaped(&said(&c.value))))
                        .filter(|(_, text)| !text.is_empty())
                        .collect(),
                )
            })
            .collect();
        assert_eq!(calamine(path), theirs, "{}", path.display());
    }
}

/// openpyxl leaves Excel's _xHHHH_ escapes as they stand in the file; Excel and calamine read them.
fn unescaped(text: &str) -> String {
    text.replace("_xFFFE_", "\u{fffe}").replace("_x005F_", "_")
}

#[test]
fn every_sheet_prints_as_an_office_prints() {
    let (station, out) = (furnished(), folder());
    let written = station.write(&all_into(out.path()));
    for sheet in openpyxl(&written.files).into_iter().flatten() {
        let name = &sheet.name;
        assert_eq!(sheet.freeze.as_deref(), Some("A5"), "{name}");
        assert_eq!(sheet.repeat.as_deref(), Some("$4:$4"), "{name}");
        assert_eq!(sheet.fit, (true, 1, 0), "{name}");
        assert_eq!(sheet.paper, ("landscape".into(), 9), "{name}");
        assert!(sheet.footer.as_deref().is_some_and(|f| f.contains("&P") && f.contains("&N")), "{name}");
        assert!(sheet.filter.is_some(), "{name}");
        assert!(sheet.merged.iter().any(|m| m.starts_with("A1:")), "{name}: title row");
        assert_eq!(said(&sheet.cell("A1").value), format!("2024年{name}").replace("年年度", "年度"));
        let particulars: Vec<_> = sheet.cells.iter().filter(|c| row_of(&c.at) < 4).map(|c| said(&c.value)).collect();
        for word in [
            "填报单位：三溪村代表联络站",
            "填表日期：2024年12月20日",
            "填表人：林晓芸",
            "统计时段：2024年1月1日至2024年12月31日",
        ] {
            assert!(particulars.iter().any(|p| p == word), "{name}: {word} in {particulars:?}");
        }
        // Programs do not all fit rows to wrapped text, so every row says its height.
        let rows: HashSet<u32> = sheet.cells.iter().map(|c| row_of(&c.at)).collect();
        assert!(rows.iter().all(|r| sheet.heights.contains_key(r)), "{name}");
        for cell in sheet.cells.iter().filter(|c| row_of(&c.at) >= 4) {
            assert!(cell.boxed && cell.wrap, "{name} {}", cell.at);
            assert!(cell.bold || row_of(&cell.at) > 4, "{name} {}", cell.at);
        }
    }
}

#[test]
fn columns_stand_in_the_order_of_the_paper_form() {
    let station = furnished();
    for (key, form) in [
        (
            "reception_days",
            "序号｜接待日期｜星期｜时段｜接待地点｜接待代表｜代表级别｜联系工作人员｜公告日期｜状态｜备注",
        ),
        (
            "visits",
            "编号｜日期｜时间｜地点｜接待代表｜选民姓名｜性别｜住址（村组）｜电话｜人数｜来访方式｜反映问题（原话）｜类别｜代表答复｜处理方式｜转交单位｜办理结果｜反馈时间·方式｜满意度｜选民签名｜代表签名｜记录人｜备注",
        ),
        (
            "home_visits",
            "日期｜代表｜走访对象｜村组｜电话｜户数/人数｜走访方式｜宣传内容｜反映情况｜意见建议编号｜当场答复｜记录人｜备注",
        ),
        (
            "activities",
            "编号｜活动名称｜类型｜季度主题｜日期｜地点｜组织（站/小组）｜联动单位｜主持人｜应到｜实到｜参加代表｜请假及原因｜列席人员｜活动内容｜形成意见建议编号｜现场解决问题数｜交办件数｜附件数｜记录人",
        ),
        (
            "matters",
            "编号｜登记日期｜标题｜来源｜反映人｜收集代表｜类别｜内容摘要｜办理方式｜主办单位｜协办单位｜交办日期｜要求办结日期｜签收人｜承办人｜电话｜办理情况｜答复日期｜结果类别（A/B/C/D）｜是否上报上级｜代表满意度｜选民满意度｜办结日期｜超期天数｜重办次数｜状态",
        ),
        (
            "report_meetings",
            "代表｜级别｜选区｜日期｜地点｜应到/实到｜形式（口头/书面）｜发出票｜收回票｜有效票｜称职｜基本称职｜不称职｜弃权｜满意率｜结论｜意见｜监票人｜计票人",
        ),
        (
            "trainings",
            "日期｜主题｜主办｜授课人｜地点｜参训代表｜学时｜内容摘要｜资料（书名·册数）｜记录人",
        ),
        ("duty", "编号｜履职类型｜标题｜时间｜代表｜内容｜来源记录编号｜审核人｜审核状态｜审核意见"),
        (
            "deputies",
            "姓名｜性别｜民族｜出生年月｜政治面貌｜学历｜工作单位及职务｜级别（可多）｜届次｜选区｜代表证号｜电话｜所属小组｜联系的常委会委员｜状态",
        ),
    ] {
        assert_eq!(sheet(&station, key).titles().join("｜"), form, "{key}");
    }
}

#[test]
fn digits_stay_text_and_dates_are_dates() {
    let station = furnished();
    let visits = sheet(&station, "visits");
    assert_eq!(texts(&visits, "电话")[0], "013900003333");
    assert_eq!(texts(&visits, "编号")[0], "JF-2024-0001");
    let deputies = sheet(&station, "deputies");
    assert_eq!(
        texts(&deputies, "代表证号").iter().filter(|t| !t.is_empty()).collect::<Vec<_>>(),
        ["0042150001700001"]
    );
    let matters = sheet(&station, "matters");
    for (sheet, title) in [
        (&visits, "电话"),
        (&visits, "编号"),
        (&deputies, "电话"),
        (&deputies, "代表证号"),
        (&matters, "编号"),
        (&matters, "电话"),
    ] {
        for cell in sheet
            .column(title)
            .into_iter()
            .filter(|c| said(&c.value) != "合计" && c.kind == "s" && !said(&c.value).is_empty())
        {
            assert_eq!(cell.format, "@", "{title} {}", cell.at);
        }
    }
    for (sheet, title, format) in [(&visits, "日期", "yyyy\"年\"m\"月\"d\"日\""), (&deputies, "出生年月", "yyyy\"年\"m\"月\"")] {
        for cell in sheet.column(title).into_iter().filter(|c| !c.value.is_null() && !said(&c.value).is_empty()) {
            assert_eq!((cell.kind.as_str(), cell.format.as_str()), ("d", format), "{title} {}", cell.at);
        }
    }
    assert_eq!(texts(&deputies, "出生年月"), ["", "1982-11-01", "1975-03-01"]);
    assert_eq!(visits.column("人数")[0].value, json!(3));
}

#[test]
fn text_that_looks_like_a_formula_is_inert() {
    let mut station = Station::empty();
    let deputy = station.add(Noun::Deputy, json!({"name": "甲", "levels": ["乡"], "status": "serving"})).head.id;
    let bait = [
        "=1+1",
        "+SUM(A1)",
        "-2+3",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        "=HYPERLINK(\"http://x\")",
        "=cmd|' /C calc'!A0",
    ];
    for text in bait {
        station.add(
            Noun::Visit,
            json!({"kind": "home", "date": "2024-05-01", "deputies": [deputy], "citizen": text, "problem": text, "phone": "+86139"}),
        );
    }
    let sheet = sheet(&station, "home_visits");
    for title in ["走访对象", "反映情况"] {
        let cells = sheet.column(title);
        assert_eq!(cells.iter().map(|c| said(&c.value)).collect::<Vec<_>>(), bait);
        assert!(
            cells.iter().all(|c| c.kind == "s" && c.quote),
            "{title}: text with the mark of a typed apostrophe"
        );
    }
    assert!(sheet.column("电话").iter().all(|c| c.kind == "s" && c.format == "@"));
}

#[test]
fn rare_characters_survive() {
    let (station, out) = (furnished(), folder());
    let all: String = station
        .write(&all_into(out.path()))
        .files
        .iter()
        .flat_map(|f| calamine(f))
        .flat_map(|(_, cells)| cells)
        .map(|(_, text)| text)
        .collect();
    for rare in ['䶮', '𬭚', '𠮷', '㛃', '𡐓'] {
        assert!(all.contains(rare), "{rare}");
    }
}

#[test]
fn names_of_files_and_folders() {
    let (station, out) = (furnished(), folder());
    station.write(&all_into(out.path()));
    let names = listing(out.path());
    assert!(
        names.contains(&"2024年台账_三溪村代表联络站/三溪村代表联络站_接待接访登记簿_2024年.xlsx".into()),
        "{names:?}"
    );
    assert_eq!(names.len(), REGISTERS.len() + 1);
}
