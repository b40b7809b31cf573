//! Cells made from several fields or records. One entry feeds every register: what a
//! matter's own life already tells is not typed again at the visit it came from.

use super::cell::Cell;
use super::column::Line;
use crate::error::Result;
use crate::records::{Noun, book, dates, life, report_meeting, visit};
use crate::store::GrownMatter;

/// 单位: the station whose record it is.
pub(super) fn station(line: &Line<'_>) -> Result<Cell> {
    Ok(Cell::text(line.books.station(&line.record.head.station)))
}

pub(super) fn weekday(line: &Line<'_>) -> Result<Cell> {
    Ok(Cell::text(dates::parse(line.record.text("date")).map_or("", dates::weekday)))
}

/// Levels of all deputies of the line, each named once.
pub(super) fn levels(line: &Line<'_>) -> Result<Cell> {
    let mut levels: Vec<&str> = Vec::new();
    for id in line.record.texts("deputies") {
        for level in line.books.person(id).map(|p| p.levels.as_slice()).unwrap_or_default() {
            if !levels.contains(&level.as_str()) {
                levels.push(level);
            }
        }
    }
    Ok(Cell::text(levels.join("、")))
}

/// Where the visit took place; on a reception day, where that was held.
pub(super) fn visit_place(line: &Line<'_>) -> Result<Cell> {
    let own = line.record.text("place");
    if !own.is_empty() {
        return Ok(Cell::text(own));
    }
    Ok(Cell::text(line.books.store.reception_place(line.record.text("reception_day"))?))
}

/// 来访方式 as chosen, or else how deputy and voter met.
pub(super) fn visit_way(line: &Line<'_>) -> Result<Cell> {
    let way = line.record.text("way");
    let kind = line.record.text("kind");
    let known = visit::KINDS.iter().find(|(code, _)| *code == kind).map_or("", |(_, label)| label);
    Ok(Cell::text(if way.is_empty() { known } else { way }))
}

/// 人数, counted as the figures count it: not filled in means one.
pub(super) fn people(line: &Line<'_>) -> Result<Cell> {
    Ok(Cell::Whole(line.record.whole("people").unwrap_or(1)))
}

/// 3户/5人
pub(super) fn households(line: &Line<'_>) -> Result<Cell> {
    let people = line.record.whole("people").unwrap_or(1);
    Ok(Cell::text(match line.record.whole("households") {
        Some(households) => format!("{households}户/{people}人"),
        None => format!("{people}人"),
    }))
}

