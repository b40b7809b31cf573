//! What the clerk hands over when something is wrong: versions, sizes, counts, codes and the last of
//! the log, in one text she reads first. No value of a record, no name and no path is in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachments::Copied;
use super::settings::station_of;
use super::{Call, Desk, Nothing};
use crate::error::{Error, Result};
use crate::records::Noun;
use crate::{diary, ledger};

/// Lines of the log that go along.
const LINES: usize = 400;
/// Bytes a diagnosis may have.
const LARGEST: usize = 1 << 20;

/// What the home may hold, by the names the program gives; all else is only counted.
const KNOWN: &[&str] = &[
    "station.db",
    "station.db-wal",
    "station.db-shm",
    "station.db-saved",
    "keys",
    "epoch",
    "roster",
    "route",
    "backup-note",
    "in-use",
    "log",
];

/// The text.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Diagnosis {
    /// To be read, then kept as a file.
    pub text: String,
}

/// Asks for a diagnosis to be kept as a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DiagnosisKeep {
    /// The text as it was read.
    pub text: String,
    /// Folder; "" is 文档/代表联络站台账.
    #[serde(default)]
    pub folder: String,
}

/// Looks at everything there is to say. Without a sign-in, records are neither counted nor checked.
pub fn diagnosis(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Diagnosis> {
    let mut text = String::from("代表联络站台账 诊断\n只有代号、版本、时间、大小和数目；没有姓名、电话、地址，也没有记录里的字。\n\n");
    let mut line = |words: String| {
        let _ = writeln!(text, "{words}");
    };
    line(format!(
        "程序 {}　系统 {} {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    ));
    line(format!("写于 {}", call.now.to_rfc3339()));
    line("\n【数据文件夹】".into());
    for (name, (files, bytes)) in layout(&desk.home) {
        line(format!("{name}　{files} 个文件　{bytes} 字节"));
    }
    line("\n【记录和检查】".into());
    match desk.store() {
        Err(error) => line(format!("没有登录，没有数记录（{}）", error.code())),
        Ok(store) => {
            let station = station_of(store)?;
            line(format!(
                "站点编码 {}　{}",
                station.code,
                if station.role == super::Role::County { "县" } else { "站" }
            ));
            line(format!("数据版本 {}", store.schema()?));
            match store.audit(&mut |doing, done, total| call.step(doing, done, total)) {
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                Err(error) => line(format!("没有检查成（{}）", error.code())),
                Ok(audit) => {
                    // The sentences of a trouble name records; how many there are does not.
                    line(if audit.sound {
                        "检查：完好".to_owned()
                    } else {
                        format!("检查：有 {} 处不对", audit.troubles.len())
                    });
                    line(format!("操作日志 {} 条　附件 {} 个", audit.journal, audit.attachments));
                    for noun in Noun::ALL {
                        let count = audit.records.iter().find(|(label, _)| label == noun.label()).map_or(0, |(_, n)| *n);
                        line(format!("{}　{count} 条", noun.label()));
                    }
                }
            }
        }
    }
    line(format!("\n【最近的日志】最多 {LINES} 行"));
    for noted in diary::last(&desk.home, LINES) {
        line(noted);
    }
    Ok(Diagnosis { text })
}

/// Keeps what was read as a file.
pub fn diagnosis_keep(_: &mut Desk, call: &mut Call<'_>, ask: DiagnosisKeep) -> Result<Copied> {
    if ask.text.is_empty() || ask.text.len() > LARGEST {
        return Err(Error::NotReady("请先看一遍诊断内容，再存".into()));
    }
    let folder = if ask.folder.is_empty() {
        call.documents.clone()
    } else {
        PathBuf::from(&ask.folder)
    };
    let name = ledger::file_name("", &format!("诊断_{}.txt", call.now.format("%Y%m%d_%H%M%S")));
    let done = ledger::deliver(&folder, &BTreeMap::new(), &[(name, ask.text.into_bytes())])?;
    let path = done.files.first().map(|path| path.display().to_string()).unwrap_or_default();
    Ok(Copied { path })
}

/// Files and bytes below each name in the home.
fn layout(home: &Path) -> BTreeMap<&'static str, (u64, u64)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let known = KNOWN.iter().find(|known| name.to_str() == Some(known)).copied().unwrap_or("别的");
        let (files, bytes) = weight(&entry.path());
        let sum: &mut (u64, u64) = found.entry(known).or_default();
        *sum = (sum.0 + files, sum.1 + bytes);
    }
    found
}

fn weight(path: &Path) -> (u64, u64) {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => {
            let inside = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| weight(&entry.path()));
            inside.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
        }
        Ok(meta) => (1, meta.len()),
        Err(_) => (0, 0),
    }
}
