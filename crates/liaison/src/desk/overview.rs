//! 总览: every station of the county in one picture, no map needed.

use std::collections::HashMap;

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::figures::{month_of, whose};
use super::{Axis, Call, Desk, Nothing, Period, StationLine, registers};
use crate::error::Result;
use crate::store::FigureTable;

/// A station is silent once its newest bundle is this many days old: the handoff is monthly.
const SILENT_DAYS: u64 = 35;

/// How a station stands, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It has matters overdue.
    Overdue,
    /// Nothing ever came from it.
    Never,
    /// Its newest bundle is old.
    Silent,
    /// It held no reception day this month, as far as is known.
    Idle,
    /// Nothing to see to.
    Fine,
    /// It is being set up, or was closed.
    Unused,
}

/// One station in the picture.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Tile {
    /// Which.
    pub station: StationLine,
    /// How it stands.
    pub standing: Standing,
    /// 接待日（次） this month.
    pub reception_days: u64,
    /// 接待（批次） this month.
    pub visit_batches: u64,
    /// Matters not closed（件）.
    pub open: u64,
    /// Of them overdue（件）.
    pub overdue: u64,
    /// Whole days since its newest bundle was made; null when nothing came.
    pub days_silent: Option<u64>,
}

/// The county in one picture.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Overview {
    /// The month shown, first and last day.
    pub month: Period,
    /// Stations, by home and code.
    pub tiles: Vec<Tile>,
    /// 接待日（次） of all this month.
    pub reception_days: u64,
    /// 接待（批次） of all this month.
    pub visit_batches: u64,
    /// Matters not closed（件）.
    pub open: u64,
    /// Of them overdue（件）.
    pub overdue: u64,
    /// Stations in use with no reception day this month.
    pub idle: u64,
    /// Stations in use whose newest bundle is old, or from which nothing came.
    pub silent: u64,
}

/// Every station in one picture.
pub fn overview(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Overview> {
    let store = desk.store()?;
    let month = month_of(call.today());
    let known = registers::lines(store)?;
    let order = whose(store)?;
    let figures = store.figure_table(&month, &[], Axis::Station, &order)?;
    let made = store.newest_bundles()?;
    let open = store.open_by_station(&call.today().to_string())?;
    let stations = order.iter().filter_map(|w| known.iter().find(|k| k.code == w.code));
    let tiles: Vec<Tile> = stations.map(|line| tile(line.clone(), &figures, &open, &made, call)).collect();
    let used = |want: fn(&Tile) -> bool| tiles.iter().filter(|t| t.station.open && want(t)).count() as u64;
    Ok(Overview {
        month,
        reception_days: tiles.iter().map(|t| t.reception_days).sum(),
        visit_batches: tiles.iter().map(|t| t.visit_batches).sum(),
        open: tiles.iter().map(|t| t.open).sum(),
        overdue: tiles.iter().map(|t| t.overdue).sum(),
        idle: used(|t| t.reception_days == 0),
        silent: used(|t| t.days_silent.is_none_or(|d| d > SILENT_DAYS)),
        tiles,
    })
}

fn tile(station: StationLine, figures: &FigureTable, open: &HashMap<String, (u64, u64)>, made: &HashMap<String, String>, call: &Call<'_>) -> Tile {
    let figure = |key: &str| -> u64 {
        let column = figures.columns.iter().position(|c| c.key == key);
        let line = figures.lines.iter().find(|l| l.key == station.code);
        let cell = column.zip(line).and_then(|(n, line)| line.cells.get(n).copied().flatten());
        cell.map_or(0, |n| n as u64)
    };
    let made = made.get(&station.code).and_then(|at| DateTime::parse_from_rfc3339(at).ok());
    let days_silent = made.map(|made| u64::try_from((call.now - made).num_days()).unwrap_or(0));
    let (open, overdue) = open.get(&station.code).copied().unwrap_or_default();
    let reception_days = figure("reception_days");
    let standing = match days_silent {
        _ if !station.open => Standing::Unused,
        _ if overdue > 0 => Standing::Overdue,
        None => Standing::Never,
        Some(days) if days > SILENT_DAYS => Standing::Silent,
        _ if reception_days == 0 => Standing::Idle,
        _ => Standing::Fine,
    };
    Tile {
        standing,
        reception_days,
        visit_batches: figure("visit_batches"),
        open,
        overdue,
        days_silent,
        station,
    }
}
