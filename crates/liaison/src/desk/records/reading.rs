//! Lists, one record with everything around it, the search box, names to pick from.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use super::{FindAsk, HistoryLine, Hit, Name, Opened, Page, PageAsk, PickAsk, RecordAsk, Related, SeenAsk, Version, VersionAsk};
use crate::desk::{Call, Desk, Nothing, attachments, registers, today};
use crate::error::{Error, Result};
use crate::records::secret::{Secret, place_in_lists};
use crate::records::{Kept, Kind, Noun, Values, dates, due};
use crate::store::{JournalLine, Query, Store};

/// One page of a list.
pub fn page(desk: &mut Desk, call: &mut Call<'_>, ask: PageAsk) -> Result<Page> {
    let store = desk.store()?;
    let bounds = today::bounds(store, call.today())?;
    let query = Query {
        filter: &ask.filter,
        sort: &ask.sort,
        descending: ask.descending,
        offset: ask.offset,
        limit: ask.limit.min(500),
        bounds: &bounds,
    };
    let (mut rows, total) = store.page(ask.noun, &query)?;
    let names = store.names_in(ask.noun, &rows)?;
    let mut flags = HashMap::new();
    for row in &rows {
        let found = due::flags(ask.noun, row, &bounds);
        if !found.is_empty() {
            flags.insert(row.head.id.clone(), found);
        }
    }
    // A list is outside the record itself: 保密 holds before the window ever sees the name.
    for row in &mut rows {
        if ask.noun == Noun::Step {
            let matter = store.get(Noun::Matter, row.text("matter"))?;
            if let Some(secret) = matter.as_ref().and_then(Secret::of) {
                *row = row.without(ask.noun, &secret);
            }
        } else if let Cow::Owned(public) = row.public(ask.noun) {
            *row = public;
        }
    }
    Ok(Page { rows, total, names, flags })
}

/// One record with everything around it.
pub fn record(desk: &mut Desk, call: &mut Call<'_>, ask: RecordAsk) -> Result<Opened> {
    opened(desk.store()?, call, ask.noun, &ask.id)
}

pub(in crate::desk) fn opened(store: &Store, call: &Call<'_>, noun: Noun, id: &str) -> Result<Opened> {
    let record = store.get(noun, id)?.ok_or(Error::NotFound(noun.label()))?;
    let mut names = store.names_in(noun, std::slice::from_ref(&record))?;
    let steps = if noun == Noun::Matter { store.steps(id)? } else { Vec::new() };
    let flags = due::flags(noun, &record, &today::bounds(store, call.today())?);
    let history = store.history(noun, id)?;
    let mut history = history
        .into_iter()
        .map(|line| describe(store, noun, line, &mut names))
        .collect::<Result<Vec<_>>>()?;
    if let Some(newest) = history.first_mut() {
        newest.older = false;
    }
    Ok(Opened {
        attachments: attachments::of(store, noun, id)?,
        county_files: attachments::county_files(store, noun, id)?,
        related: store
            .related(id)?
            .into_iter()
            .map(|(noun, total, rows)| Related {
                noun,
                total,
                rows: rows.iter().map(|r| line(noun, r)).collect(),
            })
            .collect(),
        proof: crate::desk::handoff::proof_of(store, noun, &record)?,
        record,
        noun,
        names,
        history,
        steps,
        flags,
    })
}

/// An older version of a record: what a clerk may change of it. It is saved like any other change,
/// so that nothing is put back past the checks or unseen.
pub fn version(desk: &mut Desk, _: &mut Call<'_>, ask: VersionAsk) -> Result<Version> {
    let mut values = desk.store()?.version(ask.noun, &ask.id, ask.place)?.ok_or(Error::NotFound("这一版"))?;
    let typed: Vec<&str> = ask.noun.fields().iter().filter(|f| !f.inner && !f.derived).map(|f| f.key).collect();
    values.retain(|key, _| typed.contains(&key.as_str()));
    Ok(Version { values })
}

