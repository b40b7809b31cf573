//! 换届: a term is closed, deputies are carried over, its records stay as they are. What a closed term
//! was is told by the seats (代表任期) it left, here and, once they came in, at the county.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

use crate::desk::settings::{Role, station_of};
use crate::desk::{Call, Desk, Figures, Nothing, Period};
use crate::error::{Error, Remark, Result};
use crate::records::deputy::LEFT as NO_DEPUTY;
use crate::records::seat::{LEFT, REELECTED};
use crate::records::{Kept, List, Noun, Values, blank_of, dates, life, text};
use crate::store::{Store, Write};

/// Setting with what the last change did, until it can't be undone any more.
const CHANGE: &str = "term_change";

/// What happened in a closed term stays as it was written. A matter may still be handled to its end,
/// a promise still be kept.
const ARCHIVED: &[Noun] = &[
    Noun::ReceptionDay,
    Noun::Visit,
    Noun::Activity,
    Noun::ReportMeeting,
    Noun::Publicity,
    Noun::BookMove,
    Noun::Duty,
];

/// What a change did, to be taken back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Changed {
    opens: String,
    on: String,
    at: String,
    seats: Vec<String>,
    /// id, term and status before.
    deputies: Vec<(String, String, String)>,
    /// Group, deputy, was its leader, was a member.
    members: Vec<(String, String, bool, bool)>,
}

/// One term with what was done in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TermLine {
    /// 第十九届
    pub term: String,
    /// First day; "" when not known.
    pub from: String,
    /// Last day; "" while it runs.
    pub to: String,
    /// Deputies in it.
    pub seats: u64,
    /// Of them elected again.
    pub reelected: u64,
    /// Of them no longer deputies.
    pub left: u64,
    /// Its figures; of the one that runs, up to today.
    pub figures: Figures,
}

/// A deputy a change may concern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TermsPerson {
    /// Her record.
    pub id: String,
    /// 姓名
    pub name: String,
    /// 级别
    pub levels: String,
    /// 届次 in her record.
    pub term: String,
}

/// Every term, and who would be carried over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Terms {
    /// Oldest first; the last one runs.
    pub lines: Vec<TermLine>,
    /// Deputies who have not left, by name.
    pub deputies: Vec<TermsPerson>,
    /// Day after the last closed term, or of the oldest record: where the running term began.
    pub began: String,
    /// The last change can be taken back.
    pub undo: bool,
    /// Why not, when there was one; "".
    pub undo_why: String,
}

/// How one deputy goes on.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TermAsk {
    /// Her record.
    pub id: String,
    /// Elected again; else she leaves.
    pub stays: bool,
}

/// A term ends, another begins.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TermChange {
    /// 届次 that ends.
    pub closes: String,
    /// 届次 that begins.
    pub opens: String,
    /// First day of the one that ends.
    pub began: String,
    /// First day of the one that begins.
    pub on: String,
    /// Every deputy it concerns.
    pub deputies: Vec<TermAsk>,
}

fn each(store: &Store, noun: Noun) -> Result<Vec<Kept>> {
    let mut all = Vec::new();
    store.each(noun, "0000-01-01", "9999-12-31", None, &mut |record| {
        all.push(record);
        Ok(())
    })?;
    Ok(all)
}

/// The last day of this office's own closed terms; "" when none was closed.
fn archived_until(store: &Store) -> Result<String> {
    store.archived_until(&station_of(store)?.code)
}

/// Refuses to change, delete or restore what stands in a closed term, and to write into one.
pub(in crate::desk) fn still_open(store: &Store, noun: Noun, values: &Values) -> Result<()> {
    let until = archived_until(store)?;
    let text = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or_default();
    let day = noun.date_field().map_or("", text);
    if until.is_empty() || day.is_empty() || day > until.as_str() {
        return Ok(());
    }
    let over = noun == Noun::Matter && [life::CLOSED, life::WITHDRAWN].contains(&text("state"));
    if over || ARCHIVED.contains(&noun) {
        return Err(Error::NotAllowed(format!(
            "{}及以前的已经随换届封存，只能看，不能改；换届弄错了，可以在“换届”里撤销",
            dates::shown(&until)
        )));
    }
    Ok(())
}

