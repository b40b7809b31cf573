//! The table: a line of work, what we took, what its peer took, the ratio, the goal.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Any;

/// What a figure is counted in.
#[derive(Clone, Copy)]
pub enum Unit {
    Milliseconds,
    Seconds,
    CpuSeconds,
    Megabytes,
    Share,
}

impl Unit {
    fn label(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::CpuSeconds => "CPU s",
            Self::Megabytes => "MB",
            Self::Share => "",
        }
    }
}

/// Ours and theirs, in one unit.
pub struct Line<'a> {
    pub work: &'a str,
    /// Of a station with so many visits, where that is not the usual one.
    pub visits: Option<u64>,
    pub ours: f64,
    pub peer: &'a str,
    pub theirs: f64,
    pub unit: Unit,
    /// Ours ÷ theirs at most; none where nothing was promised.
    pub goal: Option<f64>,
}

/// All that was measured: in this run, and of parts it left out in the runs before.
pub struct Table {
    path: PathBuf,
    part: &'static str,
    lines: Vec<Value>,
    growth: Vec<Value>,
}

impl Table {
    /// The table in this file; a new one if there is none.
    pub fn at(path: PathBuf) -> Any<Self> {
        let before: Value = if path.exists() {
            serde_json::from_slice(&fs::read(&path)?)?
        } else {
            Value::Null
        };
        let list = |key: &str| before[key].as_array().cloned().unwrap_or_default();
        Ok(Self {
            part: "",
            lines: list("lines"),
            growth: list("growth"),
            path,
        })
    }

    /// From here on lines are of this part; what it said before goes.
    pub fn begin(&mut self, part: &'static str) {
        self.part = part;
        self.lines.retain(|line| line["part"] != part);
        self.growth.retain(|point| point["part"] != part);
    }

    pub fn add(&mut self, line: &Line<'_>) {
        let at = line.visits.map_or_else(String::new, |n| format!("（{n}）"));
        let (unit, ratio) = (line.unit.label(), line.ours / line.theirs);
        eprintln!("{}{at}：{:.2} / {:.2} {unit} = {ratio:.2}（{}）", line.work, line.ours, line.theirs, line.peer);
        self.lines.push(json!({
            "part": self.part, "work": line.work, "visits": line.visits, "ours": line.ours, "peer": line.peer, "theirs": line.theirs,
            "unit": unit, "ratio": ratio, "goal": line.goal,
        }));
    }

    /// One cost at one size, for the plot of growth.
    pub fn grows(&mut self, work: &str, visits: u64, cost: f64, unit: Unit) {
        eprintln!("{work}（{visits}）：{cost:.2} {}", unit.label());
        self.growth
            .push(json!({ "part": self.part, "work": work, "visits": visits, "cost": cost, "unit": unit.label() }));
    }

    /// Keeps what there is, in the order of the parts.
    pub fn write(&mut self, parts: &[&str]) -> Any {
        let place = |line: &Value| parts.iter().position(|part| line["part"] == *part);
        self.lines.sort_by_key(place);
        self.growth.sort_by_key(place);
        let all = json!({ "machine": machine(), "lines": self.lines, "growth": self.growth });
        Ok(fs::write(&self.path, serde_json::to_string_pretty(&all)? + "\n")?)
    }
}

/// What this ran on, as its system says it.
fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .map_or("?", |l| l.trim_start_matches([' ', '\t', ':']));
    let cores = cpu.lines().filter(|l| l.starts_with("processor")).count();
    let memory = read("/proc/meminfo");
    let kib: u64 = memory
        .lines()
        .find_map(|l| l.strip_prefix("MemTotal:"))
        .and_then(|l| l.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0);
    format!("{model}, {cores} cores, {} GiB", kib.div_ceil(1 << 20))
}

/// The middle one of so many tries, in milliseconds.
pub fn median(times: usize, mut work: impl FnMut(usize) -> Any) -> Any<f64> {
    let mut taken = Vec::new();
    for n in 0..times {
        let started = Instant::now();
        work(n)?;
        taken.push(started.elapsed());
    }
    Ok(middle(taken))
}

/// The middle one, in milliseconds.
pub fn middle(mut taken: Vec<Duration>) -> f64 {
    taken.sort();
    taken.get(taken.len() / 2).map_or(0.0, |one| one.as_secs_f64() * 1000.0)
}
