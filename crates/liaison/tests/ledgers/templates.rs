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

fn small(pairs: &[&str]) -> Vec<u8> {
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
