//! 履职档案: one deputy, one term or any other period, eight chapters, a record behind every line.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::ledgers::{frame_of, kept};
use crate::desk::registers::Persons;
use crate::desk::{Call, Desk, Period, Written};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, DossierSheet};
use crate::records::dossier::{Chapter, chapter_of, content_of, day_of, reversals, title_of, word_of};
use crate::records::{Kept, Kind, Noun, dates, duty};
use crate::store::Store;

/// Whose file, of which days.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DossierAsk {
    /// The deputy's record.
    pub deputy: String,
    /// First day; "" for all before.
    #[serde(default)]
    pub from: String,
    /// Last day; "" for all after.
    #[serde(default)]
    pub to: String,
}

/// One line of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DossierLine {
    /// Which kind of record it is.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Whose record it is.
    pub station: String,
    /// YYYY-MM-DD
    pub date: String,
    /// 走访选民, 视察调研, 述职评议 …
    pub word: String,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub content: String,
    /// Number of the 冲销 that takes it back; "".
    pub reversed_by: String,
}

/// One chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DossierChapter {
    /// Which.
    pub chapter: Chapter,
    /// 会议
    pub label: String,
    /// Oldest first.
    pub lines: Vec<DossierLine>,
}

/// A term of the deputy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TermSpan {
    /// 第十九届
    pub term: String,
    /// First day; "" when not known.
    pub from: String,
    /// Last day; "" while it runs.
    pub to: String,
    /// 连任, 离任, or "" while it runs.
    pub outcome: String,
}

/// A deputy's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Dossier {
    /// Her record.
    pub id: String,
    /// 姓名
    pub name: String,
    /// 基本情况: label and what it says, in form order.
    pub facts: Vec<(String, String)>,
    /// Her terms, oldest first.
    pub terms: Vec<TermSpan>,
    /// The chapters after 基本情况.
    pub chapters: Vec<DossierChapter>,
    /// Entries that wait for review.
    pub waiting: u64,
    /// Entries that were sent back.
    pub returned: u64,
}

/// First and last day as asked for, open where they are blank.
fn span(ask: &DossierAsk) -> Result<(String, String)> {
    let mut remarks = Vec::new();
    for (key, day) in [("from", &ask.from), ("to", &ask.to)] {
        if !day.is_empty() && dates::parse(day).is_none() {
            remarks.push(Remark::new(key, "日期不对"));
        }
    }
    if !ask.to.is_empty() && ask.from > ask.to {
        remarks.push(Remark::new("to", "结束日期不能早于开始日期"));
    }
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    let or = |day: &str, else_day: &str| if day.is_empty() { else_day.to_owned() } else { day.to_owned() };
    Ok((or(&ask.from, "0000-01-01"), or(&ask.to, "9999-12-31")))
}

/// 基本情况 as the register has it.
fn facts(store: &Store, deputy: &Kept, ids: &[String]) -> Result<Vec<(String, String)>> {
    let mut facts: Vec<(String, String)> = Noun::Deputy
        .fields()
        .iter()
        .map(|field| {
            let says = match field.kind {
                Kind::Choices(_) => deputy.texts(field.key).join("、"),
                Kind::Month => deputy.text(field.key).replacen('-', "年", 1) + if deputy.text(field.key).is_empty() { "" } else { "月" },
                _ => field.label_of(deputy.text(field.key)).to_owned(),
            };
            (field.label.to_owned(), says)
        })
        .filter(|(_, says)| !says.is_empty())
        .collect();
    let groups = store
        .group_members()?
        .into_iter()
        .filter(|g| g.live && g.members.iter().any(|m| ids.contains(m)));
    let groups = groups.map(|g| g.name).collect::<Vec<_>>().join("、");
    if !groups.is_empty() {
        facts.push(("所属小组".into(), groups));
    }
    Ok(facts)
}

/// Closed terms by the seats held, then the one that runs.
fn terms(store: &Store, deputy: &Kept, ids: &[String]) -> Result<Vec<TermSpan>> {
    let mut spans: Vec<TermSpan> = Vec::new();
    for id in ids {
        for seat in store.referring(Noun::Seat, "deputy", id)? {
            let Some(seat) = store.get(Noun::Seat, &seat)? else { continue };
            let span = TermSpan {
                term: seat.text("term").to_owned(),
                from: seat.text("began").to_owned(),
                to: seat.text("ended").to_owned(),
                outcome: Noun::Seat.field("outcome").map_or("", |f| f.label_of(seat.text("outcome"))).to_owned(),
            };
            if !spans.contains(&span) {
                spans.push(span);
            }
        }
    }
    spans.sort_by(|a, b| a.to.cmp(&b.to));
    let left = spans.last().is_some_and(|s| s.term == deputy.text("term"));
    if !left && !deputy.text("term").is_empty() {
        let began = spans.last().and_then(|s| dates::parse(&s.to)).and_then(|d| d.succ_opt());
        spans.push(TermSpan {
            term: deputy.text("term").to_owned(),
            from: began.map(|d| d.to_string()).unwrap_or_default(),
            to: String::new(),
            outcome: String::new(),
        });
    }
    Ok(spans)
}

