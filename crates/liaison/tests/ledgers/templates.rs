//! Forms of the office's own: made by openpyxl and by LibreOffice, filled here, read by both.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::Result;
use liaison::ledger::{REGISTERS, Register, TemplateFile, TemplateLook, Written, read_template, write_template, write_template_sample};
use serde::Deserialize;
use serde_json::Value;

use crate::readers;
use crate::station::{Station, folder, frame, furnished};

/// A filled form as openpyxl sees it.
#[derive(Debug, Deserialize)]
struct Seen {
    sheets: Vec<SeenSheet>,
    names: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct SeenSheet {
    name: String,
    cells: BTreeMap<String, Value>,
    kinds: BTreeMap<String, String>,
    merged: Vec<String>,
    widths: BTreeMap<String, f64>,
    heights: BTreeMap<u32, f64>,
    print: Value,
    freeze: Option<String>,
    header: Value,
    conditional: Value,
    validation: Value,
    breaks: Vec<u32>,
    remarks: BTreeMap<String, String>,
    charts: Value,
    images: Vec<u32>,
}

pub fn all() -> Vec<&'static Register> {
    REGISTERS.iter().collect()
}

fn python(script: &str, args: &[&str]) -> Vec<u8> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers").join(script);
    let out = Command::new("/usr/bin/python3").arg(script).args(args).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

fn seen(path: &Path) -> Seen {
    serde_json::from_slice(&python("template_reads.py", &[path.to_str().unwrap()])).unwrap()
}

/// LibreOffice opens the file and saves it anew.
fn by_libreoffice(path: &Path) -> PathBuf {
    let out = path.parent().unwrap().join("lo");
    let home = path.parent().unwrap().join("lo-home");
    let status = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", home.display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&out)
        .arg(path)
        .output()
        .unwrap();
    assert!(status.status.success(), "{status:?}");
    out.join(path.file_name().unwrap())
}

fn county(at: &Path) -> PathBuf {
    let path = at.join("county.xlsx");
    python("template_makes.py", &["county", path.to_str().unwrap()]);
    path
}

pub fn small(pairs: &[&str]) -> Vec<u8> {
    let at = folder();
    let path = at.path().join("small.xlsx");
    let args: Vec<&str> = ["cells", path.to_str().unwrap()].into_iter().chain(pairs.iter().copied()).collect();
    python("template_makes.py", &args);
    std::fs::read(path).unwrap()
}

/// This old reader undoes Excel's escapes in shared texts alone.
fn plain(value: &Value) -> String {
    readers::said(value).replace("x005F_", "")
}

fn look(bytes: &[u8]) -> Result<TemplateLook> {
    read_template(bytes, &all())
}

fn filled(station: &Station, bytes: &[u8], out: &Path) -> Written {
    let registers = all();
    let template = TemplateFile {
        name: "县接访表",
        bytes,
        registers: &registers,
    };
    write_template(&station.store, &frame(), out, template, &mut |_, _, _| Ok(())).unwrap()
}

#[test]
fn a_form_keeps_everything_around_its_row() {
    let station = furnished();
    let at = folder();
    let template = county(at.path());
    let bytes = std::fs::read(&template).unwrap();
    let looked = look(&bytes).unwrap();
    assert_eq!(
        (looked.registers, looked.rows),
        (vec!["visits"], vec![("接访登记".to_owned(), 5, "接待接访登记簿")])
    );
    assert_eq!(looked.problems, []);
    let written = filled(&station, &bytes, at.path());
    assert_eq!((written.rows, written.files.len()), (2, 1));
    let (before, after) = (seen(&template), seen(&written.files[0]));
    let kept = |s: &Seen| {
        let s = &s.sheets[1];
        (s.widths.clone(), s.freeze.clone(), s.header[1].clone(), s.images.len())
    };
    assert_eq!(kept(&before), kept(&after));
    insta::with_settings!({ snapshot_path => "../../../../tests/golden", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_debug_snapshot!("template_county", after);
    });
    // What LibreOffice makes of it: it reckons the formulas, which the file itself leaves to be reckoned.
    let opened = readers::calamine(&by_libreoffice(&written.files[0]));
    let said = |sheet: usize, at: &str| opened[sheet].1.iter().find(|(cell, _)| cell == at).map_or("", |(_, text)| text);
    assert_eq!([said(0, "A2"), said(0, "A3"), said(1, "G2")], ["4", "4", "2"]);
    assert_eq!([said(1, "G5"), said(1, "G6"), said(1, "F7"), said(1, "G7")], ["6", "2", "4", "2"]);
    assert_eq!(said(1, "D5"), "=1+1 不是公式\n第二行：灌渠漏水");
}

