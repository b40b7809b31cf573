//! The program beside its peers: the same work on the same data by the plain library, by the
//! tools an office knows, by another database. One run, one machine, one table of ratios; it is
//! written as Markdown and as JSON, from which `plot.py` draws the figure in the README.
//!
//! `LIAISON_BENCH_SIZES` names the stations' sizes in visits (10000,100000,1000000);
//! `LIAISON_BENCH_HOMES` a folder in which they are kept for the next run. Each contestant of a
//! figure of memory or of the processor runs in a process of its own.

mod finding;
mod home;
mod ledgers;
mod lists;
#[path = "../process/mod.rs"]
mod process;
mod saving;
mod sizes;
mod statistics;
mod table;

use std::path::PathBuf;

/// What a bench answers, or why it could not.
pub type Any<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Names the contestant a process started by this one stands for.
pub const AS: &str = "LIAISON_BENCH_AS";

fn main() -> Any {
    if let Ok(contestant) = std::env::var(AS) {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        return ledgers::contestant(&contestant, &arguments);
    }
    let own = tempfile::tempdir()?;
    let homes = std::env::var_os("LIAISON_BENCH_HOMES").map_or_else(|| own.path().to_owned(), PathBuf::from);
    let sizes = std::env::var("LIAISON_BENCH_SIZES").unwrap_or_else(|_| "10000,100000,1000000".into());
    let sizes = sizes.split(',').map(|n| Ok(n.trim().parse()?)).collect::<Any<Vec<u64>>>()?;
    let homes: Vec<(u64, PathBuf)> = sizes.iter().map(|visits| Ok((*visits, home::grown(&homes, *visits)?))).collect::<Any<_>>()?;
    // 100,000 visits is what most figures are of: twenty years of the busiest station.
    let usual = homes.iter().rev().find(|(visits, _)| *visits <= 100_000).or(homes.first());
    let (_, usual) = usual.ok_or("no size was named")?;

    let mut table = table::Table::default();
    ledgers::measure(&mut table, usual, own.path())?;
    saving::measure(&mut table, usual, own.path())?;
    lists::measure(&mut table, &homes, own.path())?;
    finding::measure(&mut table, &homes)?;
    statistics::measure(&mut table, &homes, own.path())?;
    sizes::measure(&mut table, usual, own.path())?;
    table.print();
    table.write(&PathBuf::from(std::env::var("LIAISON_BENCH_OUT").unwrap_or_else(|_| "peers.json".into())))
}
