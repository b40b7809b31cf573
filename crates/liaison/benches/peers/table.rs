//! The table: a line of work, what we took, what its peer took, the ratio, the goal.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Any;

/// What a figure is counted in.
#[derive(Clone, Copy)]
pub enum Unit {
    Milliseconds,
    CpuSeconds,
    Megabytes,
}

impl Unit {
    fn label(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::CpuSeconds => "CPU s",
            Self::Megabytes => "MB",
        }
    }
}

/// Ours and theirs, in one unit.
pub struct Line<'a> {
    pub work: &'a str,
    pub ours: f64,
    pub peer: &'a str,
    pub theirs: f64,
    pub unit: Unit,
    /// Ours ÷ theirs at most; none where nothing was promised.
    pub goal: Option<f64>,
}

/// All that was measured in one run.
#[derive(Default)]
pub struct Table {
    lines: Vec<Value>,
    growth: Vec<Value>,
}

impl Table {
    pub fn add(&mut self, line: &Line<'_>) {
        let ratio = line.ours / line.theirs;
        eprintln!(
            "{}：{:.2} / {:.2} {} = {ratio:.2}（{}）",
            line.work,
            line.ours,
            line.theirs,
            line.unit.label(),
            line.peer
        );
        self.lines.push(json!({
            "work": line.work, "ours": line.ours, "peer": line.peer, "theirs": line.theirs,
            "unit": line.unit.label(), "ratio": ratio, "goal": line.goal, "met": line.goal.map(|goal| ratio <= goal),
        }));
    }

    /// One cost at one size, for the plot of growth.
    pub fn grows(&mut self, work: &str, visits: u64, milliseconds: f64) {
        self.growth.push(json!({ "work": work, "visits": visits, "ms": milliseconds }));
    }

    pub fn print(&self) {
        println!("| work | ours | peer, same run | theirs | ratio | goal |\n|---|---|---|---|---|---|");
        for line in &self.lines {
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            let figure = |key: &str| figure(line[key].as_f64().unwrap_or_default());
            let goal = line["goal"].as_f64().map_or(String::new(), |goal| {
                let met = if line["met"] == true { "met" } else { "**missed**" };
                format!("≤ {} {met}", (goal * 1000.0).round() / 1000.0)
            });
            let unit = text("unit");
            println!(
                "| {} | {} {unit} | {} | {} {unit} | {} | {goal} |",
                text("work"),
                figure("ours"),
                text("peer"),
                figure("theirs"),
                figure("ratio")
            );
        }
    }

    pub fn write(&self, path: &Path) -> Any {
        let all = json!({ "machine": machine(), "lines": self.lines, "growth": self.growth });
        fs::write(path, serde_json::to_string_pretty(&all)? + "\n")?;
        eprintln!("写在 {}", path.display());
        Ok(())
    }
}

/// Three figures that count.
fn figure(of: f64) -> String {
    match of {
        of if of >= 100.0 => format!("{of:.0}"),
        of if of >= 10.0 => format!("{of:.1}"),
        of if of >= 1.0 => format!("{of:.2}"),
        of => format!("{of:.3}"),
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
