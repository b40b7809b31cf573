//! The real window on a screen nobody sees: from start to usable, memory of all its processes, frames
//! while a long list is scrolled and searched, beside an empty window of the same libraries.
//! `window.mjs` sits before it; it needs the release programs, which `./dev bench` builds.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::contest::{beside, said};
use crate::home::{PASSWORD, copied};
use crate::table::{Line, Table, Unit};
use crate::{Any, Stations};

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let (_, home) = stations.usual()?;
    // The window keeps backups of its own, and drafts.
    let station = stations.at.join("window");
    copied(home, &station)?;
    let all = said(Command::new("node").arg(beside("window.mjs")).arg(&station).env("LIAISON_PASSWORD", PASSWORD))?;
    fs::remove_dir_all(station)?;
    let text = |line: &Value, key: &str| line[key].as_str().map(str::to_owned).ok_or_else(|| format!("{line} has no {key}"));
    let number = |line: &Value, key: &str| line[key].as_f64().ok_or_else(|| format!("{line} has no {key}"));
    for line in all.as_array().into_iter().flatten() {
        table.add(&Line {
            work: &text(line, "work")?,
            visits: None,
            ours: number(line, "ours")?,
            peer: &text(line, "peer")?,
            theirs: number(line, "theirs")?,
            unit: match text(line, "unit")?.as_str() {
                "MB" => Unit::Megabytes,
                _ => Unit::Milliseconds,
            },
            goal: line["goal"].as_f64(),
        });
    }
    Ok(())
}
