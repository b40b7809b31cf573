//! What a rescue says: shown, and written down without a name or a secret in it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::Call;
use crate::desk::backups::BackupLook;
use crate::error::Result;
use crate::folders;
use crate::store::{Extent, Mended};

/// Something that is missing, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MissingLine {
    /// Its kind: 接访走访, 附件.
    pub label: String,
    /// The number people quote, or "".
    pub number: String,
    /// The day of what was lost, YYYY-MM-DD, or "".
    pub at: String,
    /// All of it, or only its latest changes: in a sentence.
    pub says: String,
}

/// A home put together again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Rescued {
    /// RFC 3339 of the backup it began from, or "".
    pub backup_at: String,
    /// Records there are now.
    pub records: u64,
    /// Of them taken from the damaged files: newer than the backup, or in no backup.
    pub newer: u64,
    /// What is missing.
    pub missing: Vec<MissingLine>,
    /// What else is to be known, in sentences.
    pub says: Vec<String>,
    /// Where the same is written as text, or "".
    pub report: String,
    /// Where the damaged files are now, or "".
    pub aside: String,
}

/// Lines a kind shows before it only counts; the file has them all.
const SHOWN: usize = 500;

/// Says what came of it and writes it down.
pub fn write(call: &Call<'_>, look: Option<&BackupLook>, extent: &Extent, mended: Mended, more: Vec<String>, aside: Option<&Path>) -> Result<Rescued> {
    let mut says = Vec::new();
    let places = |(first, last): &(i64, i64)| {
        if first == last {
            format!("第 {first} 条")
        } else {
            format!("第 {first} 到 {last} 条")
        }
    };
    if !mended.gaps.is_empty() {
        let count: i64 = mended.gaps.iter().map(|(first, last)| last - first + 1).sum();
        let gaps: Vec<String> = mended.gaps.iter().map(places).collect();
        says.push(format!(
            "修改记录少了 {count} 条：{}。读不出是哪些记录，请把最近登记的和纸质登记对一遍。",
            gaps.join("、")
        ));
    }
    if !mended.broken.is_empty() {
        let broken: Vec<String> = mended.broken.iter().map(|n| format!("第 {n} 条")).collect();
        says.push(format!("修改记录{}和前一条接不上，没有采用。", broken.join("、")));
    }
    says.extend(mended.others.iter().map(|one| format!("{one}。")));
    says.extend(more);
    let missing: Vec<MissingLine> = mended
        .missing
        .into_iter()
        .map(|m| MissingLine {
            label: m.label,
            number: m.number,
            at: m.at.get(..10).unwrap_or_default().to_owned(),
            says: if m.from == 0 {
                "整条读不出来".into()
            } else {
                format!("只恢复到第 {} 次改动，后来的改动读不出来", m.from)
            },
        })
        .collect();
    let mut done = Rescued {
        backup_at: look.map(|l| l.made_at.clone()).unwrap_or_default(),
        records: extent.records,
        newer: mended.records,
        missing,
        says,
        report: String::new(),
        aside: aside.map(|p| p.display().to_string()).unwrap_or_default(),
    };
    let name = format!("恢复报告_{}.txt", call.now.format("%Y%m%d_%H%M%S"));
    let text = text(call, &done);
    // The home is whole already: a report that can't be written takes nothing away from it.
    let folders = [Some(call.documents.as_path()), aside].into_iter().flatten();
    for folder in folders {
        let path = folder.join(&name);
        if folders::make(folder).and_then(|()| fs::write(&path, &text)).is_ok() && done.report.is_empty() {
            done.report = path.display().to_string();
        }
    }
    done.missing.truncate(SHOWN);
    Ok(done)
}

fn text(call: &Call<'_>, done: &Rescued) -> String {
    let mut text = format!("恢复报告　{}\r\n\r\n", call.now.format("%Y-%m-%d %H:%M:%S"));
    let from = if done.backup_at.is_empty() {
        "没有用备份，从损坏的数据里读出来".to_owned()
    } else {
        format!("用 {} 的备份", done.backup_at)
    };
    let _ = write!(
        text,
        "{from}。现在有 {} 条记录，其中 {} 条是从损坏的数据里读出来的。\r\n",
        done.records, done.newer
    );
    if !done.aside.is_empty() {
        let _ = write!(text, "损坏的数据放在：{}（没有删）\r\n", done.aside);
    }
    text.push_str("\r\n");
    if done.missing.is_empty() && done.says.is_empty() {
        text.push_str("没有发现少了什么。\r\n");
    }
    for says in &done.says {
        let _ = write!(text, "{says}\r\n");
    }
    let mut kinds: BTreeMap<&str, Vec<&MissingLine>> = BTreeMap::new();
    for line in &done.missing {
        kinds.entry(&line.label).or_default().push(line);
    }
    for (label, lines) in kinds {
        let _ = write!(text, "\r\n{label}（{} 条）\r\n", lines.len());
        for line in lines {
            let number = if line.number.is_empty() { "编号读不出" } else { &line.number };
            let at = if line.at.is_empty() { "日期读不出" } else { &line.at };
            let _ = write!(text, "  {number}　{at}　{}\r\n", line.says);
        }
    }
    text
}
