//! Answers about records of every noun: list, open, check, keep, delete, restore, find.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Attachment, Call, Desk, Nothing};
use crate::error::{Error, Remark, Result};
use crate::records::{Checked, Kept, Kind, Noun, Values, check as check_draft, dates, life, visit};
use crate::store::{Query, Store, Write};

/// What a list is cut down to. Every part narrows; empty parts do nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Filter {
    /// A few characters, initials or part of a phone number.
    pub text: String,
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub to: String,
    /// Field key → any of these values.
    #[ts(type = "Record<string, string[]>")]
    pub equal: BTreeMap<String, Vec<String>>,
    /// Refers to this record (a deputy's visits, a day's visits).
    pub about: String,
    /// Matters only: "open", "overdue", "soon", "urge", "not_fed_back".
    pub flag: String,
}

/// Asks for one page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PageAsk {
    /// Which records.
    pub noun: Noun,
    /// Cut down to.
    #[serde(default)]
    pub filter: Filter,
    /// Field key to sort by; "" is the noun's own order (newest first, names by pinyin).
    #[serde(default)]
    pub sort: String,
    /// Turn the order round.
    #[serde(default)]
    pub descending: bool,
    /// Rows to pass over.
    #[serde(default)]
    pub offset: u64,
    /// Rows to bring, at most 500.
    pub limit: u64,
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Kept>,
    /// How many there are in all.
    pub total: u64,
    /// id → name, for every reference in the rows.
    #[ts(type = "Record<string, string>")]
    pub names: HashMap<String, String>,
    /// Matters only: id → "overdue", "soon" or "urge".
    #[ts(type = "Record<string, string[]>")]
    pub flags: HashMap<String, Vec<String>>,
}

/// Names one record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RecordAsk {
    /// Which kind.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// The revision the clerk saw; null skips the check.
    #[serde(default)]
    pub revision: Option<i64>,
}

/// Records that refer to the one opened.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Related {
    /// Which kind.
    pub noun: Noun,
    /// How many in all.
    pub total: u64,
    /// The newest of them.
    pub rows: Vec<Hit>,
}

/// One line of a record's history.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HistoryLine {
    /// RFC 3339.
    pub at: String,
    /// Clerk.
    pub clerk: String,
    /// What was done: 新增, 修改, 删除, 恢复 …
    pub deed: String,
    /// Labels of the fields that changed, with before and after as people read them.
    pub changes: Vec<(String, String, String)>,
}

/// A record with everything its page shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Opened {
    /// The record.
    pub record: Kept,
    /// Its noun.
    pub noun: Noun,
    /// id → name.
    #[ts(type = "Record<string, string>")]
    pub names: HashMap<String, String>,
    /// Its attachments.
    pub attachments: Vec<Attachment>,
    /// What refers to it.
    pub related: Vec<Related>,
    /// Who changed what, newest first.
    pub history: Vec<HistoryLine>,
    /// Matters only: its steps, oldest first.
    pub steps: Vec<Kept>,
    /// Matters only: its flags.
    pub flags: Vec<String>,
}

/// A draft to check.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CheckAsk {
    /// Which kind.
    pub noun: Noun,
    /// Field values as typed.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
}

/// What was found in a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Remarks {
    /// Must be mended.
    pub errors: Vec<Remark>,
    /// May be kept with a click.
    pub doubts: Vec<Remark>,
}

/// A draft to keep.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SaveAsk {
    /// Which kind.
    pub noun: Noun,
    /// The record to change; "" makes a new one.
    #[serde(default)]
    pub id: String,
    /// The revision the clerk saw.
    #[serde(default)]
    pub revision: Option<i64>,
    /// Field values as typed.
    #[ts(type = "Record<string, unknown>")]
    pub values: Values,
    /// The draft this came from; dropped with the same commit.
    #[serde(default)]
    pub draft: String,
}

/// A record as kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Saved {
    /// The record.
    pub record: Kept,
    /// The matter made from a visit that was marked 登记为意见建议.
    pub matter: Option<Kept>,
    /// Doubts that were kept.
    pub doubts: Vec<Remark>,
}

