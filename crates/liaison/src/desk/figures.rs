//! Figures of a period: a station's own, and the county's told apart by one thing. Units are
//! never mixed: 件, 次, 人次, 人, 批次 each have their own field or column.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ledgers::{Written, frame_of, kept};
use super::{Axis, Call, Copied, Desk, FigureTable, Figures, Period, StationLine, registers};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, Frame, Piece};
use crate::records::{dates, life};
use crate::store::{Store, Whose};

/// What the county asks for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TableAsk {
    /// The period, both days in it.
    pub period: Period,
    /// Codes; empty for all.
    #[serde(default)]
    pub stations: Vec<String>,
    /// What the lines are.
    pub by: Axis,
}

/// How long matters that are not closed have been with the office, as of today.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Ages {
    /// Youngest first.
    pub bands: Vec<AgeBand>,
    /// In the order of a matter's life.
    pub lines: Vec<AgeLine>,
}

/// One span of ages.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AgeBand {
    /// 30天以内
    pub word: String,
    /// Raised from here to there.
    pub raised: Period,
}

/// Matters of one state.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AgeLine {
    /// The state's code.
    pub state: String,
    /// What people call it.
    pub word: String,
    /// 件, one a band.
    pub counts: Vec<u64>,
}

/// Whose matters.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AgesAsk {
    /// Codes; empty for all.
    #[serde(default)]
    pub stations: Vec<String>,
}

/// A table to write down as a workbook.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TableWrite {
    /// Which figures.
    pub ask: TableAsk,
    /// Its title; also the file's name.
    pub title: String,
    /// Keys of its columns; empty for all.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// A period put in sentences.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Summary {
    /// Paragraphs of words and numbers.
    pub paragraphs: Vec<Vec<Piece>>,
    /// The same as text, to be pasted elsewhere.
    pub text: String,
}

/// Whose sentences.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SummaryAsk {
    /// The period, both days in it.
    pub period: Period,
    /// Codes; empty for all.
    #[serde(default)]
    pub stations: Vec<String>,
}

/// A plot to keep as a picture.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PictureAsk {
    /// Its title; also the file's name.
    pub title: String,
    /// The period it shows.
    pub period: Period,
    /// The PNG, in Base64.
    pub png: String,
}

/// A picture of a screen is far smaller than this.
const LARGEST_PICTURE: usize = 20_000_000;

pub(super) fn checked(period: &Period) -> Result<()> {
    let mut remarks = Vec::new();
    for (key, value, label) in [("from", &period.from, "开始日期"), ("to", &period.to, "结束日期")] {
        if dates::parse(value).is_none() {
            remarks.push(Remark::new(key, format!("请填写{label}")));
        }
    }
    if remarks.is_empty() && period.from > period.to {
        remarks.push(Remark::new("to", "结束日期不能早于开始日期"));
    }
    if remarks.is_empty() { Ok(()) } else { Err(Error::Draft(remarks)) }
}

/// The month a day is in.
pub(super) fn month_of(day: NaiveDate) -> Period {
    let first = day.with_day(1).unwrap_or(day);
    let last = first.checked_add_months(Months::new(1)).map_or(day, |next| next - Days::new(1));
    Period {
        from: first.to_string(),
        to: last.to_string(),
    }
}

/// The figures of a period.
pub fn figures(desk: &mut Desk, _: &mut Call<'_>, period: Period) -> Result<Figures> {
    checked(&period)?;
    desk.store()?.figures(&period, &[])
}

/// The stations by home, homes in the order of their first station's code.
pub(super) fn whose(store: &Store) -> Result<Vec<Whose>> {
    let mut all: Vec<Whose> = registers::lines(store)?.iter().map(StationLine::whose).collect();
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for one in &all {
        let code = first.entry(one.home.clone()).or_insert_with(|| one.code.clone());
        if one.code < *code {
            code.clone_from(&one.code);
        }
    }
    all.sort_by_cached_key(|one| (one.home.is_empty(), first.get(&one.home).cloned(), one.code.clone()));
    Ok(all)
}

/// Figures told apart by one thing.
pub fn figure_table(desk: &mut Desk, _: &mut Call<'_>, ask: TableAsk) -> Result<FigureTable> {
    checked(&ask.period)?;
    let store = desk.store()?;
    store.figure_table(&ask.period, &ask.stations, ask.by, &whose(store)?)
}

