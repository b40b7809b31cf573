//! The program beside its peers: the same work on the same data by the plain library, by the
//! tools an office knows, by another database. One run, one machine; what came out is written as JSON
//! after each part, from which `show.py` makes the README's table and its picture.
//!
//! `LIAISON_BENCH_PARTS` names parts to measure anew (lists,finding); the file keeps the others.
//! `LIAISON_BENCH_SIZES` names the stations' sizes in visits (10000,100000,1000000);
//! `LIAISON_BENCH_HOMES` a folder in which they are kept for the next run. Each contestant of a
//! figure of memory or of the processor runs in a process of its own.

mod contest;
mod finding;
mod handoff;
mod home;
mod ledgers;
mod lists;
#[path = "../process/mod.rs"]
mod process;
#[path = "../roster/mod.rs"]
mod roster;
mod saving;
mod sizes;
mod statistics;
mod table;
mod window;

use std::path::{Path, PathBuf};

use table::Table;

/// What a bench answers, or why it could not.
pub type Any<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The stations at hand, and where to work.
pub struct Stations<'a> {
    /// By visits, fewest first.
    pub homes: Vec<(u64, PathBuf)>,
    /// Where what was grown is kept for the next run.
    pub kept: &'a Path,
    /// A folder that goes when the run ends.
    pub at: &'a Path,
}

impl Stations<'_> {
    /// 100,000 visits is what most figures are of: twenty years of the busiest station.
    pub fn usual(&self) -> Any<&(u64, PathBuf)> {
        let usual = self.homes.iter().rev().find(|(visits, _)| *visits <= 100_000);
        Ok(usual.or(self.homes.first()).ok_or("no size was named")?)
    }
}

type Part = fn(&mut Table, &Stations<'_>) -> Any;

const PARTS: [(&str, Part); 8] = [
    ("ledgers", ledgers::measure),
    ("saving", saving::measure),
    ("lists", lists::measure),
    ("finding", finding::measure),
    ("statistics", statistics::measure),
    ("handoff", handoff::measure),
    ("sizes", sizes::measure),
    ("window", window::measure),
];

fn main() -> Any {
    if let Some(contestant) = contest::asked() {
        return contest::run(&contestant);
    }
    let said = |name: &str, otherwise: &str| std::env::var(name).ok().filter(|v| !v.is_empty()).unwrap_or_else(|| otherwise.to_owned());
    let own = tempfile::tempdir()?;
    let kept = std::env::var_os("LIAISON_BENCH_HOMES").map_or_else(|| own.path().to_owned(), PathBuf::from);
    let sizes = said("LIAISON_BENCH_SIZES", "10000,100000,1000000");
    let sizes = sizes.split(',').map(|n| Ok(n.trim().parse()?)).collect::<Any<Vec<u64>>>()?;
    let stations = Stations {
        homes: sizes.iter().map(|visits| Ok((*visits, home::grown(&kept, *visits)?))).collect::<Any<_>>()?,
        kept: &kept,
        at: own.path(),
    };
    let all: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    let wanted = said("LIAISON_BENCH_PARTS", &all.join(","));
    let mut table = Table::at(PathBuf::from(said("LIAISON_BENCH_OUT", "peers.json")))?;
    let mut failed = Vec::new();
    for name in wanted.split([',', ' ']).filter(|name| !name.is_empty()) {
        let Some((part, measure)) = PARTS.iter().find(|(part, _)| *part == name) else {
            return Err(format!("no part is called {name}; there are {}", all.join(", ")).into());
        };
        table.begin(part);
        // One part that fails leaves the others their figures.
        if let Err(error) = measure(&mut table, &stations) {
            failed.push(format!("{part}: {error}"));
        }
        table.write(&all)?;
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}
