//! Answers about public notices: what they may say, the pages as decided, and writing them down.
//!
//! What a clerk decides holds for that one publishing and is not kept for the next: a title may
//! have been edited since, and what is made public again deserves another look. Which titles went
//! out and who let them is in the journal.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::figures::checked;
use super::ledgers::{Written, frame_of, note_digests};
use super::settings::{Role, station_of};
use super::{Call, Desk, Period};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, Frame};
use crate::notice::{self, NoticeChoice, NoticeKind, NoticeOf, NoticePage, NoticeStation};

/// The setting that says what was published last; each change of it has its journal row.
const PUBLISHED: &str = "notice";

/// Which notices.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeAsk {
    /// Empty for both.
    #[serde(default)]
    pub kinds: Vec<NoticeKind>,
    /// The period, both days in it.
    pub period: Period,
    /// County: codes of the stations; empty for all.
    #[serde(default)]
    pub stations: Vec<String>,
}

/// Notices as decided.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeOrder {
    /// Which.
    pub ask: NoticeAsk,
    /// What goes out and what does not.
    #[serde(default)]
    pub choice: NoticeChoice,
    /// Folder; "" is 文档/代表联络站台账/公示. The pages get a folder of their own in it.
    #[serde(default)]
    pub folder: String,
}

/// What was published, for the journal.
#[derive(Serialize)]
struct Published<'a> {
    kinds: &'a [NoticeKind],
    period: &'a Period,
    stations: Vec<&'a str>,
    lines: u64,
    /// Ids of the matters whose titles went out.
    released: Vec<&'a str>,
    withheld: &'a [String],
}

/// Who is asked about, and under whose name.
struct Asked {
    frame: Frame,
    kinds: Vec<NoticeKind>,
    of: Vec<NoticeOf>,
    /// What the folder is called after the period.
    name: String,
}

fn asked(desk: &Desk, call: &Call<'_>, ask: &NoticeAsk) -> Result<Asked> {
    checked(&ask.period)?;
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let own = station_of(&session.store)?;
    let frame = frame_of(session, call, &ask.period)?;
    let of: Vec<NoticeOf> = match (own.role, &frame.stations) {
        (Role::County, Some(stations)) => stations
            .iter()
            .filter(|(code, _)| ask.stations.is_empty() || ask.stations.contains(code))
            .map(|(code, name)| NoticeOf {
                code: code.clone(),
                name: name.clone(),
                only: Some(code.clone()),
            })
            .collect(),
        _ => vec![NoticeOf {
            code: own.code,
            name: own.name.clone(),
            only: None,
        }],
    };
    if let Some(code) = ask
        .stations
        .iter()
        .find(|code| own.role == Role::County && of.iter().all(|one| one.code != **code))
    {
        return Err(Error::Draft(vec![Remark::new("stations", format!("没有编号“{code}”的联络站"))]));
    }
    Ok(Asked {
        name: match of.as_slice() {
            [one] => one.name.clone(),
            _ => own.name,
        },
        kinds: if ask.kinds.is_empty() { NoticeKind::ALL.to_vec() } else { ask.kinds.clone() },
        frame,
        of,
    })
}

/// What the notices may say, line by line.
pub fn notice_look(desk: &mut Desk, call: &mut Call<'_>, ask: NoticeAsk) -> Result<Vec<NoticeStation>> {
    let asked = asked(desk, call, &ask)?;
    notice::look(desk.store()?, &asked.frame, &asked.kinds, &asked.of, &mut |doing, done, total| {
        call.step(doing, done, total)
    })
}

/// The pages as decided, the index first.
pub fn notice_pages(desk: &mut Desk, call: &mut Call<'_>, order: NoticeOrder) -> Result<Vec<NoticePage>> {
    let asked = asked(desk, call, &order.ask)?;
    made(desk, call, &asked, &order.choice)
}

fn made(desk: &Desk, call: &mut Call<'_>, asked: &Asked, choice: &NoticeChoice) -> Result<Vec<NoticePage>> {
    notice::pages(desk.store()?, &asked.frame, &asked.kinds, &asked.of, choice, &mut |doing, done, total| {
        call.step(doing, done, total)
    })
}

/// Writes the pages into a folder of their own, and notes in the journal what went out.
pub fn notice_write(desk: &mut Desk, call: &mut Call<'_>, order: NoticeOrder) -> Result<Written> {
    let asked = asked(desk, call, &order.ask)?;
    let pages = made(desk, call, &asked, &order.choice)?;
    let rows = pages.iter().map(|page| page.lines).sum();
    let parent = if order.folder.is_empty() {
        call.documents.join("公示")
    } else {
        PathBuf::from(&order.folder)
    };
    let ours: ledger::Digests = desk.store()?.setting(ledger::DIGESTS)?.unwrap_or_default();
    let laid = notice::write(&asked.frame, &asked.name, &parent, &pages, &ours)?;
    let published = Published {
        kinds: &asked.kinds,
        period: &order.ask.period,
        stations: asked.of.iter().map(|one| one.code.as_str()).collect(),
        lines: rows,
        released: order.choice.released.iter().map(|one| one.id.as_str()).collect(),
        withheld: &order.choice.withheld,
    };
    let (store, who) = desk.writing(call)?;
    store.transact("写出公示", &who, |w| {
        note_digests(w, laid.digests.clone())?;
        w.set(PUBLISHED, &published)
    })?;
    Ok(Written {
        files: laid.files.iter().map(|path| path.display().to_string()).collect(),
        folder: laid.folder.display().to_string(),
        rows,
        notes: laid.notes,
    })
}
