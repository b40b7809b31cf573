//! What saving a 代表建议 or a 督办 does besides: the matter it is about takes its step in the same
//! commit, so that timeline and register never tell two stories.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::county_only;
use crate::desk::matters::{Plan, Walker};
use crate::desk::records::{Opened, opened};
use crate::desk::{Call, Desk, settings};
use crate::error::{Error, Remark, Result};
use crate::records::county::supervision::{RUNNING, STATES};
use crate::records::life::PROMOTED;
use crate::records::{Kept, Noun, Values, check, dates};
use crate::store::Store;

fn text<'v>(values: &'v Values, key: &str) -> &'v str {
    values.get(key).and_then(|v| v.as_str()).unwrap_or_default()
}

fn step(kind: &str, on: &str, person: &str, note: String) -> Values {
    let step = json!({ "kind": kind, "done_on": on, "person": person, "note": note });
    step.as_object().cloned().unwrap_or_default()
}

/// Checks and completes what is about to be saved; answers with the steps that go with it.
pub(in crate::desk) fn follow(desk: &Desk, call: &Call<'_>, noun: Noun, id: &str, values: &mut Values) -> Result<Vec<Plan>> {
    let store = desk.store()?;
    let old = if id.is_empty() { None } else { store.get(noun, id)? };
    match noun {
        Noun::Proposal => proposal(desk, call, id, old.as_ref(), values),
        Noun::Supervision => supervision(desk, call, old.as_ref(), values),
        _ => Ok(Vec::new()),
    }
}

fn proposal(desk: &Desk, call: &Call<'_>, id: &str, old: Option<&Kept>, values: &mut Values) -> Result<Vec<Plan>> {
    let store = desk.store()?;
    let (term, meeting, number) = (text(values, "term"), text(values, "meeting"), text(values, "case_number"));
    let mut remarks = Vec::new();
    if let Some(twin) = store.same_case(term, meeting, number)?.filter(|twin| twin.head.id != id) {
        remarks.push(Remark::new(
            "case_number",
            format!("{term}{meeting}已经有 {number} 号，是“{}”", twin.text("title")),
        ));
    }
    let before = old.map_or("", |o| o.text("matter"));
    let matter = text(values, "matter").to_owned();
    if !before.is_empty() && before != matter {
        remarks.push(Remark::new("matter", "这件代表建议是从意见建议转来的，来源不能改"));
    }
    if !before.is_empty() && old.is_some_and(|o| o.text("case_number") != number) {
        remarks.push(Remark::new("case_number", "案号已经告诉联络站，不能改；写错了请在备注里说明"));
    }
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    deadline(store, old, values)?;
    if matter.is_empty() || !before.is_empty() {
        return Ok(Vec::new());
    }
    let found = store.get(Noun::Matter, &matter)?.ok_or(Error::NotFound(Noun::Matter.label()))?;
    if found.text("state") == PROMOTED {
        return Ok(Vec::new());
    }
    let mut promote = step(
        "promote",
        text(values, "raised_on"),
        "",
        format!("{}{}，由代表提出“{}”", text(values, "term"), text(values, "meeting"), text(values, "title")),
    );
    promote.insert("proposal_number".into(), text(values, "case_number").into());
    Ok(vec![Walker::of(desk, call)?.plan(store, &matter, vec![promote])?])
}

/// 三个月: counted from the day it was handed out; three more once that was agreed to.
fn deadline(store: &Store, old: Option<&Kept>, values: &mut Values) -> Result<()> {
    let Some(from) = dates::parse(text(values, "referred_on")) else {
        return Ok(());
    };
    let (rules, holidays) = (settings::rules_of(store)?, store.holidays_all()?);
    let extended = values.get("extended").and_then(serde_json::Value::as_bool) == Some(true);
    let mut due = text(values, "due_on").to_owned();
    let given = due.is_empty();
    if given {
        due = rules.proposal_deadline.due(from, &holidays).to_string();
    }
    let newly = extended && !old.is_some_and(|o| o.flag("extended"));
    let untouched = given || old.is_some_and(|o| o.text("due_on") == due);
    if newly
        && untouched
        && let Some(first) = dates::parse(&due)
    {
        due = rules.proposal_deadline.due(first, &holidays).to_string();
    }
    values.insert("due_on".into(), due.into());
    Ok(())
}

