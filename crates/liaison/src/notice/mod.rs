//! Notices (公示) for the village's board and the web: how matters were handled, and what deputies
//! did. A notice holds a few fields by name and nothing else: never a voter, a telephone number,
//! an address, or what was said in whose words. `lines` reads them, `mask` takes out of free text
//! what the records know of voters, `pages` makes the pages, `folder` lays them down.
//!
//! Titles are free text. None goes out unless a clerk released it as it stands here; of a 保密
//! matter there is nothing to release.
//!
//! The room reads the store and writes files. It knows no window, no clock and no contract.

mod folder;
mod lines;
mod mask;
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::folder::Laid;
pub use self::lines::{NoticeDeputy, NoticeMatter, NoticeStation};
use crate::error::{Error, Result};
use crate::ledger::{Digests, Frame};
use crate::store::Store;

/// What a notice tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 民情办理公示
    Matters,
    /// 履职公示
    Deputies,
}

impl NoticeKind {
    /// Both, in the order of the index.
    pub const ALL: &[NoticeKind] = &[NoticeKind::Matters, NoticeKind::Deputies];

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Matters => "民情办理公示",
            Self::Deputies => "代表履职公示",
        }
    }

    /// Name of its page: matters-JS-017.html
    fn file(self, code: &str) -> String {
        let word = match self {
            Self::Matters => "matters",
            Self::Deputies => "deputies",
        };
        format!("{word}-{code}.html")
    }
}

/// One station a notice is made for.
#[derive(Debug, Clone)]
pub struct NoticeOf {
    /// JS-017; names its pages.
    pub code: String,
    /// 三溪村代表联络站
    pub name: String,
    /// Only rows of this station; at a station all rows are its own.
    pub only: Option<String>,
}

/// A title a clerk released, as she saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReleasedTitle {
    /// Id of the matter.
    pub id: String,
    /// The title as it was shown to her.
    pub title: String,
}

/// What a clerk decided, line by line. Where she said nothing a line goes out without its title.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NoticeChoice {
    /// Titles that go out.
    pub released: Vec<ReleasedTitle>,
    /// Ids of matters and deputies that are left out.
    pub withheld: Vec<String>,
}

/// A page as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticePage {
    /// Name of its file.
    pub file: String,
    /// 三溪村代表联络站民情办理公示
    pub title: String,
    /// The whole page; needs nothing but itself.
    pub html: String,
    /// Lines on it.
    pub lines: u64,
}

/// Told what is being done, how far, of how much; an error stops the work.
pub type Step<'s> = &'s mut dyn FnMut(&str, u64, u64) -> Result<()>;

/// What may stand in the notices of these stations, for a clerk to look at and decide.
pub fn look(store: &Store, frame: &Frame, kinds: &[NoticeKind], of: &[NoticeOf], step: Step<'_>) -> Result<Vec<NoticeStation>> {
    store.steadily(|| {
        let reader = lines::Reader::open(store, frame)?;
        let mut all = Vec::new();
        for (n, one) in (0..).zip(of) {
            step(&one.name, n, of.len() as u64)?;
            all.push(reader.station(one, kinds)?);
        }
        Ok(all)
    })
}

/// The pages of these stations as decided: one a station and kind, the index first.
pub fn pages(store: &Store, frame: &Frame, kinds: &[NoticeKind], of: &[NoticeOf], choice: &NoticeChoice, step: Step<'_>) -> Result<Vec<NoticePage>> {
    let stations = look(store, frame, kinds, of, step)?;
    let decided = decided(stations, choice)?;
    pages::all(frame, kinds, &decided)
}

/// Writes such pages into a folder of their own inside `parent`; `ours` is what was written where.
pub fn write(frame: &Frame, name: &str, parent: &Path, pages: &[NoticePage], ours: &Digests) -> Result<Laid> {
    folder::lay(parent, &format!("{}公示_{name}", frame.period()), pages, ours)
}

/// A station's lines after the clerk's decision, and how many matters she left out.
struct Decided {
    station: NoticeStation,
    left_out: usize,
}

/// Puts the decision onto what the records say now. A title that is no longer the one she saw is
/// not hers to have released: she looks again.
fn decided(stations: Vec<NoticeStation>, choice: &NoticeChoice) -> Result<Vec<Decided>> {
    let withheld: BTreeSet<&str> = choice.withheld.iter().map(String::as_str).collect();
    let released: BTreeMap<&str, &str> = choice.released.iter().map(|r| (r.id.as_str(), r.title.as_str())).collect();
    stations
        .into_iter()
        .map(|mut station| {
            let before = station.matters.len();
            station.matters.retain(|line| !withheld.contains(line.id.as_str()));
            station.deputies.retain(|line| !withheld.contains(line.id.as_str()));
            let left_out = before - station.matters.len();
            for line in &mut station.matters {
                match released.get(line.id.as_str()) {
                    Some(seen) if *seen == line.title => {}
                    Some(_) => return Err(Error::Changed("意见建议")),
                    None => line.title.clear(),
                }
            }
            Ok(Decided { station, left_out })
        })
        .collect()
}
