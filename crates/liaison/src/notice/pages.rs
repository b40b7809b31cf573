//! Lines → pages. The templates in `templates/notice/` escape every value by themselves; a page
//! has no script, no picture and nothing from elsewhere, and prints black on white on A4.

use askama::Template;

use super::{Decided, NoticeDeputy, NoticeKind, NoticeMatter, NoticePage};
use crate::error::{Error, Result};
use crate::ledger::Frame;
use crate::records::dates;

/// The page everything is found from.
pub(super) const INDEX: &str = "index.html";

/// What stands at the head and the foot of each page.
struct Sheet {
    from: String,
    to: String,
    /// Who publishes it.
    unit: String,
    today: String,
}

#[derive(Template)]
#[template(path = "notice/matters.html")]
struct Matters<'a> {
    title: String,
    frame: &'a Sheet,
    lines: &'a [NoticeMatter],
    closed: usize,
    left_out: usize,
}

#[derive(Template)]
#[template(path = "notice/deputies.html")]
struct Deputies<'a> {
    title: String,
    frame: &'a Sheet,
    lines: &'a [NoticeDeputy],
}

#[derive(Template)]
#[template(path = "notice/index.html")]
struct Index<'a> {
    title: String,
    frame: &'a Sheet,
    lines: Vec<IndexLine<'a>>,
}

struct IndexLine<'a> {
    name: &'a str,
    links: Vec<Link>,
}

struct Link {
    file: String,
    words: String,
}

/// The index, then station by station.
pub(super) fn all(frame: &Frame, kinds: &[NoticeKind], stations: &[Decided]) -> Result<Vec<NoticePage>> {
    let shown = |day: chrono::NaiveDate| dates::shown(&day.to_string());
    let sheet = Sheet {
        from: shown(frame.from),
        to: shown(frame.to),
        unit: frame.unit.clone(),
        today: shown(frame.today),
    };
    let mut pages = vec![index(&sheet, kinds, stations)?];
    for one in stations {
        for kind in NoticeKind::ALL.iter().filter(|kind| kinds.contains(kind)) {
            pages.push(page(&sheet, *kind, one)?);
        }
    }
    Ok(pages)
}

fn page(sheet: &Sheet, kind: NoticeKind, one: &Decided) -> Result<NoticePage> {
    let station = &one.station;
    let title = format!("{}{}", station.name, kind.label());
    let (html, lines) = match kind {
        NoticeKind::Matters => {
            let page = Matters {
                title: title.clone(),
                frame: sheet,
                lines: &station.matters,
                closed: station.matters.iter().filter(|line| !line.closed_on.is_empty()).count(),
                left_out: one.left_out,
            };
            (page.render(), station.matters.len())
        }
        NoticeKind::Deputies => {
            let page = Deputies {
                title: title.clone(),
                frame: sheet,
                lines: &station.deputies,
            };
            (page.render(), station.deputies.len())
        }
    };
    made(kind.file(&station.code), title, html, lines)
}

fn index(sheet: &Sheet, kinds: &[NoticeKind], stations: &[Decided]) -> Result<NoticePage> {
    let link = |one: &Decided, kind: NoticeKind| Link {
        file: kind.file(&one.station.code),
        words: match kind {
            NoticeKind::Matters => format!("{}（{}件）", kind.label(), one.station.matters.len()),
            NoticeKind::Deputies => format!("{}（{}名）", kind.label(), one.station.deputies.len()),
        },
    };
    let lines = stations.iter().map(|one| IndexLine {
        name: &one.station.name,
        links: NoticeKind::ALL
            .iter()
            .filter(|kind| kinds.contains(kind))
            .map(|kind| link(one, *kind))
            .collect(),
    });
    let page = Index {
        title: format!("{}公示目录", sheet.unit),
        frame: sheet,
        lines: lines.collect(),
    };
    made(INDEX.into(), page.title.clone(), page.render(), 0)
}

fn made(file: String, title: String, html: askama::Result<String>, lines: usize) -> Result<NoticePage> {
    Ok(NoticePage {
        html: html.map_err(|e| Error::NotReady(format!("公示页没有做成（{e}）")))?,
        lines: lines as u64,
        file,
        title,
    })
}
