//! The map's invariants: what each room must not know, held by reading the sources.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::path::{Path, PathBuf};

/// Rooms, lowest first; each may use only those before it (and itself).
const ROOMS: &[&str] = &[
    "error", "diary", "folders", "records", "vault", "store", "ledger", "notice", "forms", "bundle", "route", "desk", "sample", "contract",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// (room, path inside src, code without comments and tests)
fn code() -> Vec<(String, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&src)
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
            let room = name.split(['/', '.']).next().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            let lines: Vec<&str> = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
            (room, name, lines.join("\n"))
        })
        .collect()
}

#[test]
fn rooms_use_only_lower_rooms() {
    let mut seen = 0;
    for (room, name, text) in code() {
        let Some(height) = ROOMS.iter().position(|r| *r == room) else { continue };
        for (higher, other) in ROOMS.iter().enumerate() {
            if text.contains(&format!("crate::{other}")) {
                seen += 1;
                assert!(higher <= height, "{name} uses the higher room `{other}`");
            }
        }
    }
    assert!(seen > 50, "the reader of sources reads something");
}

#[test]
fn each_outside_crate_has_its_rooms() {
    for (krate, rooms) in [
        ("rusqlite", &["store/"][..]),
        ("age::", &["vault.rs", "bundle/seal.rs"]),
        ("minisign::", &["bundle/seal.rs"]),
        ("qrcode", &["bundle/qr.rs"]),
        ("zstd::", &["bundle/"]),
        ("rust_xlsxwriter", &["ledger/"]),
        ("calamine", &["ledger/returned.rs", "ledger/workbook.rs"]),
        ("zip::", &["ledger/workbook.rs", "ledger/template/"]),
        ("cfb::", &["ledger/xls.rs"]),
        ("askama", &["notice/pages.rs"]),
        ("ttf_parser", &["forms/font.rs"]),
        ("subsetter", &["forms/font.rs", "forms/pdf.rs"]),
        ("pdf_writer", &["forms/pdf.rs"]),
        ("sysinfo", &["desk/handoff/"]),
        ("liaison_eject", &["desk/handoff/eject.rs"]),
        ("ureq", &["route/http.rs", "route/webdav.rs"]),
        ("url::", &["route/"]),
        ("roxmltree", &["route/listing.rs", "ledger/template/"]),
        ("strsim", &["ledger/template/names.rs"]),
        ("log::", &["diary.rs"]),
        ("create_dir_all", &["folders.rs"]),
        ("DirBuilder", &["folders.rs"]),
        ("SystemTime", &[]),
        ("Instant", &[]),
        ("chrono::Local", &[]),
        ("println!", &[]),
        ("unwrap()", &[]),
    ] {
        for (_, name, text) in code() {
            let names_it = text
                .match_indices(krate)
                .any(|(i, _)| !text[..i].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            assert!(
                !names_it || rooms.iter().any(|r| name.starts_with(r)),
                "{name} names {krate}; only {rooms:?} may"
            );
        }
    }
}

#[test]
fn files_stay_readable() {
    for (_, name, _) in code() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&name);
        let lines = std::fs::read_to_string(path).unwrap().lines().count();
        assert!(lines <= 420, "{name} has {lines} lines: a noun not yet found?");
    }
}
