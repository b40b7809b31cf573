//! Moving a matter through its life. The arrows are in `records::life`; here the walk is
//! dated, given its deadline and written down as a step, in one commit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::records::{Opened, RecordAsk, opened};
use super::{Call, Desk, IdAsk, Post, Role, Rules, Station, posts, settings};
use crate::error::{Error, Result};
use crate::records::dates::Holidays;
use crate::records::life::{self, Move, Step};
use crate::records::{Kept, List, Noun, Shape, Values, check, purged};
use crate::store::{Store, Write};

/// Of a matter whose retention is over.
const PURGED_SAYS: &str = "这件事的保存期限已满，个人信息已经清除，不能再办理";

/// One step of a matter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MoveAsk {
    /// The matter's id.
    pub id: String,
    /// The revision the clerk saw; null skips the check.
    #[serde(default)]
    pub revision: Option<i64>,
    /// Fields of `Step`: kind, done_on (today when blank) and what the move needs.
    #[ts(type = "Record<string, unknown>")]
    pub step: Values,
}

/// The moves it may make now.
pub fn moves(desk: &mut Desk, _: &mut Call<'_>, ask: IdAsk) -> Result<Vec<Move>> {
    let matter = desk.store()?.get(Noun::Matter, &ask.id)?.ok_or(Error::NotFound(Noun::Matter.label()))?;
    if purged::is_purged(&matter) {
        return Ok(Vec::new());
    }
    Ok(life::moves_of(&matter).copied().collect())
}

/// Walks one arrow.
pub fn move_matter(desk: &mut Desk, call: &mut Call<'_>, ask: MoveAsk) -> Result<Opened> {
    let walk = Walker::of(desk, call)?.plan(desk.store()?, &ask.id, vec![ask.step])?;
    let (store, who) = desk.writing(call)?;
    store.transact(walk.deed(), &who, |w| walk.keep(w, ask.revision))?;
    opened(desk.store()?, call, Noun::Matter, &ask.id)
}

/// What walking needs besides the matter, read once for many.
pub(super) struct Walker {
    lists: BTreeMap<List, Vec<String>>,
    rules: Rules,
    holidays: Holidays,
    own: Station,
    post: Post,
    today: NaiveDate,
}

/// Arrows a matter is about to walk, one after another.
pub(super) struct Plan {
    /// The matter before.
    pub matter: Kept,
    steps: Vec<Step>,
    values: Values,
    county: bool,
}

impl Walker {
    pub(super) fn of(desk: &Desk, call: &Call<'_>) -> Result<Self> {
        let session = desk.session.as_ref().ok_or(Error::Locked)?;
        let store = &session.store;
        Ok(Self {
            post: session.post,
            lists: store.lists()?,
            rules: settings::rules_of(store)?,
            holidays: store.holidays_all()?,
            own: settings::station_of(store)?,
            today: call.today(),
        })
    }

    /// Whether who is signed in may walk this arrow.
    pub(super) fn allows(&self, kind: &str) -> Result<()> {
        if self.own.role == Role::County && posts::HEAD_MOVES.contains(&kind) {
            posts::require(self.post, Post::Head)?;
        }
        Ok(())
    }

    /// Walks `drafts` over a matter in thought; every one must fit.
    pub(super) fn plan(&self, store: &Store, id: &str, drafts: Vec<Values>) -> Result<Plan> {
        let matter = store.get(Noun::Matter, id)?.filter(|m| m.head.deleted_at.is_empty());
        let matter = matter.ok_or(Error::NotFound(Noun::Matter.label()))?;
        if purged::is_purged(&matter) {
            return Err(Error::IllegalMove(PURGED_SAYS.into()));
        }
        let mut now = matter.clone();
        let mut steps = Vec::new();
        for mut draft in drafts {
            draft.insert("matter".into(), id.into());
            if draft.get("done_on").and_then(|v| v.as_str()).unwrap_or("").is_empty() {
                draft.insert("done_on".into(), self.today.to_string().into());
            }
            let (checked, _) = check(Noun::Step, &draft, &self.lists, self.today).map_err(Error::Draft)?;
            let mut step = Step::from_values(checked.values()).map_err(|e| Error::question(&e))?;
            self.allows(&step.kind)?;
            let due = |from: NaiveDate, again: bool| {
                let deadline = if again { self.rules.redo_deadline } else { self.rules.matter_deadline };
                deadline.due(from, &self.holidays)
            };
            now.values = life::walk(&now, &mut step, due)?;
            steps.push(step);
        }
        Ok(Plan {
            county: self.own.role == Role::County && matter.head.station != self.own.code,
            values: now.values,
            matter,
            steps,
        })
    }
}