fn supervision(desk: &Desk, call: &Call<'_>, old: Option<&Kept>, values: &mut Values) -> Result<Vec<Plan>> {
    let store = desk.store()?;
    let matter = matter_of(store, values)?;
    if old.is_some_and(|o| o.text("matter") != text(values, "matter") || o.text("proposal") != text(values, "proposal")) {
        return Err(Error::Draft(vec![Remark::new("matter", "督办的事项不能换；请另立一项督办")]));
    }
    let (state, official) = (text(values, "state"), text(values, "official"));
    let drafts = match old {
        None => {
            if !matter.is_empty() && state == RUNNING && store.supervision_of(&matter)?.is_some() {
                return Err(Error::Draft(vec![Remark::new("matter", "这件已经在督办中，请在原来的督办里记进展")]));
            }
            let mut said = format!("开始督办，督办部门：{}", text(values, "offices"));
            let people = names(store, values)?;
            if !people.is_empty() {
                said += &format!("；参加代表：{people}");
            }
            if !text(values, "due_on").is_empty() {
                said += &format!("；{}前完成", dates::shown(text(values, "due_on")));
            }
            let mut drafts = vec![step("supervise", text(values, "started_on"), official, said)];
            if state != RUNNING {
                drafts.push(ending(values));
            }
            drafts
        }
        Some(old) if old.text("state") != state && state == RUNNING => vec![step("supervise", &call.today().to_string(), official, "恢复督办".into())],
        Some(old) if old.text("state") != state => vec![ending(values)],
        Some(_) => Vec::new(),
    };
    if matter.is_empty() || drafts.is_empty() {
        return Ok(Vec::new());
    }
    let planned = Walker::of(desk, call)?.plan(store, &matter, drafts);
    Ok(vec![planned.map_err(|error| match error {
        // The step's own fields are not on this form.
        Error::Draft(remarks) => Error::NotReady(remarks.into_iter().map(|r| r.says).collect::<Vec<_>>().join("；")),
        other => other,
    })?])
}

fn ending(values: &Values) -> Values {
    let state = STATES.iter().find(|(s, _)| *s == text(values, "state")).map_or("", |(_, l)| l);
    let said = format!("督办{state}：{}", text(values, "result"));
    step("supervise", text(values, "ended_on"), text(values, "official"), said)
}

/// The matter a supervision is about, its proposal's where it has none of its own.
fn matter_of(store: &Store, values: &Values) -> Result<String> {
    if !text(values, "matter").is_empty() || text(values, "proposal").is_empty() {
        return Ok(text(values, "matter").to_owned());
    }
    let proposal = store.get(Noun::Proposal, text(values, "proposal"))?;
    Ok(proposal.map_or_else(String::new, |p| p.text("matter").to_owned()))
}

fn names(store: &Store, values: &Values) -> Result<String> {
    let mut names = Vec::new();
    for id in values
        .get("deputies")
        .and_then(|v| v.as_array())
        .into_iter()
        .flatten()
        .filter_map(|v| v.as_str())
    {
        names.extend(store.get(Noun::Deputy, id)?.map(|d| d.text("name").to_owned()));
    }
    Ok(names.join("、"))
}

/// One step of a supervision under way.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProgressAsk {
    /// The supervision's id.
    pub id: String,
    /// The day; today when blank.
    #[serde(default)]
    pub done_on: String,
    /// What was done.
    pub note: String,
}

/// Notes how a supervision went on: in its own notes, and on the matter's timeline.
pub fn supervision_progress(desk: &mut Desk, call: &mut Call<'_>, ask: ProgressAsk) -> Result<Opened> {
    county_only(desk, "督办")?;
    let store = desk.store()?;
    let kept = store.get(Noun::Supervision, &ask.id)?.ok_or(Error::NotFound(Noun::Supervision.label()))?;
    if kept.text("state") != RUNNING {
        return Err(Error::NotReady("这项督办已经结束，不能再记进展".into()));
    }
    let on = if ask.done_on.is_empty() { call.today().to_string() } else { ask.done_on };
    let said = crate::records::text::tidy(&ask.note, true);
    let mut remarks = Vec::new();
    if said.is_empty() {
        remarks.push(Remark::new("note", "请写明这一步做了什么"));
    }
    if dates::parse(&on).is_none_or(|day| day > call.today()) || on.as_str() < kept.text("started_on") {
        remarks.push(Remark::new("done_on", "日期要在开始督办以后、今天以前"));
    }
    let mut values = kept.values.clone();
    let before = if kept.text("note").is_empty() {
        String::new()
    } else {
        format!("{}\n", kept.text("note"))
    };
    values.insert("note".into(), format!("{before}{}：{said}", dates::shown(&on)).into());
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    let (checked, _) = check(Noun::Supervision, &values, &store.lists()?, call.today()).map_err(Error::Draft)?;
    let matter = matter_of(store, &values)?;
    let plan = if matter.is_empty() {
        None
    } else {
        let draft = step("supervise", &on, kept.text("official"), format!("督办进展：{said}"));
        Some(Walker::of(desk, call)?.plan(store, &matter, vec![draft])?)
    };
    let (store, who) = desk.writing(call)?;
    store.transact("记督办进展", &who, |w| {
        w.replace(Noun::Supervision, &ask.id, Some(kept.head.revision), checked.values().clone())?;
        plan.map_or(Ok(()), |plan| plan.keep(w, None))
    })?;
    opened(desk.store()?, call, Noun::Supervision, &ask.id)
}