fn describe(store: &Store, noun: Noun, line: JournalLine, names: &mut HashMap<String, String>) -> Result<HistoryLine> {
    let mut changes = Vec::new();
    let empty = Values::new();
    let before = line.before.as_ref().unwrap_or(&empty);
    if let (Some(after), true) = (&line.after, line.before.is_some()) {
        for field in noun.fields().iter().filter(|f| !f.inner) {
            let (b, a) = (before.get(field.key), after.get(field.key));
            if b != a {
                let mut say = |v: Option<&Value>| -> Result<String> { Ok(v.map(|v| shown(store, field.kind, v, names)).transpose()?.unwrap_or_default()) };
                changes.push((field.label.to_owned(), say(b)?, say(a)?));
            }
        }
    }
    Ok(HistoryLine {
        place: line.place,
        older: line.after.is_some(),
        at: line.at,
        clerk: line.clerk,
        deed: line.deed,
        changes,
    })
}

/// A value as people read it.
fn shown(store: &Store, kind: Kind, value: &Value, names: &mut HashMap<String, String>) -> Result<String> {
    let mut name = |noun: Noun, id: &str| -> Result<String> {
        if let Some(known) = names.get(id) {
            return Ok(known.clone());
        }
        let label = store.get(noun, id)?.map_or_else(String::new, |r| noun.title_of(&r));
        names.insert(id.to_owned(), label.clone());
        Ok(label)
    };
    Ok(match (kind, value) {
        (_, Value::Null) => String::new(),
        (Kind::Flag, v) => if v.as_bool() == Some(true) { "是" } else { "否" }.to_owned(),
        (Kind::Date, Value::String(s)) => dates::shown(s),
        (Kind::OneOf(codes), Value::String(s)) => codes.iter().find(|(c, _)| c == s).map_or(s.as_str(), |(_, l)| l).to_owned(),
        (Kind::One(noun), Value::String(s)) if !s.is_empty() => name(noun, s)?,
        (Kind::Many(noun), Value::Array(a)) => {
            let mut all = Vec::new();
            for id in a.iter().filter_map(Value::as_str) {
                all.push(name(noun, id)?);
            }
            all.join("、")
        }
        (_, Value::Array(a)) => a.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、"),
        (_, Value::String(s)) => s.clone(),
        (_, v) => v.to_string(),
    })
}

