//! One step on many matters. First it is said which fit; then those are walked in one commit.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::matters::{Plan, Walker};
use crate::desk::{Call, Desk};
use crate::error::{Error, Remark, Result};
use crate::records::life::find_move;
use crate::records::{Kept, Noun, Values};

/// Matters one step may move at once.
const MOST: usize = 1_000;

/// One step for many matters.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ManyAsk {
    /// The matters' ids.
    pub ids: Vec<String>,
    /// Fields of `Step`, the same for all.
    #[ts(type = "Record<string, unknown>")]
    pub step: Values,
    /// Only says which fit; changes nothing.
    #[serde(default)]
    pub dry: bool,
}

/// What becomes of one of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ManyOutcome {
    /// The matter's id.
    pub id: String,
    /// Its station's code.
    pub station: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// It takes the step.
    pub fits: bool,
    /// Why not; or the deadline it gets.
    pub says: String,
}

/// What becomes of all of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ManyMoved {
    /// One by one, in the order asked.
    pub outcomes: Vec<ManyOutcome>,
    /// How many were moved, or would be.
    pub moved: u64,
}

/// A matter as a line of such an answer.
pub(super) fn outcome_of(matter: &Kept, fits: bool, says: String) -> ManyOutcome {
    ManyOutcome {
        id: matter.head.id.clone(),
        station: matter.head.station.clone(),
        number: matter.head.number.clone(),
        title: Noun::Matter.title_of(matter),
        fits,
        says,
    }
}

/// Moves those that fit, all in one commit.
pub fn move_many(desk: &mut Desk, call: &mut Call<'_>, ask: ManyAsk) -> Result<ManyMoved> {
    let kind = ask.step.get("kind").and_then(|v| v.as_str()).unwrap_or_default();
    let arrow = find_move(kind).ok_or_else(|| Error::IllegalMove("请先选要做哪一步".into()))?;
    if ask.ids.len() > MOST {
        return Err(Error::NotReady(format!("一次最多办 {MOST} 件，请分几次选")));
    }
    let store = desk.store()?;
    // What is wrong with the step itself is said at its fields, before any matter is looked at.
    let missing: Vec<Remark> = arrow
        .needs
        .iter()
        .filter(|key| ask.step.get(**key).and_then(|v| v.as_str()).is_none_or(|v| v.trim().is_empty()))
        .map(|key| Remark::new(*key, format!("请填写“{}”", Noun::Step.field(key).map_or("", |f| f.label))))
        .collect();
    if !missing.is_empty() {
        return Err(Error::Draft(missing));
    }
    let walker = Walker::of(desk, call)?;
    walker.allows(kind)?;
    let mut ids = ask.ids;
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    let (mut plans, mut outcomes): (Vec<Plan>, Vec<ManyOutcome>) = (Vec::new(), Vec::new());
    for id in &ids {
        match walker.plan(store, id, vec![ask.step.clone()]) {
            Ok(plan) => {
                let due = plan.after("due_on");
                let says = if kind == "refer" {
                    format!("期限 {}", crate::records::dates::shown(due))
                } else {
                    String::new()
                };
                outcomes.push(outcome_of(&plan.matter, true, says));
                plans.push(plan);
            }
            Err(error) => {
                let matter = store.get(Noun::Matter, id)?.ok_or(Error::NotFound(Noun::Matter.label()))?;
                outcomes.push(outcome_of(&matter, false, why(error)?));
            }
        }
    }
    let moved = plans.len() as u64;
    if !ask.dry && moved > 0 {
        let (store, who) = desk.writing(call)?;
        store.transact(arrow.label(), &who, |w| plans.into_iter().try_for_each(|plan| plan.keep(w, None)))?;
    }
    Ok(ManyMoved { outcomes, moved })
}

/// Why a matter does not take a step; anything else is a failure of the whole.
pub(super) fn why(error: Error) -> Result<String> {
    match error {
        Error::Draft(remarks) => Ok(remarks.into_iter().map(|r| r.says).collect::<Vec<_>>().join("；")),
        // What else a matter could do is no help where many are asked for one thing.
        Error::IllegalMove(says) => Ok(says.split("；现在可以").next().unwrap_or_default().to_owned()),
        Error::NotAllowed(says) => Ok(says),
        Error::NotFound(_) => Ok("这件已经删除".into()),
        other => Err(other),
    }
}