#[test]
fn a_form_saved_by_libreoffice_is_filled_alike() {
    let station = furnished();
    let at = folder();
    let template = by_libreoffice(&county(at.path()));
    let bytes = std::fs::read(&template).unwrap();
    assert_eq!(look(&bytes).unwrap().problems, []);
    let (ours, theirs) = (folder(), folder());
    let direct = seen(&filled(&station, &std::fs::read(at.path().join("county.xlsx")).unwrap(), ours.path()).files[0]);
    let saved = seen(&filled(&station, &bytes, theirs.path()).files[0]);
    for (direct, saved) in direct.sheets.iter().zip(&saved.sheets) {
        assert_eq!((&direct.name, &direct.cells, &direct.merged), (&saved.name, &saved.cells, &saved.merged));
        assert_eq!((&direct.breaks, &direct.remarks), (&saved.breaks, &saved.remarks));
        assert_eq!((&direct.conditional, &direct.validation), (&saved.conditional, &saved.validation));
        let series = |s: &SeenSheet| s.charts[0][1].as_str().map(|f| f.replace('\'', ""));
        assert_eq!(series(direct), series(saved));
        let heights = |s: &SeenSheet| [5, 6].map(|row| s.heights.get(&row).map(|h| h.round()));
        assert_eq!(heights(direct), heights(saved));
        assert_eq!(direct.print[0], saved.print[0]);
    }
    assert_eq!(direct.names, saved.names.into_iter().map(|(n, at)| (n, at.replace("'", ""))).collect());
}

#[test]
fn rows_say_what_the_ledger_says() {
    let station = furnished();
    for register in REGISTERS.iter().filter(|r| !["index", "figures"].contains(&r.key)) {
        let at = folder();
        let sample = write_template_sample(&station.store, at.path(), register).unwrap();
        let bytes = std::fs::read(&sample.files[0]).unwrap();
        let looked = look(&bytes).unwrap();
        assert_eq!((looked.registers.as_slice(), looked.problems.as_slice()), (&[register.key][..], &[][..]));
        let written = filled(&station, &bytes, at.path());
        let form = seen(&written.files[0]).sheets.remove(0);
        let ledger = readers::sheet(&station, register.key);
        let lines = u32::try_from(written.rows).unwrap();
        assert!(lines > 0, "{}", register.key);
        for title in ledger.titles() {
            let over = form.cells.iter().find(|(at, value)| *value == title && readers::row_of(at) == 3).unwrap().0;
            for (row, theirs) in (4..4 + lines).zip(ledger.column(title)) {
                let at = over.replace('3', &row.to_string());
                let ours = form.cells.get(&at).unwrap_or(&Value::Null);
                assert_eq!(plain(ours), plain(&theirs.value), "{} {title}", register.key);
                if let Some(kind) = form.kinds.get(&at) {
                    assert!(
                        kind.starts_with(&format!("{} {}", theirs.kind, theirs.format)),
                        "{} {title}: {kind}",
                        register.key
                    );
                    assert_eq!(kind.contains(" quote"), theirs.quote, "{} {title}", register.key);
                }
            }
        }
    }
}

fn problems(pairs: &[&str]) -> Vec<String> {
    let said = look(&small(pairs)).unwrap().problems;
    said.into_iter()
        .map(|p| format!("{} {} {}", p.sheet, p.cell, p.says).trim().to_owned())
        .collect()
}

