//! The verbs of the handoff.

use std::path::{Path, PathBuf};

use liaison::Result;
use serde_json::{Value, json};

use crate::args::Bundle;
use crate::commands::absolute;
use crate::host::Host;
use crate::{out, province, trust};

/// Does what was typed; false when a file was not taken in.
pub fn bundle(home: Option<PathBuf>, verb: Bundle) -> Result<bool> {
    match verb {
        Bundle::Pack { out, full, at_most } => {
            let ask = json!({ "folder": absolute(&out)?, "full": full, "at_most": at_most.map(|mb| mb << 20) });
            written(&Host::open(home)?.ask("bundle_pack", &ask)?)?;
        }
        Bundle::Verify { file, key, roster } => trust::verify_bundle(&file, key.as_deref(), roster.as_deref())?,
        Bundle::Receive { paths, receipts, escrow } => return receive(home, &paths, receipts.as_deref(), escrow.as_deref()),
        Bundle::Receipt { station, out } => {
            let ask = json!({ "station": station, "folder": absolute(&out)? });
            written(&Host::open(home)?.ask("receipt_write", &ask)?)?;
        }
        Bundle::Take { file } => {
            let taken = Host::open(home)?.ask("receipt_take", &json!({ "path": absolute(&file)? }))?;
            out::line(shown(&taken["says"]))?;
            list(&taken["alarms"], shown)?;
            list(&taken["words"], |w| {
                format!("  {} {}：{}", shown(&w["number"]), shown(&w["title"]), shown(&w["says"]))
            })?;
            missing(&taken["missing"], &taken["needed"])?;
            list(&taken["refused"], refusal)?;
        }
        Bundle::Status => status(home)?,
        Bundle::ToParquet(ask) => return province::to_parquet(home, &ask),
    }
    Ok(true)
}

fn receive(home: Option<PathBuf>, paths: &[PathBuf], receipts: Option<&Path>, escrow: Option<&Path>) -> Result<bool> {
    let paths = paths.iter().map(|p| absolute(p)).collect::<Result<Vec<_>>>()?;
    let escrow = escrow.map(absolute).transpose()?.unwrap_or_default();
    let mut host = Host::open(home)?;
    let received = host.ask("bundle_receive", &json!({ "paths": paths, "escrow": escrow }))?;
    let (mut stations, mut all) = (Vec::new(), true);
    for file in received["files"].as_array().into_iter().flatten() {
        out::line(format!("{}\n  {}", shown(&file["path"]), shown(&file["says"])))?;
        list(&file["refused"], refusal)?;
        let station = shown(&file["station"]);
        all &= file["state"] != "refused" && file["state"] != "fork";
        if !station.is_empty() && !stations.contains(&station) {
            stations.push(station);
        }
    }
    if let Some(folder) = receipts {
        for station in stations {
            written(&host.ask("receipt_write", &json!({ "station": station, "folder": absolute(folder)? }))?)?;
        }
    }
    Ok(all)
}

fn status(home: Option<PathBuf>) -> Result<()> {
    let mut host = Host::open(home)?;
    if host.ask("station", &json!({}))?["role"] == "station" {
        return list(&host.ask("bundles", &json!({}))?, |b| {
            format!(
                "{}\t{}\t{} 条记录\t{} 个附件\t{}",
                shown(&b["name"]),
                shown(&b["state"]),
                b["records"],
                b["attachments"],
                shown(&b["place"])
            )
        });
    }
    for line in host.ask("inbox", &json!({}))?.as_array().into_iter().flatten() {
        let last = match line["seq"].as_u64() {
            Some(0) => "还没有交过包".to_owned(),
            _ => format!(
                "最近第 {} 包（{} 天前），连续收到第 {} 包",
                line["seq"], line["days_silent"], line["acked_through"]
            ),
        };
        let due = if line["receipt_due"] == true { "，回执未写" } else { "" };
        let forks = if line["forks"] == 0 {
            String::new()
        } else {
            format!("，重号 {} 个，请打电话问清楚", line["forks"])
        };
        out::line(format!("{} {}：{last}{due}{forks}", shown(&line["station"]), shown(&line["name"])))?;
        missing(&line["missing"], &line["needed"])?;
        list(&line["refused"], refusal)?;
    }
    Ok(())
}

/// Where a bundle lies, and whether the stick may be pulled.
fn written(packed: &Value) -> Result<()> {
    out::line(shown(&packed["path"]))?;
    list(&packed["others"], |part| shown(&part["path"]))?;
    out::line(if packed["safe_to_pull"] == true {
        "已写盘，已回读核对，可以拔出。"
    } else {
        "已写盘，但还没有核对完，请先不要拔出。"
    })
}

/// Numbers that did not come, and those of them that must: a later one has what the others hold.
fn missing(all: &Value, needed: &Value) -> Result<()> {
    let (all, needed) = (numbers(all), numbers(needed));
    if !needed.is_empty() {
        return out::line(format!(
            "  还缺第 {needed} 包：这次的内容分在几个包里，缺一个就不全。请站里再送来，或再装一次。"
        ));
    }
    if all.is_empty() {
        return Ok(());
    }
    out::line(format!("  没有收到第 {all} 包；后面的包里都有，不用补。"))
}

fn numbers(spans: &Value) -> String {
    let said: Vec<String> = spans
        .as_array()
        .into_iter()
        .flatten()
        .map(|s| {
            if s["first"] == s["last"] {
                s["first"].to_string()
            } else {
                format!("{}–{}", s["first"], s["last"])
            }
        })
        .collect();
    said.join("、")
}

fn refusal(line: &Value) -> String {
    format!("  第 {} 包第 {} 行没有收：{}", line["seq"], line["line"], shown(&line["says"]))
}

fn list(all: &Value, tell: impl Fn(&Value) -> String) -> Result<()> {
    all.as_array().into_iter().flatten().try_for_each(|one| out::line(tell(one)))
}

pub fn shown(text: &Value) -> String {
    text.as_str().unwrap_or_default().to_owned()
}
