//! Old ledgers on the command line: first what each row would do and what is asked, then all sound rows.

use std::path::PathBuf;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use liaison::{Error, Result};
use serde_json::{Value, json};

use crate::args::Import;
use crate::commands::text;
use crate::host::Host;
use crate::out;

/// Reads a workbook and takes it in; false when nothing came in that should have.
pub fn import(home: Option<PathBuf>, import: &Import) -> Result<bool> {
    let bytes = std::fs::read(&import.file).map_err(|e| Error::file(&import.file, e))?;
    let answers: Value = match &import.answers {
        Some(path) => serde_json::from_str(&text(path)?).map_err(|e| Error::question(&e))?,
        None => json!([]),
    };
    let ask = json!({
        "name": import.file.file_name().map(|name| name.to_string_lossy()),
        "base64": BASE64_STANDARD.encode(bytes), "sheet": import.sheet, "register": import.register, "answers": answers,
    });
    let mut host = Host::open(home)?;
    let look = host.ask("old_ledger_look", &ask)?;
    for line in look["lines"].as_array().into_iter().flatten().filter(|line| line["state"] != "new") {
        let says: Vec<String> = line["says"].as_array().into_iter().flatten().map(said).collect();
        out::line(format!("第 {} 行 {}：{}", line["row"], word(&line["state"]), says.join("；")))?;
    }
    for question in look["questions"].as_array().into_iter().flatten() {
        let choices: Vec<String> = question["choices"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|c| format!("{}＝{}", c["value"].as_str().unwrap_or_default(), c["label"].as_str().unwrap_or_default()))
            .collect();
        out::line(format!(
            "问 {}：{}（{} 处）　{}",
            question["key"].as_str().unwrap_or_default(),
            question["says"].as_str().unwrap_or_default(),
            question["count"],
            choices.join("　")
        ))?;
    }
    let counts = &look["counts"];
    let count = |state: &str| counts[state].as_u64().unwrap_or_default();
    out::line(format!(
        "可导入 {} 行，已经有了 {}，等回答 {}，有错 {}，跳过 {}，不是记录 {}。",
        count("new"),
        count("twin"),
        count("ask"),
        count("wrong"),
        count("skip"),
        count("none")
    ))?;
    let sound = count("ask") + count("wrong") == 0;
    if import.dry_run {
        return Ok(sound);
    }
    if !sound && !import.sound_only {
        out::line("没有导入。请改好表，或用 --answers 回答，或用 --sound-only 只导入没有问题的行。")?;
        return Ok(false);
    }
    let done = host.ask("old_ledger_take", &ask)?;
    out::line(format!(
        "导入了 {} 条，连同新登记的代表、小组或书 {} 个。撤销：liaison call old_ledger_undo '{{\"id\":\"{}\"}}'",
        done["counts"]["new"],
        done["with"],
        done["id"].as_str().unwrap_or_default()
    ))?;
    Ok(true)
}

fn said(remark: &Value) -> String {
    let (at, says) = (remark["at"].as_str().unwrap_or_default(), remark["says"].as_str().unwrap_or_default());
    if at.is_empty() { says.to_owned() } else { format!("{at} {says}") }
}

fn word(state: &Value) -> &'static str {
    match state.as_str() {
        Some("twin") => "已经有了",
        Some("ask") => "等回答",
        Some("wrong") => "有错",
        Some("skip") => "跳过",
        _ => "不是记录",
    }
}