#[test]
fn everything_wrong_is_said_at_once_and_at_its_cell() {
    let head = ["标签=登记", "A1=接待接访登记簿"];
    let with = |pairs: &[&'static str]| problems(&[&head[..], pairs].concat());
    assert_eq!(
        with(&[
            "A3={{日期}}",
            "B3={{反应内容}}",
            "C3={{来访人}}{{星座}",
            "D3={{应到人数}}",
            "A5={{打印日起}}",
            "B5={{ }}",
            "页眉=&L{{来访人}}"
        ]),
        [
            "登记 C3 “{{星座}”没有写完，后面要有 }}",
            "登记 B3 没有“反应内容”这一栏，最接近的是“反映问题（原话）”",
            "登记 D3 没有“应到人数”这一栏，最接近的是“人数”",
            "登记 A5 没有“打印日起”这一栏，最接近的是“打印日期”",
            "登记 B5 两个花括号中间是空的，请写上栏目的名称",
            "登记 页眉页脚 页眉页脚里不能写“来访人”，能写的是：站名、期间、开始日期、截止日期、制表人、打印日期、条数",
        ]
    );
    // Two registers in a row, two rows on a sheet, a row that is merged with the next, an array formula.
    assert_eq!(
        with(&[
            "A3={{日期}}",
            "B3={{来访人}}",
            "C3={{反映问题}}",
            "D3={{结果类别（A/B/C/D）}}",
            "C4={{日期}}",
            "B4={{督办天数}}",
            "合并=A3:A4"
        ]),
        [
            "登记 D3 “结果类别(A/B/C/D)”是“意见建议交办督办登记簿”的栏目，这一行写的是“接待接访登记簿”；一行只能用一本台账",
            "登记 B4 没有“督办天数”这一栏；能写哪些，请看表样示例的第二张工作表",
            "登记 C4 “日期”是台账的栏目，只能写在重复的那一行（第 3 行）；一张工作表只能有一行重复",
            "登记 A3:A4 第 3 行要重复，不能和它下面的行合并；请取消这个合并",
        ]
    );
    assert_eq!(
        with(&["A3={{日期}}", "B3={{来访人}}", "数组=C3:C3"]),
        ["登记 C3:C3 第 3 行要重复，那里的数组公式不能跟着重复；请改成普通公式"]
    );
    assert!(problems(&["标签=表", "A1=没有写栏目"])[0].starts_with("没有找到要重复的那一行"));
    // Three registers of activities have the same columns: the title tells, or nobody can.
    assert!(problems(&["标签=表", "A1={{活动名称}}", "B1={{活动类型}}", "C1={{附件数}}"])[0].contains("请在标题里写上台账的名称"));
    assert_eq!(
        problems(&["标签=表", "A1={{活动名称}}", "B1={{附件数}}", "A2=调研视察登记簿"]),
        [] as [String; 0]
    );
    assert_eq!(
        problems(&["标签=表", "A1=｛｛ 调研视察登记簿．活动名称 ｝｝", "B1={{附件数}}"]),
        [] as [String; 0]
    );
}

/// A zip with these members.
fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A template with one more member, or one of its own made another.
fn with_member(name: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Read as _;
    let good = small(&["标签=接待接访登记簿", "A1={{日期}}", "B1={{来访人}}"]);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(good.as_slice())).unwrap();
    let mut members: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..zip.len() {
        let mut member = zip.by_index(at).unwrap();
        let mut own = Vec::new();
        member.read_to_end(&mut own).unwrap();
        members.push((member.name().unwrap().into_owned(), own));
    }
    members.retain(|(own, _)| own != name);
    members.push((name.to_owned(), bytes.to_vec()));
    let all: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip_of(&all)
}