fn joined<'m>(matters: &'m [GrownMatter], part: impl Fn(&'m GrownMatter) -> &'m str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in matters.iter().map(part) {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join("、")
}

pub(super) fn visit_unit(line: &Line<'_>) -> Result<Cell> {
    let own = line.record.text("unit");
    Ok(Cell::text(if own.is_empty() {
        joined(line.grown(Noun::Visit)?, |m| &m.lead_unit)
    } else {
        own.to_owned()
    }))
}

/// The result as typed, or each matter of the visit with how far it is.
pub(super) fn visit_result(line: &Line<'_>) -> Result<Cell> {
    let own = line.record.text("result");
    if !own.is_empty() {
        return Ok(Cell::text(own));
    }
    let far: Vec<String> = line
        .grown(Noun::Visit)?
        .iter()
        .map(|m| format!("{}（{}）", m.number, life::state_label(&m.state)))
        .collect();
    Ok(Cell::text(far.join("、")))
}

/// 2024年5月8日·电话
pub(super) fn visit_feedback(line: &Line<'_>) -> Result<Cell> {
    let own = line.record.text("fed_back_on");
    let on = if own.is_empty() {
        line.grown(Noun::Visit)?
            .iter()
            .map(|m| m.fed_voter_on.as_str())
            .find(|on| !on.is_empty())
            .unwrap_or("")
    } else {
        own
    };
    let parts = [dates::shown(on), line.record.text("fed_back_way").to_owned()];
    Ok(Cell::text(parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("·")))
}

pub(super) fn visit_rating(line: &Line<'_>) -> Result<Cell> {
    let own = line.record.text("rating");
    Ok(Cell::text(if own.is_empty() {
        joined(line.grown(Noun::Visit)?, |m| &m.voter_rating)
    } else {
        own.to_owned()
    }))
}

/// 意见建议编号 of a visit.
pub(super) fn visit_matters(line: &Line<'_>) -> Result<Cell> {
    Ok(Cell::text(joined(line.grown(Noun::Visit)?, |m| &m.number)))
}

/// 意见建议编号 of an activity.
pub(super) fn activity_matters(line: &Line<'_>) -> Result<Cell> {
    Ok(Cell::text(joined(line.grown(Noun::Activity)?, |m| &m.number)))
}

/// The group by name, or the station.
pub(super) fn organiser(line: &Line<'_>) -> Result<Cell> {
    let group = line.books.name(Noun::Group, line.record.text("group"))?;
    if !group.is_empty() {
        return Ok(Cell::text(group));
    }
    let code = line.record.text("organiser");
    Ok(Cell::text(Noun::Activity.field("organiser").map_or(code, |f| f.label_of(code))))
}

/// 附件数
pub(super) fn attachments(line: &Line<'_>) -> Result<Cell> {
    let count = line.books.store.attachment_count(Noun::Activity, &line.record.head.id)?;
    Ok(Cell::Whole(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// 12/10
pub(super) fn turnout(line: &Line<'_>) -> Result<Cell> {
    let [expected, present] = ["expected", "present"].map(|key| line.record.whole(key).map(|n| n.to_string()).unwrap_or_default());
    Ok(if expected.is_empty() && present.is_empty() {
        Cell::Blank
    } else {
        Cell::text(format!("{expected}/{present}"))
    })
}

/// A number of points of a line of 履职积分表.
pub(super) fn points(line: &Line<'_>, key: &str) -> Result<Cell> {
    Ok(line.record.values.get(key).and_then(serde_json::Value::as_f64).map_or(Cell::Blank, Cell::Rate))
}

/// 审核状态 of a declared entry; what other registers keep needs no review.
pub(super) fn duty_status(line: &Line<'_>) -> Result<Cell> {
    let code = line.record.text("status");
    Ok(Cell::text(Noun::Duty.field("status").map_or(code, |f| f.label_of(code))))
}

pub(super) fn deputy_name(line: &Line<'_>) -> Result<Cell> {
    Ok(line.deputy.map_or(Cell::Blank, |p| Cell::text(p.name.as_str())))
}

/// The level the report was given at, or all of the deputy's.
pub(super) fn report_level(line: &Line<'_>) -> Result<Cell> {
    let own = line.record.text("level");
    if !own.is_empty() {
        return Ok(Cell::text(own));
    }
    let person = line.books.person(line.record.text("deputy"));
    Ok(person.map_or(Cell::Blank, |p| Cell::text(p.levels.join("、"))))
}

/// 选区 of the one deputy a record is about.
pub(super) fn constituency(line: &Line<'_>) -> Result<Cell> {
    let person = line.books.person(line.record.text("deputy"));
    Ok(person.map_or(Cell::Blank, |p| Cell::text(p.constituency.as_str())))
}

/// 满意率 as a number.
pub(super) fn report_rate(line: &Line<'_>) -> Result<Cell> {
    Ok(report_meeting::rate(&line.record.values).map_or(Cell::Blank, Cell::Rate))
}

/// When the report a promise belongs to was given.
pub(super) fn report_day(line: &Line<'_>) -> Result<Cell> {
    let report = line.books.store.get(Noun::ReportMeeting, line.record.text("report"))?;
    Ok(report.map_or(Cell::Blank, |r| Cell::date(r.text("date"))))
}

/// 《代表法》·40册: books handed out at a training.
pub(super) fn handed_books(line: &Line<'_>) -> Result<Cell> {
    let books = line.books.store.handed_at(&line.record.head.id)?;
    Ok(Cell::text(
        books
            .iter()
            .map(|(name, copies)| format!("《{name}》·{copies}册"))
            .collect::<Vec<_>>()
            .join("、"),
    ))
}

/// Pieces, counted as the figures count them: not filled in means one.
pub(super) fn pieces(line: &Line<'_>) -> Result<Cell> {
    Ok(Cell::Whole(line.record.whole("count").unwrap_or(1)))
}

/// 入库 or 发放 in a column of its own, so that each is added up by itself.
fn copies(line: &Line<'_>, kind: &str) -> Cell {
    if line.record.text("kind") == kind {
        Cell::whole(line.record.whole("count"))
    } else {
        Cell::Blank
    }
}

pub(super) fn copies_in(line: &Line<'_>) -> Result<Cell> {
    Ok(copies(line, book::IN))
}

pub(super) fn copies_out(line: &Line<'_>) -> Result<Cell> {
    Ok(copies(line, book::OUT))
}

/// Groups of a deputy.
pub(super) fn groups(line: &Line<'_>) -> Result<Cell> {
    Ok(Cell::text(line.books.groups_of(&line.record.head.id)))
}

/// 线上渠道（鄂汇办）
pub(super) fn matter_source(line: &Line<'_>) -> Result<Cell> {
    let code = line.record.text("source");
    let source = Noun::Matter.field("source").map_or(code, |f| f.label_of(code));
    let channel = line.record.text("channel");
    Ok(Cell::text(if channel.is_empty() {
        source.to_owned()
    } else {
        format!("{source}（{channel}）")
    }))
}

/// How it was closed; while it is with a unit, 交办办理.
pub(super) fn matter_way(line: &Line<'_>) -> Result<Cell> {
    let how = match line.record.text("closed_how") {
        "" if !line.record.text("referred_on").is_empty() => "handled",
        how => how,
    };
    Ok(Cell::text(life::WAYS.iter().find(|(code, _)| *code == how).map_or(how, |(_, label)| label)))
}

/// Days late at the cut-off. The clock stops with the answer, or with the closing when
/// there was none; it runs only while the matter is with a unit.
pub(super) fn matter_days_late(line: &Line<'_>) -> Result<Cell> {
    let record = line.record;
    let Some(due) = dates::parse(record.text("due_on")) else {
        return Ok(Cell::Blank);
    };
    let stopped = dates::parse(record.text("answered_on")).or_else(|| dates::parse(record.text("closed_on")));
    let with_unit = [life::REFERRED, life::SIGNED, life::WORKING].contains(&record.text("state"));
    let until = match stopped {
        Some(day) => day.min(line.books.cutoff),
        None if with_unit => line.books.cutoff,
        None => return Ok(Cell::Blank),
    };
    Ok(Cell::Whole((until - due).num_days().max(0)))
}