/// A record as one line.
pub(in crate::desk) fn line(noun: Noun, record: &Kept) -> Hit {
    let record = &*record.public(noun);
    let label = |key: &str| noun.field(key).map_or("", |f| f.label_of(record.text(key))).to_owned();
    let short = |key: &str| -> String { record.text(key).chars().take(40).collect() };
    let parts = match noun {
        Noun::Deputy => vec![
            record.texts("levels").join("、"),
            record.text("constituency").to_owned(),
            record.text("employer").to_owned(),
        ],
        Noun::Group => vec![record.text("kind").to_owned()],
        Noun::ReceptionDay => vec![record.text("place").to_owned(), label("status")],
        Noun::Visit => vec![label("kind"), place_in_lists(record.text("village")), short("problem")],
        Noun::Activity => vec![
            dates::shown(record.text("date")),
            record.text("kind").to_owned(),
            record.text("place").to_owned(),
        ],
        Noun::Matter => vec![
            label("state"),
            record.text("category").to_owned(),
            dates::shown(record.text("raised_on")),
            record.text("lead_unit").to_owned(),
        ],
        Noun::Step => vec![dates::shown(record.text("done_on"))],
        Noun::ReportMeeting => vec![record.text("place").to_owned(), label("conclusion"), record.text("rate").to_owned()],
        Noun::Promise => vec![
            match record.text("fulfilled_on") {
                "" => format!("{}前完成", dates::shown(record.text("due_on"))),
                on => format!("{}落实", dates::shown(on)),
            },
            short("outcome"),
        ],
        Noun::Publicity => vec![label("kind"), record.text("outlet").to_owned(), dates::shown(record.text("date"))],
        Noun::Book => vec![record.text("maker").to_owned(), format!("库存 {} 册", record.whole("stock").unwrap_or(0))],
        Noun::BookMove => vec![record.text("source").to_owned(), record.text("recorder").to_owned()],
        Noun::Duty => vec![record.text("kind").to_owned(), dates::shown(record.text("date")), label("status")],
        Noun::Seat => vec![dates::shown(record.text("began")), dates::shown(record.text("ended")), label("outcome")],
        Noun::Home => vec![record.text("town").to_owned()],
        Noun::Site => vec![record.text("code").to_owned(), record.text("town").to_owned(), label("status")],
        Noun::Unit => vec![label("kind"), record.text("head").to_owned()],
        Noun::Member => vec![record.text("position").to_owned()],
        Noun::Contact => vec![label("way"), short("content")],
        Noun::Person => vec![record.text("certificate").to_owned()],
        Noun::Proposal => vec![record.text("case_number").to_owned(), label("state"), record.text("lead_unit").to_owned()],
        Noun::Supervision => vec![label("state"), record.text("official").to_owned(), dates::shown(record.text("started_on"))],
    };
    Hit {
        noun,
        id: record.head.id.clone(),
        number: record.head.number.clone(),
        title: noun.title_of(record),
        detail: parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

/// The recycle bin, newest first.
pub fn bin(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<Hit>> {
    let rows = desk.store()?.deleted(500)?;
    Ok(rows
        .into_iter()
        // Seats of a change that was taken back are no one's to restore.
        .filter(|(noun, _)| *noun != Noun::Seat)
        .map(|(noun, r)| Hit {
            detail: format!("{}，{} 删除", noun.label(), r.head.deleted_at.get(..16).unwrap_or("").replace('T', " ")),
            ..line(noun, &r)
        })
        .collect())
}

/// The search box.
pub fn find(desk: &mut Desk, _: &mut Call<'_>, ask: FindAsk) -> Result<Vec<Hit>> {
    let store = desk.store()?;
    let mut hits = Vec::new();
    for (noun, id) in store.find(&ask.text, None, ask.limit.min(200))? {
        if let Some(record) = store.get(noun, &id)? {
            hits.push(line(noun, &record));
        }
    }
    Ok(hits)
}

/// Names to pick from.
pub fn pick(desk: &mut Desk, _: &mut Call<'_>, ask: PickAsk) -> Result<Vec<Name>> {
    let store = desk.store()?;
    let rows = if ask.text.trim().is_empty() {
        store.recent(ask.noun, ask.limit.min(50))?
    } else {
        let mut rows = Vec::new();
        for (noun, id) in store.find(&ask.text, Some(ask.noun), ask.limit.min(50))? {
            rows.extend(store.get(noun, &id)?);
        }
        rows
    };
    // At the county two stations may each have a 张卫国.
    let stations: HashMap<String, String> = if Noun::SENT.contains(&ask.noun) {
        registers::lines(store)?.into_iter().map(|line| (line.code, line.name)).collect()
    } else {
        HashMap::new()
    };
    Ok(rows
        .iter()
        .map(|r| {
            let hit = line(ask.noun, r);
            let station = stations.get(&r.head.station).cloned().unwrap_or_default();
            Name {
                id: hit.id,
                label: hit.title,
                detail: [station, hit.detail]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
            }
        })
        .collect())
}

/// Visits and matters of the same phone, or the same name in the same village.
pub fn seen_before(desk: &mut Desk, _: &mut Call<'_>, ask: SeenAsk) -> Result<Vec<Hit>> {
    let store = desk.store()?;
    let rows = store.seen_before(&ask.phone, &ask.citizen, &ask.village, &ask.but)?;
    Ok(rows.iter().map(|(noun, r)| line(*noun, r)).collect())
}