#[test]
fn strangers_files_are_refused_in_three_sentences() {
    let good = small(&["标签=接待接访登记簿", "A1={{日期}}", "B1={{来访人}}"]);
    let deep = format!("<worksheet><sheetData>{}", "<a>".repeat(200_000));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData>&b;</sheetData></worksheet>";
    let sheet = "xl/worksheets/sheet1.xml";
    for (bytes, says) in [
        (b"".to_vec(), "不是 Excel 工作簿"),
        (b"PK\x03\x04".to_vec(), "不是 Excel 工作簿"),
        (good[..good.len() / 2].to_vec(), "不是 Excel 工作簿"),
        ([&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat(), "老格式（.xls）"),
        (vec![b'P'; 6 << 20], "超过 5 MB"),
        (zip_of(&[("a.xml", &vec![b'0'; 50 << 20])]), "展开以后大得不正常"),
        (zip_of(&[("a.xml", b"<a/>")]), "不是 Excel 工作簿"),
        (with_member("xl/vbaProject.bin", b"x"), "带着宏"),
        (with_member("xl/externalLinks/externalLink1.xml", b"x"), "指向别的文件的链接"),
        (with_member("xl/embeddings/a.bin", b"x"), "嵌入的文件"),
        (with_member(sheet, b"<worksheet><sheetData>"), "有损坏"),
        (with_member(sheet, &[0xff, 0xfe, b'<', 0]), "有损坏"),
        (with_member(sheet, deep.as_bytes()), "有损坏"),
        (with_member(sheet, bomb.as_bytes()), "有损坏"),
        (with_member(sheet, &vec![b' '; 13 << 20]), "不像一张表样"),
    ] {
        let trouble = look(&bytes).unwrap_err().trouble();
        assert!(trouble.what.contains(says), "{says}: {}", trouble.what);
        assert_eq!(trouble.code, "template", "{says}");
        assert!(!trouble.data.is_empty() && trouble.next.contains("另存为 .xlsx"), "{says}");
    }
    // A byte changed anywhere is a sentence or a template, never the end of the program.
    for at in (0..good.len()).step_by(17) {
        let mut torn = good.clone();
        torn[at] ^= 0x55;
        let _ = look(&torn);
    }
}

#[test]
fn nothing_of_a_confidential_voter_goes_out_and_an_empty_period_keeps_its_row() {
    let station = furnished();
    let at = folder();
    let bytes = small(&[
        "标签=接待接访登记簿",
        "A1={{来访人}}／{{电话}}／{{联系电话}}",
        "B1={{住址（村组）}}",
        "C1={{反映问题}}",
        "D1={{编号}}（第{{序号}}件，{{日期}}）",
        "A2={{条数}}",
    ]);
    assert_eq!(look(&bytes).unwrap().problems, []);
    let written = filled(&station, &bytes, at.path());
    let sheet = seen(&written.files[0]).sheets.remove(0);
    let text = format!("{:?}", sheet.cells);
    assert!(crate::station::SECRET.iter().all(|secret| !text.contains(secret)), "{text}");
    assert_eq!(
        (&sheet.cells["A2"], &sheet.cells["D2"]),
        (&Value::from("匿名／／"), &Value::from("JF-2024-0002（第2件，2024年6月1日）"))
    );
    assert_eq!(sheet.cells["A3"], 2);

    let empty = Station::empty();
    let registers = all();
    let template = TemplateFile {
        name: "空表",
        bytes: &bytes,
        registers: &registers,
    };
    let out = folder();
    let written = write_template(&empty.store, &frame(), out.path(), template, &mut |_, _, _| Ok(())).unwrap();
    let sheet = seen(&written.files[0]).sheets.remove(0);
    assert_eq!((written.rows, &sheet.cells["A2"]), (0, &Value::from(0)));
    assert_eq!(sheet.cells["A1"], "／／");
}

#[test]
fn a_file_changed_by_hand_stays_and_a_cancel_leaves_nothing() {
    let mut station = furnished();
    let (at, registers) = (folder(), all());
    let bytes = std::fs::read(county(at.path())).unwrap();
    let out = folder();
    let written = filled(&station, &bytes, out.path());
    station.remember(&written);
    assert_eq!(filled(&station, &bytes, out.path()).files, written.files);
    std::fs::write(&written.files[0], "by hand").unwrap();
    let again = filled(&station, &bytes, out.path());
    assert!(again.files[0].to_str().unwrap().ends_with("（2）.xlsx") && again.notes[0].contains("又被改过"));
    assert_eq!(std::fs::read(&written.files[0]).unwrap(), b"by hand");

    let quiet = folder();
    let template = TemplateFile {
        name: "县接访表",
        bytes: &bytes,
        registers: &registers,
    };
    let mut asked = 0;
    let stopped = write_template(&station.store, &frame(), quiet.path(), template, &mut |_, _, _| {
        asked += 1;
        if asked > 1 { Err(liaison::Error::Cancelled) } else { Ok(()) }
    });
    assert!(matches!(stopped, Err(liaison::Error::Cancelled)));
    assert_eq!(crate::station::listing(quiet.path()), [] as [PathBuf; 0]);
}

#[test]
fn many_rows_need_the_memory_of_few() {
    use liaison::records::Noun;
    use serde_json::json;
    let mut station = Station::empty();
    let lines = 2_500;
    let visit = |n: u32| {
        (
            Noun::Visit,
            json!({"kind": "station", "date": "2024-05-08", "citizen": format!("甲{n}"), "problem": "灌渠漏水".repeat(20), "people": n % 7}),
        )
    };
    station.add_all((0..lines).map(visit).collect());
    let at = folder();
    let written = filled(&station, &std::fs::read(county(at.path())).unwrap(), at.path());
    assert_eq!(written.rows, u64::from(lines));
    let cells = readers::calamine(&written.files[0]).remove(1).1;
    let said = |at: &str| cells.iter().find(|(cell, _)| cell == at).map_or("", |(_, text)| text.as_str()).to_owned();
    let last = 4 + lines;
    assert_eq!(
        (said(&format!("A{last}")), said(&format!("C{last}"))),
        (lines.to_string(), format!("人：甲{}，", lines - 1))
    );
    assert_eq!(said(&format!("A{}", last + 1)), "合计");
    assert!(said(&format!("A{}", last + 2)).starts_with(&format!("共 {lines} 条")));
}