/// Matters that are not closed, by state and age.
pub fn matter_ages(desk: &mut Desk, call: &mut Call<'_>, ask: AgesAsk) -> Result<Ages> {
    let today = call.today();
    let back = |days: u64| (today - Days::new(days)).to_string();
    let band = |word: &str, from: String, to: String| AgeBand {
        word: word.into(),
        raised: Period { from, to },
    };
    let bands = vec![
        band("30天以内", back(30), "9999-12-31".into()),
        band("31至90天", back(90), back(31)),
        band("91至180天", back(180), back(91)),
        band("180天以上", "0000-01-01".into(), back(181)),
    ];
    let raised: Vec<Period> = bands.iter().map(|b| b.raised.clone()).collect();
    let mut lines: Vec<AgeLine> = desk
        .store()?
        .open_by_age(&raised, &ask.stations)?
        .into_iter()
        .map(|(state, counts)| AgeLine {
            word: life::state_label(&state).into(),
            state,
            counts,
        })
        .collect();
    lines.sort_by_key(|l| life::STATES.iter().position(|(state, _)| *state == l.state));
    Ok(Ages { bands, lines })
}

/// Writes such a table as a workbook beside the ledgers.
pub fn figure_table_write(desk: &mut Desk, call: &mut Call<'_>, ask: TableWrite) -> Result<Written> {
    let table = figure_table(desk, call, ask.ask.clone())?;
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let frame = frame_of(session, call, &ask.ask.period)?;
    let folder = call.documents.join("台账");
    let wanted = |key: &str| ask.columns.is_empty() || ask.columns.iter().any(|c| c == key);
    let written = ledger::write_table(&session.store, &desk.home, &frame, &folder, &ask.title, &table, &wanted)?;
    kept(desk, call, written)
}

/// For whom a summary speaks, and its frame.
fn summary_frame(desk: &Desk, call: &Call<'_>, ask: &SummaryAsk) -> Result<(Frame, String)> {
    checked(&ask.period)?;
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let mut frame = frame_of(session, call, &ask.period)?;
    let all = whose(&session.store)?;
    let Some(stations) = frame.stations.as_mut() else {
        let unit = frame.unit.clone();
        return Ok((frame, unit));
    };
    if ask.stations.is_empty() {
        let open = all.iter().filter(|s| s.open).count();
        return Ok((frame, format!("全县{open}个代表联络站")));
    }
    stations.retain(|code, _| ask.stations.contains(code));
    let chosen: Vec<&Whose> = all.iter().filter(|s| stations.contains_key(&s.code)).collect();
    let unit = match chosen.as_slice() {
        [one] => one.name.clone(),
        [first, ..] if !first.home.is_empty() && chosen.iter().all(|s| s.home == first.home) => {
            format!("{}{}个代表联络站", first.home, chosen.len())
        }
        _ => format!("{}个代表联络站", chosen.len()),
    };
    frame.unit.clone_from(&unit);
    Ok((frame, unit))
}

/// The figures of a period in the sentences the county asks for.
pub fn summary(desk: &mut Desk, call: &mut Call<'_>, ask: SummaryAsk) -> Result<Summary> {
    let (frame, unit) = summary_frame(desk, call, &ask)?;
    let figures = desk.store()?.figures(&ask.period, &ask.stations)?;
    let paragraphs = ledger::report(&figures, &frame.period(), &unit);
    Ok(Summary {
        text: ledger::plain(&paragraphs),
        paragraphs,
    })
}

/// Writes them with their figures on one page of Excel beside the ledgers.
pub fn summary_write(desk: &mut Desk, call: &mut Call<'_>, ask: SummaryAsk) -> Result<Written> {
    let words = summary(desk, call, ask.clone())?.text;
    let (frame, _) = summary_frame(desk, call, &ask)?;
    let folder = call.documents.join("台账");
    let written = ledger::write_summary(desk.store()?, &desk.home, &frame, &folder, &words)?;
    kept(desk, call, written)
}

/// Keeps a plot as a picture beside the ledgers.
pub fn picture_write(_: &mut Desk, call: &mut Call<'_>, ask: PictureAsk) -> Result<Copied> {
    checked(&ask.period)?;
    let refuse = || Error::Draft(vec![Remark::new("png", "这不是一张图片")]);
    if ask.png.len() > LARGEST_PICTURE {
        return Err(refuse());
    }
    let bytes = STANDARD.decode(ask.png.as_bytes()).map_err(|_| refuse())?;
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(refuse());
    }
    let name = format!("{}_{}至{}.png", ask.title, ask.period.from, ask.period.to);
    super::attachments::laid_beside(&call.documents.join("统计图"), &name, &bytes)
}