/// Asks the search box.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindAsk {
    /// What was typed.
    pub text: String,
    /// How many hits at most.
    pub limit: u64,
}

/// One hit, or one line that stands for a record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Hit {
    /// Which kind.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its name or title.
    pub title: String,
    /// A second line: date, place, state.
    pub detail: String,
}

/// Asks for names to pick from.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PickAsk {
    /// Which kind.
    pub noun: Noun,
    /// Name, initials or number; "" brings the recent ones.
    pub text: String,
    /// How many at most.
    pub limit: u64,
}

/// A name to pick.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Name {
    /// The record's id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// A second line.
    pub detail: String,
}

/// Asks whether a voter was here before.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SeenAsk {
    /// Phone as typed.
    pub phone: String,
    /// Name as typed.
    pub citizen: String,
    /// Village as typed.
    pub village: String,
    /// The visit being edited, left out.
    pub but: String,
}

/// One page of a list.
pub fn page(desk: &mut Desk, call: &mut Call<'_>, ask: PageAsk) -> Result<Page> {
    let store = desk.store()?;
    let bounds = super::today::bounds(store, call.today())?;
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
    if ask.noun == Noun::Matter {
        for row in &rows {
            let found = super::today::flags(row, &bounds);
            if !found.is_empty() {
                flags.insert(row.head.id.clone(), found);
            }
        }
    }
    // A list is outside the record itself: 保密 holds before the window ever sees the name.
    for row in rows.iter_mut().filter(|r| r.flag("confidential")) {
        for key in ["citizen", "village", "phone"] {
            let public = row.public_text(key).to_owned();
            row.values.insert(key.to_owned(), public.into());
        }
    }
    Ok(Page { rows, total, names, flags })
}

/// One record with everything around it.
pub fn record(desk: &mut Desk, call: &mut Call<'_>, ask: RecordAsk) -> Result<Opened> {
    opened(desk.store()?, call, ask.noun, &ask.id)
}

pub(super) fn opened(store: &Store, call: &Call<'_>, noun: Noun, id: &str) -> Result<Opened> {
    let record = store.get(noun, id)?.ok_or(Error::NotFound(noun.label()))?;
    let mut names = store.names_in(noun, std::slice::from_ref(&record))?;
    let steps = if noun == Noun::Matter { store.steps(id)? } else { Vec::new() };
    let flags = if noun == Noun::Matter { super::today::flags(&record, &super::today::bounds(store, call.today())?) } else { Vec::new() };
    let history = store.history(noun, id)?;
    let history = history.into_iter().map(|line| describe(store, noun, line, &mut names)).collect::<Result<_>>()?;
    Ok(Opened {
        attachments: super::attachments::of(store, noun, id)?,
        related: store.related(id)?.into_iter().map(|(noun, total, rows)| Related { noun, total, rows: rows.iter().map(|r| line(noun, r)).collect() }).collect(),
        record,
        noun,
        names,
        history,
        steps,
        flags,
    })
}

fn describe(store: &Store, noun: Noun, line: crate::store::JournalLine, names: &mut HashMap<String, String>) -> Result<HistoryLine> {
    let mut changes = Vec::new();
    let empty = Values::new();
    let before = line.before.as_ref().unwrap_or(&empty);
    if let (Some(after), true) = (&line.after, line.before.is_some()) {
        for field in noun.fields() {
            let (b, a) = (before.get(field.key), after.get(field.key));
            if b != a {
                let mut say = |v: Option<&Value>| -> Result<String> { Ok(v.map(|v| shown(store, field.kind, v, names)).transpose()?.unwrap_or_default()) };
                changes.push((field.label.to_owned(), say(b)?, say(a)?));
            }
        }
    }
    Ok(HistoryLine { at: line.at, clerk: line.clerk, deed: line.deed, changes })
}