fn gathered(store: &Store, ask: &DossierAsk) -> Result<Dossier> {
    let (from, to) = span(ask)?;
    let deputy = store.get(Noun::Deputy, &ask.deputy)?.ok_or(Error::NotFound(Noun::Deputy.label()))?;
    let ids = Persons::read(store)?.records_of(&ask.deputy);
    let deeds = store.deeds(&ids, &from, &to)?;
    // A record of last year may be taken back by an entry of this one.
    let entries = store.deeds(&ids, "0000-01-01", "9999-12-31")?;
    let reversed = reversals(&entries);
    let mut chapters: Vec<DossierChapter> = Chapter::ALL
        .iter()
        .map(|chapter| DossierChapter {
            chapter: *chapter,
            label: chapter.label().into(),
            lines: Vec::new(),
        })
        .collect();
    let mut counts = [0u64; 2];
    for (noun, record) in &deeds {
        for (count, status) in counts.iter_mut().zip([duty::DECLARED, duty::RETURNED]) {
            *count += u64::from(*noun == Noun::Duty && record.text("status") == status);
        }
        let Some(chapter) = chapter_of(*noun, record) else { continue };
        let line = DossierLine {
            noun: *noun,
            id: record.head.id.clone(),
            number: record.head.number.clone(),
            station: record.head.station.clone(),
            date: day_of(*noun, record).to_owned(),
            word: word_of(*noun, record),
            title: title_of(*noun, record),
            content: content_of(*noun, record),
            reversed_by: reversed
                .get(&(record.head.station.as_str(), record.head.number.as_str()))
                .map_or_else(String::new, |by| (*by).to_owned()),
        };
        if let Some(at) = chapters.iter_mut().find(|c| c.chapter == chapter) {
            at.lines.push(line);
        }
    }
    Ok(Dossier {
        name: deputy.text("name").to_owned(),
        facts: facts(store, &deputy, &ids)?,
        terms: terms(store, &deputy, &ids)?,
        id: deputy.head.id,
        chapters,
        waiting: counts[0],
        returned: counts[1],
    })
}

/// A deputy's file.
pub fn dossier(desk: &mut Desk, _: &mut Call<'_>, ask: DossierAsk) -> Result<Dossier> {
    gathered(desk.store()?, &ask)
}

/// Writes a deputy's file as a workbook, a sheet a chapter.
pub fn dossier_write(desk: &mut Desk, call: &mut Call<'_>, ask: DossierAsk) -> Result<Written> {
    let found = gathered(desk.store()?, &ask)?;
    // The days on the paper are those of what is in it, where none were asked for.
    let days = found.chapters.iter().flat_map(|c| &c.lines).map(|l| l.date.as_str()).filter(|d| !d.is_empty());
    let today = call.today().to_string();
    let first = days.clone().min().unwrap_or(&today);
    let last = days.max().unwrap_or(&today);
    let or = |day: &str, else_day: &str| if day.is_empty() { else_day.to_owned() } else { day.to_owned() };
    let period = Period {
        from: or(&ask.from, first),
        to: or(&ask.to, last),
    };
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let frame = frame_of(session, call, &period)?;
    let named = |code: &str| frame.stations.as_ref().and_then(|s| s.get(code)).cloned().unwrap_or_default();
    let sheets: Vec<DossierSheet> = found
        .chapters
        .iter()
        .map(|chapter| DossierSheet {
            label: chapter.label.clone(),
            lines: chapter
                .lines
                .iter()
                .map(|line| ledger::DossierRow {
                    date: line.date.clone(),
                    word: line.word.clone(),
                    title: line.title.clone(),
                    content: line.content.clone(),
                    number: line.number.clone(),
                    note: if line.reversed_by.is_empty() {
                        named(&line.station)
                    } else {
                        format!("已由 {} 冲销", line.reversed_by)
                    },
                })
                .collect(),
        })
        .collect();
    let folder: PathBuf = call.documents.join("台账");
    let mut facts = found.facts.clone();
    facts.extend(found.terms.iter().map(|t| {
        let ends = if t.to.is_empty() {
            "至今".to_owned()
        } else {
            format!("至{}", dates::shown(&t.to))
        };
        (
            t.term.clone(),
            format!(
                "{}{ends}{}",
                dates::shown(&t.from),
                if t.outcome.is_empty() { String::new() } else { format!("，{}", t.outcome) }
            ),
        )
    }));
    let known = session.store.setting(ledger::DIGESTS)?.unwrap_or_default();
    let written = ledger::write_dossier(&folder, &known, &frame, &found.name, &facts, &sheets)?;
    kept(desk, call, written)
}
