//! Public notices: what may go out, line by line, and the pages as decided.

use std::path::PathBuf;

use liaison::desk::{NoticeAsk as Ask, NoticeOrder, Period, Written};
use liaison::notice::{NoticeChoice, NoticeKind as Kind, NoticeMatter, NoticeStation, ReleasedTitle};
use liaison::{Error, Remark, Result};

use crate::args::{Notice, NoticeAsk, NoticeKind};
use crate::commands::{absolute, read};
use crate::host::Host;
use crate::out;

/// Lists the lines, or writes the pages.
pub fn notice(home: Option<PathBuf>, verb: Notice) -> Result<()> {
    let mut host = Host::open(home)?;
    match verb {
        Notice::Look(ask) => look(&mut host, &asked(ask))?.iter().try_for_each(list),
        Notice::Write {
            ask,
            out,
            release,
            release_plain,
            withhold,
        } => {
            let ask = asked(ask);
            let stations = look(&mut host, &ask)?;
            let choice = choice(&stations, &release, release_plain, &withhold)?;
            let folder = absolute(&out)?.display().to_string();
            let written: Written = read(host.ask("notice_write", &NoticeOrder { ask, choice, folder })?)?;
            written.files.iter().chain(&written.notes).try_for_each(out::line)
        }
    }
}

fn asked(ask: NoticeAsk) -> Ask {
    let kind = ask.kind.map(|kind| match kind {
        NoticeKind::Matters => Kind::Matters,
        NoticeKind::Deputies => Kind::Deputies,
    });
    Ask {
        kinds: kind.into_iter().collect(),
        period: Period { from: ask.from, to: ask.to },
        stations: ask.station,
    }
}

fn look(host: &mut Host, ask: &Ask) -> Result<Vec<NoticeStation>> {
    read(host.ask("notice_look", ask)?)
}

fn list(station: &NoticeStation) -> Result<()> {
    for line in &station.matters {
        let title = if line.confidential { "（保密，只公开类别）" } else { &line.title };
        out::line(format!(
            "{}/{}\t{}\t{title}\t{}",
            station.code,
            line.number,
            line.category,
            line.doubts.join("；")
        ))?;
    }
    for line in &station.deputies {
        out::line(format!("{}/{}\t{}\t{}", station.code, line.name, line.levels, line.groups))?;
    }
    Ok(())
}

/// The decisions as typed, by number and name, as the contract takes them. What is named must be there.
fn choice(stations: &[NoticeStation], release: &[String], plain: bool, withhold: &[String]) -> Result<NoticeChoice> {
    let mut remarks = Vec::new();
    let mut released: Vec<ReleasedTitle> = Vec::new();
    let matters: Vec<(&str, &NoticeMatter)> = stations
        .iter()
        .flat_map(|s| s.matters.iter().map(move |line| (s.code.as_str(), line)))
        .collect();
    let let_out = |line: &NoticeMatter| ReleasedTitle {
        id: line.id.clone(),
        title: line.title.clone(),
    };
    if plain {
        let plain = matters.iter().filter(|(_, line)| !line.confidential && line.doubts.is_empty());
        released.extend(plain.map(|(_, line)| let_out(line)));
    }
    for named in release {
        let found: Vec<_> = matters.iter().filter(|(code, line)| is_named(named, code, &line.number)).collect();
        match found.as_slice() {
            [(_, line)] if line.confidential => remarks.push(Remark::new("release", format!("“{named}”的反映人要求保密，标题不能公开"))),
            [(_, line)] => {
                if released.iter().all(|one| one.id != line.id) {
                    released.push(let_out(line));
                }
            }
            [] => remarks.push(Remark::new("release", format!("公示里没有“{named}”这一件"))),
            _ => remarks.push(Remark::new("release", format!("几个站都有“{named}”，请写成“站点编号/编号”"))),
        }
    }
    let deputies = stations
        .iter()
        .flat_map(|s| s.deputies.iter().map(move |line| (s.code.as_str(), &line.name, &line.id)));
    let lines: Vec<_> = matters.iter().map(|(code, line)| (*code, &line.number, &line.id)).chain(deputies).collect();
    let mut withheld = Vec::new();
    for named in withhold {
        let before = withheld.len();
        withheld.extend(
            lines
                .iter()
                .filter(|(code, name, _)| is_named(named, code, name))
                .map(|(_, _, id)| (*id).clone()),
        );
        if withheld.len() == before {
            remarks.push(Remark::new("withhold", format!("公示里没有“{named}”")));
        }
    }
    if remarks.is_empty() {
        Ok(NoticeChoice { released, withheld })
    } else {
        Err(Error::Draft(remarks))
    }
}

/// NUMBER, or CODE/NUMBER.
fn is_named(named: &str, code: &str, number: &str) -> bool {
    named == number || named.split_once('/') == Some((code, number))
}
