//! Two independent readers: calamine for values, openpyxl for values and print set-up.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use serde::Deserialize;
use serde_json::Value;

use crate::station::{Station, folder, one};

/// A cell as openpyxl sees it.
#[derive(Debug, Deserialize)]
pub struct Cell {
    pub at: String,
    pub value: Value,
    pub kind: String,
    pub format: String,
    pub quote: bool,
    pub wrap: bool,
    pub boxed: bool,
    pub bold: bool,
}

/// A sheet as openpyxl sees it.
#[derive(Debug, Deserialize)]
pub struct Sheet {
    pub name: String,
    pub cells: Vec<Cell>,
    pub merged: Vec<String>,
    pub freeze: Option<String>,
    pub repeat: Option<String>,
    pub fit: (bool, u32, u32),
    pub paper: (String, u32),
    pub footer: Option<String>,
    pub filter: Option<String>,
    pub heights: BTreeMap<u32, f64>,
}

impl Sheet {
    pub fn cell(&self, at: &str) -> &Cell {
        self.cells
            .iter()
            .find(|c| c.at == at)
            .unwrap_or_else(|| panic!("{} has no cell {at}", self.name))
    }
    /// Cells of the column under this title, below the header.
    pub fn column(&self, title: &str) -> Vec<&Cell> {
        let head = self
            .cells
            .iter()
            .find(|c| c.value == title && row_of(&c.at) == 4)
            .unwrap_or_else(|| panic!("{} has no column {title}", self.name));
        let letters = head.at.trim_end_matches('4');
        self.cells
            .iter()
            .filter(|c| c.at.trim_end_matches(|d: char| d.is_ascii_digit()) == letters && row_of(&c.at) > 4)
            .collect()
    }
    /// Titles of the columns.
    pub fn titles(&self) -> Vec<&str> {
        self.cells.iter().filter(|c| row_of(&c.at) == 4).filter_map(|c| c.value.as_str()).collect()
    }
}

pub fn row_of(at: &str) -> u32 {
    at.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap()
}

pub fn openpyxl(paths: &[PathBuf]) -> Vec<Vec<Sheet>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledgers/openpyxl_reads.py");
    // Debian's own Python is the one that has Debian's openpyxl, whatever comes first on PATH.
    let out = Command::new("/usr/bin/python3").arg(script).args(paths).output().unwrap();
    assert!(
        out.status.success(),
        "openpyxl (Debian: python3-openpyxl): {}",
        String::from_utf8_lossy(&out.stderr)
    );
    serde_json::from_slice(&out.stdout).unwrap()
}

/// (sheet name, A1-style address → text) of all non-empty cells, as calamine sees them.
pub fn calamine(path: &Path) -> Vec<(String, Vec<(String, String)>)> {
    let mut book: Xlsx<BufReader<File>> = open_workbook(path).unwrap();
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            let (top, left) = range.start().unwrap();
            let cells = range
                .used_cells()
                .map(|(r, c, data)| (address(top + r as u32, left + c as u32), shown(data)))
                .filter(|(_, text)| !text.is_empty());
            (name, cells.collect())
        })
        .collect()
}

fn address(row: u32, col: u32) -> String {
    let letter = |n: u32| char::from(b'A' + u8::try_from(n).unwrap());
    let letters = if col < 26 {
        letter(col).to_string()
    } else {
        format!("{}{}", letter(col / 26 - 1), letter(col % 26))
    };
    format!("{letters}{}", row + 1)
}

fn shown(data: &Data) -> String {
    match data {
        Data::DateTime(when) => {
            let (year, month, day, ..) = when.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

/// One ledger of a station, as openpyxl sees it.
pub fn sheet(station: &Station, key: &str) -> Sheet {
    let out = folder();
    let written = station.write(&one(key, out.path()));
    openpyxl(&written.files).remove(0).remove(0)
}

/// What stands in a column, from the first line down.
pub fn texts(sheet: &Sheet, title: &str) -> Vec<String> {
    sheet.column(title).iter().map(|c| said(&c.value)).collect()
}

/// A cell's value as text, the way `calamine` above says it.
pub fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