impl Plan {
    /// A text of the matter as it will be.
    pub(super) fn after(&self, key: &str) -> &str {
        self.values.get(key).and_then(|v| v.as_str()).unwrap_or_default()
    }

    fn deed(&self) -> &'static str {
        self.steps.last().and_then(|s| life::find_move(&s.kind)).map_or("办理", Move::label)
    }

    /// Writes it down.
    pub(super) fn keep(self, w: &mut Write<'_>, revision: Option<i64>) -> Result<()> {
        let id = self.matter.head.id;
        if !self.county {
            w.replace(Noun::Matter, &id, revision, self.values)?;
        }
        for step in self.steps {
            w.insert(Noun::Step, step.values())?;
        }
        if self.county { w.overlay(&id) } else { Ok(()) }
    }
}

/// The county says its word on a station's matter by a step of its own; the matter stays the
/// station's, which walks the step when the word has come home.
fn is_countys(desk: &Desk, matter: &Kept) -> Result<bool> {
    let own = settings::station_of(desk.store()?)?;
    Ok(own.role == Role::County && matter.head.station != own.code)
}

/// Takes the last step back: the matter returns to how it was before, the timeline keeps both.
pub fn undo_move(desk: &mut Desk, call: &mut Call<'_>, ask: RecordAsk) -> Result<Opened> {
    let store = desk.store()?;
    let matter = store.get(Noun::Matter, &ask.id)?.ok_or(Error::NotFound(Noun::Matter.label()))?;
    if purged::is_purged(&matter) {
        return Err(Error::IllegalMove(PURGED_SAYS.into()));
    }
    let steps = store.steps(&ask.id)?;
    let own = settings::station_of(store)?.code;
    // An undo takes back the newest step that is not itself undone: steps and undos nest like brackets.
    let mut open: Vec<&Kept> = Vec::new();
    for step in &steps {
        if step.text("kind") == life::UNDO {
            open.pop();
        } else if ![life::NOT_APPLIED, life::FILE].contains(&step.text("kind")) && (matter.head.station == own || step.head.station == own) {
            open.push(step);
        }
    }
    let last = match open.last() {
        Some(step) if step.text("kind") != "record" => *step,
        _ => return Err(Error::IllegalMove("这件事刚登记，没有可以撤销的步骤".into())),
    };
    if is_countys(desk, &matter)? {
        return take_back(desk, call, &matter, &last.clone());
    }
    let before = store
        .matter_before(&ask.id, &last.head.id)?
        .ok_or_else(|| Error::IllegalMove("这一步是从别处转来的，不能撤销".into()))?;
    // Only what moves set goes back; what the clerk typed since stays.
    let mut values = matter.values.clone();
    for field in Noun::Matter.fields().iter().filter(|f| f.derived && !f.inner) {
        values.insert(
            field.key.into(),
            before.get(field.key).cloned().unwrap_or_else(|| crate::records::blank_of(field)),
        );
    }
    let step = Step {
        matter: ask.id.clone(),
        kind: life::UNDO.into(),
        done_on: call.today().to_string(),
        note: format!("撤销“{}”", Noun::Step.field("kind").map_or("", |f| f.label_of(last.text("kind")))),
        from_state: matter.text("state").into(),
        to_state: values.get("state").and_then(|v| v.as_str()).unwrap_or("").into(),
        ..Step::default()
    };
    let (store, who) = desk.writing(call)?;
    store.transact("撤销上一步", &who, |w| {
        w.replace(Noun::Matter, &ask.id, ask.revision, values)?;
        w.insert(Noun::Step, step.values())
    })?;
    opened(desk.store()?, call, Noun::Matter, &ask.id)
}

/// The county takes its own word back, as long as no answer has carried it out of the house.
fn take_back(desk: &mut Desk, call: &mut Call<'_>, matter: &Kept, last: &Kept) -> Result<Opened> {
    let store = desk.store()?;
    if last.head.id.as_str() <= matter.text("county_step") || store.word_left(&matter.head.station, &last.head.id)? {
        return Err(Error::IllegalMove(
            "这一步已经随回执送往联络站，不能撤销；请按实际情况再走一步，站里会一并收到".into(),
        ));
    }
    let step = Step {
        matter: matter.head.id.clone(),
        kind: life::UNDO.into(),
        done_on: call.today().to_string(),
        note: format!("撤销“{}”", Noun::Step.field("kind").map_or("", |f| f.label_of(last.text("kind")))),
        from_state: matter.text("state").into(),
        ..Step::default()
    };
    let (store, who) = desk.writing(call)?;
    store.transact("撤销上一步", &who, |w| {
        w.insert(Noun::Step, step.values())?;
        w.overlay(&matter.head.id)
    })?;
    opened(desk.store()?, call, Noun::Matter, &matter.head.id)
}
