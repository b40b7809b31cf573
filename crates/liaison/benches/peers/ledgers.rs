//! A ledger of all visits written, and read back: by the program, by the library it writes with
//! given the same cells, by what offices script with. Each in a process of its own.

use std::fs;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook};
use serde_json::{Value, json};

use crate::contest::{Cost, middle, other, own, python};
use crate::home::Home;
use crate::table::{Line, Table, Unit};
use crate::{Any, Stations};

const TIMES: usize = 3;
/// Rows above the first line of a ledger: title, particulars, header.
const HEAD: usize = 4;

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let (usual, home) = stations.usual()?;
    let at = stations.at;
    let documents = at.join("documents");
    fs::create_dir_all(&documents)?;
    let (home, cells, out) = (home.display().to_string(), at.join("cells.jsonl"), at.join("out.xlsx"));
    let folder = documents.display().to_string();
    let ours = middle(TIMES, || own("ledger", &[&home, &folder]))?;
    let idle = own("idle", &[&home, &folder])?;
    let ledger = newest(&documents)?;
    dump(&ledger, &cells)?;
    let (cells, out, file) = (cells.display().to_string(), out.display().to_string(), ledger.display().to_string());
    let alone = middle(TIMES, || own("rust_xlsxwriter", &[&cells, &out]))?;
    let write = |theirs: &Cost, peer, goal| Line {
        work: "ledger of all visits × 23 columns, full formatting",
        visits: None,
        ours: ours.cpu,
        peer,
        theirs: theirs.cpu,
        unit: Unit::CpuSeconds,
        goal: Some(goal),
    };
    table.add(&write(&alone, "rust_xlsxwriter, constant memory, the same cells", 1.15));
    for (name, peer, goal) in [
        ("XlsxWriter", "XlsxWriter (Python), constant memory", 0.2),
        ("openpyxl", "openpyxl (Python), write-only", 1.0 / 12.0),
    ] {
        table.add(&write(&other(&python(), "write.py", &[name, &cells, &out])?, peer, goal));
    }
    let theirs = other("node", "write.mjs", &[&cells, &out])?;
    table.add(&write(&theirs, "exceljs (Node), streaming", 0.2));
    for (peer, most) in [("the goal, 32 MiB", 32.0), ("what a PC of 4 GB bears, 60 MB", 60.0)] {
        table.add(&Line {
            work: "memory of that ledger, above the idle program",
            visits: None,
            ours: ours.memory - idle.memory,
            peer,
            theirs: most,
            unit: Unit::Megabytes,
            goal: Some(1.0),
        });
    }

    let reading = middle(TIMES, || own("read", &[&home, &file]))?;
    let alone = middle(TIMES, || own("calamine", &[&file]))?;
    let read = |theirs: &Cost, peer, goal| Line {
        work: "that ledger read back for import",
        visits: None,
        ours: reading.cpu,
        peer,
        theirs: theirs.cpu,
        unit: Unit::CpuSeconds,
        goal,
    };
    table.add(&read(&alone, "calamine", Some(1.3)));
    table.add(&read(&other(&python(), "read.py", &[&file])?, "openpyxl, read-only", None));

    for (visits, home) in &stations.homes {
        let cpu = if visits == usual {
            ours.cpu
        } else {
            own("ledger", &[&home.display().to_string(), &folder])?.cpu
        };
        table.grows("ledger of all visits", *visits, cpu, Unit::CpuSeconds);
    }
    Ok(fs::remove_dir_all(documents)?)
}

fn newest(documents: &Path) -> Any<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut folders = vec![documents.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)?.flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.retain(|path| path.extension().is_some_and(|e| e == "xlsx"));
    found.sort_by_key(|path| fs::metadata(path).and_then(|of| of.modified()).ok());
    Ok(found.pop().ok_or("no ledger was written")?)
}

/// The ledger's lines as JSON: text, numbers, and days as `{"d": serial}`.
fn dump(ledger: &Path, to: &Path) -> Any {
    let mut book: Xlsx<_> = open_workbook(ledger)?;
    let range = book.worksheet_range_at(0).ok_or("an empty book")??;
    let mut out = BufWriter::new(fs::File::create(to)?);
    for row in range.rows().skip(HEAD) {
        let cells: Vec<Value> = row
            .iter()
            .map(|cell| match cell {
                Data::DateTime(day) => json!({ "d": day.as_f64() }),
                Data::Float(number) => json!(number),
                Data::Int(number) => json!(number),
                Data::Empty => Value::Null,
                other => json!(other.to_string()),
            })
            .collect();
        writeln!(out, "{}", serde_json::to_string(&cells)?)?;
    }
    Ok(out.flush()?)
}

/// What this process stands for, measured from when its input is at hand.
pub fn contestant(name: &str, arguments: &[String], begin: &mut dyn FnMut() -> Any) -> Any {
    let argument = |n: usize| arguments.get(n).ok_or("an argument is missing");
    match name {
        "ledger" | "idle" => {
            let mut home = Home::open(Path::new(argument(0)?), Path::new(argument(1)?))?;
            home.ask("page", json!({ "noun": "visit", "limit": 100 }))?;
            begin()?;
            if name == "ledger" {
                home.ask("ledger_write", json!({ "kinds": ["visits"], "from": "2000-01-01", "to": "2030-12-31" }))?;
            }
        }
        "read" => {
            let mut home = Home::open(Path::new(argument(0)?), Path::new(argument(0)?))?;
            let base64 = base64::prelude::BASE64_STANDARD.encode(fs::read(argument(1)?)?);
            begin()?;
            home.ask("old_ledger_read", json!({ "name": "台账.xlsx", "base64": base64 }))?;
        }
        "calamine" => {
            begin()?;
            let mut book: Xlsx<_> = open_workbook(argument(0)?)?;
            let range = book.worksheet_range_at(0).ok_or("an empty book")??;
            if range.rows().map(<[Data]>::len).sum::<usize>() == 0 {
                return Err("nothing was read".into());
            }
        }
        "rust_xlsxwriter" => {
            let lines = BufReader::new(fs::File::open(argument(0)?)?)
                .lines()
                .map(|line| Ok(serde_json::from_str(&line?)?))
                .collect::<Any<Vec<Vec<Value>>>>()?;
            begin()?;
            alone(&lines, Path::new(argument(1)?))?;
        }
        other => return Err(format!("nobody is called {other}").into()),
    }
    Ok(())
}

/// The library by itself: the same cells with the same borders, wrapping and number formats.
fn alone(lines: &[Vec<Value>], to: &Path) -> Any {
    let boxed = Format::new()
        .set_font_name("宋体")
        .set_font_size(10)
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let day = boxed.clone().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    for (row, cells) in (4u32..).zip(lines) {
        sheet.set_row_height(row, 26)?;
        for (col, cell) in (0u16..).zip(cells) {
            match cell {
                Value::Null => sheet.write_blank(row, col, &boxed)?,
                Value::Number(number) => sheet.write_number_with_format(row, col, number.as_f64().unwrap_or_default(), &boxed)?,
                Value::Object(of) => sheet.write_number_with_format(row, col, of["d"].as_f64().unwrap_or_default(), &day)?,
                other => sheet.write_string_with_format(row, col, other.as_str().unwrap_or_default(), &boxed)?,
            };
        }
    }
    Ok(book.save(to)?)
}