/// A value as people read it.
pub(super) fn shown(store: &Store, kind: Kind, value: &Value, names: &mut HashMap<String, String>) -> Result<String> {
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
pub(super) fn line(noun: Noun, record: &Kept) -> Hit {
    let label = |key: &str| noun.field(key).map_or("", |f| f.label_of(record.text(key))).to_owned();
    let short = |key: &str| -> String { record.text(key).chars().take(40).collect() };
    let parts = match noun {
        Noun::Deputy => vec![record.texts("levels").join("、"), record.text("constituency").to_owned(), record.text("employer").to_owned()],
        Noun::Group => vec![record.text("kind").to_owned()],
        Noun::ReceptionDay => vec![record.text("place").to_owned(), label("status")],
        Noun::Visit => vec![label("kind"), record.public_text("village").to_owned(), short("problem")],
        Noun::Activity => vec![dates::shown(record.text("date")), record.text("kind").to_owned(), record.text("place").to_owned()],
        Noun::Matter => vec![label("state"), record.text("category").to_owned(), dates::shown(record.text("raised_on")), record.text("lead_unit").to_owned()],
        Noun::Step => vec![dates::shown(record.text("done_on"))],
    };
    Hit {
        noun,
        id: record.head.id.clone(),
        number: record.head.number.clone(),
        title: noun.title_of(record),
        detail: parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

fn words(store: &Store) -> Result<BTreeMap<crate::records::List, Vec<String>>> {
    Ok(store.lists()?.into_iter().filter(|(list, _)| !list.open()).collect())
}

/// Checks a draft.
pub fn check(desk: &mut Desk, call: &mut Call<'_>, ask: CheckAsk) -> Result<Remarks> {
    let words = words(desk.store()?)?;
    Ok(match check_draft(ask.noun, &ask.values, &words, call.today()) {
        Ok((_, doubts)) => Remarks { errors: Vec::new(), doubts },
        Err(errors) => Remarks { errors, doubts: Vec::new() },
    })
}

/// Keeps a draft.
pub fn save(desk: &mut Desk, call: &mut Call<'_>, ask: SaveAsk) -> Result<Saved> {
    let noun = ask.noun;
    if noun == Noun::Step {
        return Err(Error::NotAllowed("办理过程由办理步骤产生，不能直接修改".into()));
    }
    let words = words(desk.store()?)?;
    let (checked, doubts) = check_draft(noun, &ask.values, &words, call.today()).map_err(Error::Draft)?;
    let today = call.today().to_string();
    let (store, who) = desk.writing(call)?;
    store.transact(if ask.id.is_empty() { "新增" } else { "修改" }, &who, |w| {
        if !ask.draft.is_empty() {
            w.drop_draft(&ask.draft)?;
        }
        learn(w, noun, &checked)?;
        let record = keep(w, noun, &ask.id, ask.revision, checked, &today)?;
        let matter = if noun == Noun::Visit { raise(w, &record, &today)? } else { None };
        Ok(Saved { record, matter, doubts })
    })
}

/// New words of open lists join them: a village typed once is offered from then on.
fn learn(w: &mut Write<'_>, noun: Noun, checked: &Checked) -> Result<()> {
    for field in noun.fields() {
        if let (Kind::Choice(list), Some(word)) = (field.kind, checked.values.get(field.key).and_then(Value::as_str))
            && list.open()
            && !word.is_empty()
        {
            w.learn(list, word)?;
        }
    }
    Ok(())
}

/// Inserts or replaces, keeping derived fields as they are.
pub(crate) fn keep(w: &mut Write<'_>, noun: Noun, id: &str, revision: Option<i64>, checked: Checked, today: &str) -> Result<Kept> {
    let mut values = checked.values;
    let old = if id.is_empty() { None } else { Some(w.get(noun, id)?.ok_or(Error::NotFound(noun.label()))?) };
    for field in noun.fields().iter().filter(|f| f.derived) {
        let kept = old.as_ref().and_then(|o| o.values.get(field.key).cloned());
        values.insert(field.key.into(), kept.unwrap_or_else(|| crate::records::blank_of(field)));
    }
    if old.is_some() {
        return w.replace(noun, id, revision, values);
    }
    if noun == Noun::Matter {
        values.insert("state".into(), life::RECORDED.into());
    }
    let record = w.insert(noun, values)?;
    if noun == Noun::Matter {
        first_step(w, &record, today)?;
    }
    Ok(record)
}

fn first_step(w: &mut Write<'_>, matter: &Kept, today: &str) -> Result<()> {
    let on = matter.text("raised_on");
    let step = life::Step {
        matter: matter.head.id.clone(),
        kind: "record".into(),
        done_on: if on.is_empty() { today.to_owned() } else { on.to_owned() },
        to_state: life::RECORDED.into(),
        ..life::Step::default()
    };
    w.insert(Noun::Step, crate::records::Shape::values(&step))?;
    Ok(())
}

/// A visit marked 登记为意见建议 gets its matter in the same commit, once.
fn raise(w: &mut Write<'_>, visit: &Kept, today: &str) -> Result<Option<Kept>> {
    if visit.text("handling") != visit::AS_MATTER || w.refers(Noun::Matter, "visit", &visit.head.id)? {
        return Ok(None);
    }
    let problem = visit.text("problem");
    if problem.is_empty() {
        return Err(Error::Draft(vec![Remark::new("problem", "要登记为意见建议，请写明反映的问题")]));
    }
    let title: String = problem.lines().next().unwrap_or(problem).chars().take(40).collect();
    let category = if visit.text("category").is_empty() { "其他" } else { visit.text("category") };
    let mut values = Values::new();
    for field in Noun::Matter.fields() {
        let value = match field.key {
            "title" => title.clone().into(),
            "raised_on" => visit.text("date").into(),
            "category" => category.into(),
            "content" => problem.into(),
            "source" => "visit".into(),
            "visit" => visit.head.id.clone().into(),
            "state" => life::RECORDED.into(),
            key @ ("citizen" | "village" | "phone" | "deputies" | "confidential") => visit.values.get(key).cloned().unwrap_or_default(),
            _ => crate::records::blank_of(field),
        };
        values.insert(field.key.into(), value);
    }
    let matter = w.insert(Noun::Matter, values)?;
    first_step(w, &matter, today)?;
    Ok(Some(matter))
}

/// Moves a record to the recycle bin.
pub fn delete(desk: &mut Desk, call: &mut Call<'_>, ask: RecordAsk) -> Result<Nothing> {
    if ask.noun == Noun::Step {
        return Err(Error::NotAllowed("办理过程不能删除；可以“撤销上一步”".into()));
    }
    let (store, who) = desk.writing(call)?;
    store.transact("删除", &who, |w| w.delete(ask.noun, &ask.id, ask.revision))?;
    Ok(Nothing {})
}

/// Takes a record out of the recycle bin.
pub fn restore(desk: &mut Desk, call: &mut Call<'_>, ask: RecordAsk) -> Result<Kept> {
    let (store, who) = desk.writing(call)?;
    store.transact("恢复", &who, |w| w.restore(ask.noun, &ask.id))
}

/// The recycle bin, newest first.
pub fn bin(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<Hit>> {
    let rows = desk.store()?.deleted(500)?;
    Ok(rows
        .into_iter()
        .map(|(noun, r)| Hit { detail: format!("{}，{} 删除", noun.label(), r.head.deleted_at.get(..16).unwrap_or("").replace('T', " ")), ..line(noun, &r) })
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
    let rows = if ask.text.trim().is_empty() { store.recent(ask.noun, ask.limit.min(50))? } else {
        let mut rows = Vec::new();
        for (noun, id) in store.find(&ask.text, Some(ask.noun), ask.limit.min(50))? {
            rows.extend(store.get(noun, &id)?);
        }
        rows
    };
    Ok(rows
        .iter()
        .map(|r| {
            let hit = line(ask.noun, r);
            Name { id: hit.id, label: hit.title, detail: hit.detail }
        })
        .collect())
}

/// Visits and matters of the same phone, or the same name in the same village.
pub fn seen_before(desk: &mut Desk, _: &mut Call<'_>, ask: SeenAsk) -> Result<Vec<Hit>> {
    let store = desk.store()?;
    let rows = store.seen_before(&ask.phone, &ask.citizen, &ask.village, &ask.but)?;
    Ok(rows.iter().map(|(noun, r)| line(*noun, r)).collect())
}
