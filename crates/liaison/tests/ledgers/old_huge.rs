//! Old ledgers made to be too much: what unpacks to more than it may, what says of itself that it is
//! vast. Each is refused in words before room is made for it; a reader that asks the system for more
//! memory than there is would end the whole program.

use std::io::{Cursor, Write as _};

use liaison::records::Noun;
use rust_xlsxwriter::Workbook;
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::old::{Reader, ask_of};
use crate::old_bad::{as_xls, station};

/// Refused with these words, by every command that reads it, and by the county's tables as well.
fn refused(reader: &mut Reader, bytes: &[u8], words: &str) {
    for command in ["old_ledger_read", "old_ledger_look", "old_ledger_take"] {
        let error = reader.asks(command, ask_of(bytes)).unwrap_err();
        assert!(error.to_string().contains(words), "{command}: {error}");
    }
    assert_eq!(reader.count(Noun::Visit), 0);
}

fn book(cells: &[(u32, u16)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, column) in cells {
        sheet.write(*row, *column, "日期").unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// Changes each record of this kind in an .xls; the streams in it are made of whole records.
fn patched(mut xls: Vec<u8>, kind: u16, sizes: &[u16], change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut found = 0;
    for size in sizes {
        let head = [kind.to_le_bytes(), size.to_le_bytes()].concat();
        let places: Vec<usize> = xls.windows(4).enumerate().filter(|(_, w)| *w == head).map(|(at, _)| at + 4).collect();
        found += places.len();
        for at in places {
            change(&mut xls[at..at + *size as usize]);
        }
    }
    assert!(found > 0, "no record {kind:#06x}");
    xls
}

#[test]
fn an_xls_that_says_it_is_vast() {
    let mut reader = station();
    let xls = as_xls(&book(&[(0, 0), (1, 0)]));
    assert!(reader.asks("old_ledger_read", ask_of(&xls)).is_ok(), "it is sound before");
    // Found by the fuzzer: DIMENSIONS of 4 billion rows; the reader reserves them at once.
    let vast = patched(xls.clone(), 0x0200, &[14], |dims| dims[4..8].fill(0xff));
    refused(&mut reader, &vast, "太大");
    let wide = patched(xls.clone(), 0x0200, &[14], |dims| {
        dims[4..8].copy_from_slice(&[0, 0, 1, 0]);
        dims[10..12].copy_from_slice(&[0xff, 0xff]);
    });
    refused(&mut reader, &wide, "太大");
    // A sheet that begins in the middle of something: nothing there is trusted unseen.
    let elsewhere = patched(xls, 0x0085, &[14, 20], |sheet| sheet[..4].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]));
    assert!(reader.asks("old_ledger_read", ask_of(&elsewhere)).is_err());
}

#[test]
fn an_xls_whose_cells_lie_far_apart() {
    let mut reader = station();
    refused(&mut reader, &as_xls(&book(&[(0, 0), (65_535, 255)])), "太大");
}

#[test]
fn a_file_over_the_limit() {
    let mut reader = station();
    let mut xls = as_xls(&book(&[(0, 0)]));
    xls.resize((40 << 20) + 1, 0);
    refused(&mut reader, &xls, "超过 40 MB");
    let mut xlsx = book(&[(0, 0)]);
    xlsx.resize((40 << 20) + 1, 0);
    refused(&mut reader, &xlsx, "超过 40 MB");
}

/// An .xlsx whose sheet, or any other part, unpacks to so many bytes.
fn bomb(part: &str, bytes: u64) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1));
    zip.start_file(part, packed).unwrap();
    let blank = vec![b' '; 1 << 20];
    for _ in 0..bytes.div_ceil(1 << 20) {
        zip.write_all(&blank).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb() {
    let mut reader = station();
    let bytes = bomb("xl/worksheets/sheet1.xml", 601 << 20);
    assert!(bytes.len() < 8 << 20, "{}", bytes.len());
    let before = memory();
    let error = reader.asks("old_ledger_read", ask_of(&bytes)).unwrap_err();
    assert!(error.to_string().contains("展开以后大得不正常"), "{error}");
    // The other tests of this program need some, too.
    assert!(memory() < before + (256 << 10), "{} kB before, {} kB after", before, memory());
    // One that says of itself that it is small, in both places where a size stands.
    let mut liar = bytes;
    for (head, at) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        let place = liar.windows(4).position(|w| w == head).unwrap() + at;
        liar[place..place + 4].copy_from_slice(&100u32.to_le_bytes());
    }
    assert!(reader.asks("old_ledger_read", ask_of(&liar)).is_err());
    // Very many small parts.
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..300 {
        zip.start_file(format!("xl/{n}.xml"), SimpleFileOptions::default()).unwrap();
    }
    refused(&mut reader, &zip.finish().unwrap().into_inner(), "多得不正常");
    assert!(reader.asks("old_ledgers", json!({})).unwrap().as_array().unwrap().is_empty());
}

/// The most memory this process ever held, kB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
