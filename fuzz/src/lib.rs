//! What the fuzz targets share: which panics are told to a person instead of being ours, a workbook
//! around any bytes, a throw-away home.

use std::io::{Cursor, Write as _};
use std::path::PathBuf;
use std::sync::Mutex;

use liaison::{Call, Desk, Result, contract};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

pub mod questions;

/// What was asked last, told when the program stumbles over it.
pub static ASKED: Mutex<String> = Mutex::new(String::new());

/// libFuzzer ends at every panic, also at those that are caught. calamine panics at damaged
/// workbooks; the program catches that and says so in a sentence, which is what is wanted. Its own
/// panics, and everybody else's, end here.
pub fn calamine_may_stumble() {
    let ends = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if info.location().is_some_and(|at| at.file().contains("/calamine-")) {
            return;
        }
        if let Ok(asked) = ASKED.try_lock() {
            eprintln!("asked: {asked}");
        }
        ends(info);
    }));
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'表'!$A$1:$D$9</definedName></definedNames></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// Bytes that are a file of their own stay so; any others become the sheet of an .xlsx, and what
/// stands behind a NUL its shared texts: a checksum would hide everything inside from the fuzzer.
pub fn workbook(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") || data.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return data.to_vec();
    }
    let mut pieces = data.splitn(2, |byte| *byte == 0);
    let (sheet, texts) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or(b"<sst/>"));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A home that is thrown away, with a desk on it as a window has one.
pub struct Home {
    root: PathBuf,
    desk: Desk,
}

impl Home {
    /// A fresh one; `role` is station or county. Where it lies is given by LIAISON_FUZZ_ROOM.
    pub fn new(role: &str) -> Self {
        let room = std::env::var_os("LIAISON_FUZZ_ROOM").map_or_else(|| PathBuf::from("/dev/shm"), PathBuf::from);
        let root = room.join(format!("liaison-fuzz-{}-{role}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(root.join("文档")).unwrap();
        let desk = Desk::for_window(root.join("home"));
        let mut home = Self { root, desk };
        let station = json!({ "role": role, "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇" });
        home.ask("set_up", json!({ "station": station, "clerk": "林晓芸", "password": "sanxi-2024" })).unwrap();
        let records = match role {
            "county" => [("unit", json!({ "name": "镇供电所", "kind": "company" })), ("home", json!({ "name": "三溪镇代表之家", "town": "三溪镇" }))],
            _ => [
                ("deputy", json!({ "name": "向春梅", "levels": ["县"], "status": "serving" })),
                ("matter", json!({ "title": "路灯", "raised_on": "2024-06-03", "category": "交通道路", "content": "坏了", "source": "other" })),
            ],
        };
        for (noun, values) in records {
            home.ask("save", json!({ "noun": noun, "values": values })).unwrap();
        }
        home
    }

    /// Asks one question of the contract.
    pub fn ask(&mut self, name: &str, question: Value) -> Result<Value> {
        let mut steps = 0u32;
        let mut call = Call {
            now: "2024-06-05T09:00:00+08:00".parse().unwrap(),
            documents: self.root.join("文档"),
            progress: &mut |_| {
                steps += 1;
                steps < 10_000
            },
        };
        contract::answer(&mut self.desk, &mut call, name, question)
    }

    /// Every id there is, so that a question can name one.
    pub fn ids(&mut self) -> Vec<String> {
        let mut ids = Vec::new();
        for noun in ["deputy", "matter", "visit", "activity", "group", "reception_day", "unit", "home", "proposal"] {
            if let Ok(page) = self.ask("page", json!({ "noun": noun, "offset": 0, "limit": 5 })) {
                ids.extend(page["rows"].as_array().into_iter().flatten().filter_map(|row| row["id"].as_str().map(str::to_owned)));
            }
        }
        ids
    }

    /// Files written so far are thrown away.
    pub fn sweep(&self) {
        let _ = std::fs::remove_dir_all(self.root.join("文档"));
        let _ = std::fs::create_dir_all(self.root.join("文档"));
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}