/// Every term there was, and the one that runs.
pub fn terms(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Terms> {
    let store = desk.store()?;
    let today = call.today();
    let mut seats: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for seat in each(store, Noun::Seat)? {
        seats.entry(seat.text("term").to_owned()).or_default().push(seat);
    }
    let figures = |from: &str, to: &str| {
        let period = Period {
            from: from.to_owned(),
            to: to.to_owned(),
        };
        store.figures(&period, &[])
    };
    let mut lines = Vec::new();
    for (term, seats) in seats {
        let from = seats.iter().map(|s| s.text("began")).min().unwrap_or_default().to_owned();
        let to = seats.iter().map(|s| s.text("ended")).max().unwrap_or_default().to_owned();
        let count = |outcome: &str| seats.iter().filter(|s| s.text("outcome") == outcome).count() as u64;
        lines.push(TermLine {
            figures: figures(&from, &to)?,
            seats: seats.len() as u64,
            reelected: count(REELECTED),
            left: count(LEFT),
            term,
            from,
            to,
        });
    }
    lines.sort_by(|a, b| a.to.cmp(&b.to));
    let mut deputies = each(store, Noun::Deputy)?;
    deputies.retain(|d| d.text("status") != NO_DEPUTY);
    deputies.sort_by_cached_key(|d| (text::sort_key(d.text("name")), d.head.id.clone()));
    let last = lines.last().map(|l| l.to.clone()).unwrap_or_default();
    let began = match dates::parse(&last).and_then(|d| d.succ_opt()) {
        Some(day) => day.to_string(),
        None => store.first_day()?,
    };
    let running = running_term(&deputies);
    if !running.is_empty() && lines.iter().all(|l| l.term != running) {
        let from = if began.is_empty() { today.to_string() } else { began.clone() };
        lines.push(TermLine {
            figures: figures(&from, &today.to_string().max(from.clone()))?,
            seats: deputies.iter().filter(|d| d.text("term") == running).count() as u64,
            term: running,
            from: began.clone(),
            to: String::new(),
            reelected: 0,
            left: 0,
        });
    }
    let blocked = blocked(store)?;
    Ok(Terms {
        lines,
        deputies: deputies
            .iter()
            .map(|d| TermsPerson {
                id: d.head.id.clone(),
                name: d.text("name").to_owned(),
                levels: d.texts("levels").join("、"),
                term: d.text("term").to_owned(),
            })
            .collect(),
        began,
        undo: blocked.as_ref().is_some_and(String::is_empty),
        undo_why: blocked.unwrap_or_default(),
    })
}

/// The 届次 most deputies bear.
fn running_term(deputies: &[Kept]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for term in deputies.iter().map(|d| d.text("term")).filter(|t| !t.is_empty()) {
        *counts.entry(term).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map_or_else(String::new, |(term, _)| term.to_owned())
}

/// Why the last change can't be undone: "" when it can, none when there was none.
fn blocked(store: &Store) -> Result<Option<String>> {
    let Some(changed) = store.setting::<Option<Changed>>(CHANGE)?.flatten() else {
        return Ok(None);
    };
    for noun in Noun::SENT.iter().filter(|n| ![Noun::Step, Noun::Seat].contains(n)) {
        let first = match noun {
            Noun::Deputy => store.first_entered(*noun, &changed.at, "term", &changed.opens)?,
            noun => match noun.date_field() {
                Some(date) => store.first_entered(*noun, &changed.at, date, &changed.on)?,
                None => None,
            },
        };
        if let Some(number) = first {
            return Ok(Some(format!("{}已经有了记录（{} {number}），换届不能再撤销", changed.opens, noun.label())));
        }
    }
    Ok(Some(String::new()))
}

fn checked(store: &Store, call: &Call<'_>, ask: &TermChange) -> Result<()> {
    let mut remarks = Vec::new();
    let mut say = |field: &str, says: &str| remarks.push(Remark::new(field, says));
    if ask.closes.trim().is_empty() {
        say("closes", "请写明结束的是哪一届");
    }
    if ask.opens.trim().is_empty() || ask.opens == ask.closes {
        say("opens", "请写明新的是哪一届，不能和结束的一样");
    }
    let (began, on) = (dates::parse(&ask.began), dates::parse(&ask.on));
    if began.is_none() {
        say("began", "请填写本届开始日期");
    }
    match on {
        None => say("on", "请填写新一届开始日期"),
        Some(on) if on > call.today() => say("on", "新一届还没有开始；到那天再换届"),
        Some(on) if began.is_some_and(|began| began >= on) => say("on", "新一届的开始日期要晚于本届的开始日期"),
        Some(_) => {}
    }
    let until = archived_until(store)?;
    if !until.is_empty() && ask.began.as_str() <= until.as_str() {
        say("began", &format!("{}及以前已经封存", dates::shown(&until)));
    }
    if each(store, Noun::Seat)?.iter().any(|s| s.text("term") == ask.opens) {
        say("opens", "这一届已经结束过了");
    }
    if ask.deputies.is_empty() {
        say("deputies", "请至少选一名代表");
    }
    if remarks.is_empty() { Ok(()) } else { Err(Error::Draft(remarks)) }
}

/// Closes a term: a seat for each deputy, who then goes on or leaves.
pub fn term_change(desk: &mut Desk, call: &mut Call<'_>, ask: TermChange) -> Result<Terms> {
    let ask = TermChange {
        closes: text::tidy(&ask.closes, false),
        opens: text::tidy(&ask.opens, false),
        ..ask
    };
    let store = desk.store()?;
    if station_of(store)?.role == Role::County {
        return Err(Error::NotAllowed("换届由各联络站在自己的名册上办，随交接包送来".into()));
    }
    checked(store, call, &ask)?;
    let last = dates::parse(&ask.on).and_then(|d| d.pred_opt()).map_or_else(String::new, |d| d.to_string());
    let groups = store.group_members()?;
    let (store, who) = desk.writing(call)?;
    store.transact("换届", &who, |w| {
        let mut changed = Changed {
            opens: ask.opens.clone(),
            on: ask.on.clone(),
            at: who.now.to_rfc3339(),
            ..Changed::default()
        };
        w.learn(List::Term, &ask.closes)?;
        w.learn(List::Term, &ask.opens)?;
        for one in &ask.deputies {
            let deputy = w
                .get(Noun::Deputy, &one.id)?
                .filter(|d| d.head.deleted_at.is_empty())
                .ok_or(Error::NotFound(Noun::Deputy.label()))?;
            if deputy.text("status") == NO_DEPUTY {
                return Err(Error::Draft(vec![Remark::new(
                    "deputies",
                    format!("{}已经离任，不在换届之列", deputy.text("name")),
                )]));
            }
            let of: Vec<&str> = groups
                .iter()
                .filter(|g| g.live && g.members.contains(&one.id))
                .map(|g| g.name.as_str())
                .collect();
            let seat = seat_of(&deputy, &ask, one.stays, &last, &of.join("、"));
            changed.seats.push(w.insert(Noun::Seat, seat)?.head.id);
            changed
                .deputies
                .push((one.id.clone(), deputy.text("term").to_owned(), deputy.text("status").to_owned()));
            let mut values = deputy.values;
            if one.stays {
                values.insert("term".into(), ask.opens.clone().into());
            } else {
                values.insert("term".into(), ask.closes.clone().into());
                values.insert("status".into(), NO_DEPUTY.into());
            }
            w.replace(Noun::Deputy, &one.id, None, values)?;
            if !one.stays {
                for group in groups.iter().filter(|g| g.live && g.members.contains(&one.id)) {
                    leave(w, &group.id, &one.id, &mut changed)?;
                }
            }
        }
        w.set(CHANGE, &changed)
    })?;
    terms(desk, call, Nothing {})
}

fn seat_of(deputy: &Kept, ask: &TermChange, stays: bool, last: &str, groups: &str) -> Values {
    let mut values: Values = Noun::Seat.fields().iter().map(|f| (f.key.to_owned(), blank_of(f))).collect();
    for (key, value) in [
        ("deputy", deputy.head.id.as_str()),
        ("term", &ask.closes),
        ("began", &ask.began),
        ("ended", last),
        ("outcome", if stays { REELECTED } else { LEFT }),
        ("constituency", deputy.text("constituency")),
        ("employer", deputy.text("employer")),
        ("certificate", deputy.text("certificate")),
        ("groups", groups),
    ] {
        values.insert(key.into(), value.into());
    }
    values.insert("levels".into(), json!(deputy.texts("levels")));
    values
}

/// Takes a deputy off a group.
fn leave(w: &mut Write<'_>, group: &str, deputy: &str, changed: &mut Changed) -> Result<()> {
    let Some(kept) = w.get(Noun::Group, group)? else { return Ok(()) };
    let led = kept.text("leader") == deputy;
    let sat = kept.texts("members").contains(&deputy);
    let members: Vec<&str> = kept.texts("members").into_iter().filter(|m| *m != deputy).collect();
    let mut values = kept.values.clone();
    values.insert("members".into(), json!(members));
    if led {
        values.insert("leader".into(), "".into());
    }
    w.replace(Noun::Group, group, None, values)?;
    changed.members.push((group.to_owned(), deputy.to_owned(), led, sat));
    Ok(())
}

/// Takes the last change back, as long as the new term has no record.
pub fn term_undo(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Terms> {
    let store = desk.store()?;
    match blocked(store)? {
        None => return Err(Error::NotAllowed("没有可以撤销的换届".into())),
        Some(why) if !why.is_empty() => return Err(Error::NotAllowed(why)),
        Some(_) => {}
    }
    let changed: Changed = store.setting::<Option<Changed>>(CHANGE)?.flatten().unwrap_or_default();
    let (store, who) = desk.writing(call)?;
    store.transact("撤销换届", &who, |w| {
        for seat in &changed.seats {
            w.delete(Noun::Seat, seat, None)?;
        }
        for (id, term, status) in &changed.deputies {
            let Some(deputy) = w.get(Noun::Deputy, id)?.filter(|d| d.head.deleted_at.is_empty()) else {
                continue;
            };
            let mut values = deputy.values;
            values.insert("term".into(), term.as_str().into());
            values.insert("status".into(), status.as_str().into());
            w.replace(Noun::Deputy, id, None, values)?;
        }
        for (group, deputy, led, sat) in &changed.members {
            let Some(kept) = w.get(Noun::Group, group)?.filter(|g| g.head.deleted_at.is_empty()) else {
                continue;
            };
            let mut members: Vec<&str> = kept.texts("members");
            if *sat && !members.contains(&deputy.as_str()) {
                members.push(deputy);
            }
            let mut values = kept.values.clone();
            values.insert("members".into(), json!(members));
            if *led && kept.text("leader").is_empty() {
                values.insert("leader".into(), deputy.as_str().into());
            }
            w.replace(Noun::Group, group, None, values)?;
        }
        w.set(CHANGE, &Option::<Changed>::None)
    })?;
    terms(desk, call, Nothing {})
}
