//! From a draft to a record: all remarks at once, or one commit.

use std::collections::BTreeMap;

use serde_json::Value;

use super::derived::{derive, follow};
use super::{CheckAsk, RecordAsk, Remarks, SaveAsk, Saved};
use crate::desk::settings::{Role, rules_of, station_of};
use crate::desk::{Call, Desk, Nothing, Rules, deputies, handoff, referral};
use crate::error::{Error, Remark, Result};
use crate::records::{Checked, Kept, Kind, List, Noun, Values, check as check_draft, duty, life, purged, visit};
use crate::store::{Store, Write};

pub(in crate::desk) fn words(store: &Store) -> Result<BTreeMap<List, Vec<String>>> {
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

/// Which records an office writes itself: a station its own registers, the county office what it
/// alone keeps, and groups across townships. What came in from a station is the station's.
fn writes(store: &Store, noun: Noun, id: &str) -> Result<()> {
    let own = station_of(store)?;
    let foreign = store.get(noun, id)?.is_some_and(|kept| kept.head.station != own.code);
    if foreign {
        return Err(Error::NotAllowed("这是联络站登记的，只能由登记它的联络站修改".into()));
    }
    let kept = store.get(noun, id)?;
    if kept.as_ref().is_some_and(purged::is_purged) {
        return Err(Error::NotAllowed("这条记录的保存期限已满，个人信息已经清除，不能再修改、删除或取回".into()));
    }
    if let Some(kept) = &kept {
        deputies::still_open(store, noun, &kept.values)?;
    }
    if noun == Noun::Duty && kept.is_some_and(|kept| kept.text("status") == duty::FILED) {
        return Err(Error::NotAllowed("这条已经审核入档，不能修改或删除；登记错了，请另记一条“冲销”".into()));
    }
    match (own.role == Role::County, Noun::SENT.contains(&noun)) {
        (true, true) if noun != Noun::Group => Err(Error::NotAllowed(format!("{}由联络站登记，县里不另行登记", noun.label()))),
        (false, false) => Err(Error::NotAllowed(format!("{}由县人大办公室登记", noun.label()))),
        _ => Ok(()),
    }
}

/// Keeps a draft.
pub fn save(desk: &mut Desk, call: &mut Call<'_>, ask: SaveAsk) -> Result<Saved> {
    let noun = ask.noun;
    match noun {
        Noun::Step => return Err(Error::NotAllowed("办理过程由办理步骤产生，不能直接修改".into())),
        Noun::Seat => return Err(Error::NotAllowed("代表任期由换届产生，不能直接修改".into())),
        _ => {}
    }
    writes(desk.store()?, noun, &ask.id)?;
    let words = words(desk.store()?)?;
    let (mut checked, doubts) = check_draft(noun, &ask.values, &words, call.today()).map_err(Error::Draft)?;
    deputies::still_open(desk.store()?, noun, &checked.values)?;
    alone(desk.store()?, noun, &ask.id, &checked)?;
    let steps = referral::follow(desk, call, noun, &ask.id, &mut checked.values)?;
    let today = call.today().to_string();
    let rules = rules_of(desk.store()?)?;
    let (store, who) = desk.writing(call)?;
    store.transact(if ask.id.is_empty() { "新增" } else { "修改" }, &who, |w| {
        if !ask.draft.is_empty() {
            w.drop_draft(&ask.draft)?;
        }
        learn(w, noun, &checked)?;
        if noun == Noun::Unit {
            names_unit(w, &checked)?;
        }
        let record = keep(w, noun, &ask.id, ask.revision, checked, &today, &rules)?;
        for plan in steps {
            plan.keep(w, None)?;
        }
        let matter = if noun == Noun::Visit { raise(w, &record, &today)? } else { None };
        Ok(Saved { record, matter, doubts })
    })
}

/// What one entry of a county register is known by; no other may bear it.
pub(in crate::desk) fn key_of(noun: Noun) -> Option<&'static str> {
    match noun {
        Noun::Site => Some("code"),
        Noun::Home | Noun::Unit => Some("name"),
        _ => None,
    }
}

/// Refuses a second station of one code, a second unit of one name.
fn alone(store: &Store, noun: Noun, id: &str, checked: &Checked) -> Result<()> {
    let Some(key) = key_of(noun) else { return Ok(()) };
    let value = checked.values.get(key).and_then(Value::as_str).unwrap_or_default();
    let other = store.same(noun, key, value)?.into_iter().find(|other| other.head.id != id);
    match other {
        Some(other) => {
            let says = format!("已经有{} {}，不能再登记一个", noun.label(), noun.title_of(&other));
            Err(Error::Draft(vec![Remark::new(key, says)]))
        }
        None => Ok(()),
    }
}

/// New words of open lists join them: a village typed once is offered from then on.
pub(in crate::desk) fn learn(w: &mut Write<'_>, noun: Noun, checked: &Checked) -> Result<()> {
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

/// A unit of the register is a word referrals pick, here and, with the next answer, at the stations.
pub(in crate::desk) fn names_unit(w: &mut Write<'_>, checked: &Checked) -> Result<()> {
    let name = checked.values.get("name").and_then(Value::as_str).unwrap_or_default();
    handoff::gives_list(w, Role::County, List::Unit)?;
    w.learn(List::Unit, name)
}

/// Inserts or replaces; derived fields stay as they are, or as the other fields decide.
fn keep(w: &mut Write<'_>, noun: Noun, id: &str, revision: Option<i64>, checked: Checked, today: &str, rules: &Rules) -> Result<Kept> {
    let mut values = checked.values;
    let old = if id.is_empty() {
        None
    } else {
        Some(w.get(noun, id)?.ok_or(Error::NotFound(noun.label()))?)
    };
    for field in noun.fields().iter().filter(|f| f.derived) {
        let kept = old.as_ref().and_then(|o| o.values.get(field.key).cloned());
        values.insert(field.key.into(), kept.unwrap_or_else(|| crate::records::blank_of(field)));
    }
    derive(w, noun, old.as_ref(), &mut values, rules)?;
    if noun == Noun::Matter && old.is_none() {
        values.insert("state".into(), life::RECORDED.into());
    }
    let record = match &old {
        Some(_) => w.replace(noun, id, revision, values)?,
        None => w.insert(noun, values)?,
    };
    if noun == Noun::Matter && old.is_none() {
        first_step(w, &record, today, "")?;
    }
    follow(w, noun, old.as_ref(), &record)?;
    Ok(record)
}

/// The step a matter's timeline begins with: it was recorded, in the state it is in.
pub(in crate::desk) fn first_step(w: &mut Write<'_>, matter: &Kept, today: &str, note: &str) -> Result<()> {
    let on = matter.text("raised_on");
    let step = life::Step {
        matter: matter.head.id.clone(),
        kind: "record".into(),
        done_on: if on.is_empty() { today.to_owned() } else { on.to_owned() },
        to_state: matter.text("state").into(),
        note: note.into(),
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
    let category = if visit.text("category").is_empty() {
        "其他"
    } else {
        visit.text("category")
    };
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
    first_step(w, &matter, today, "")?;
    Ok(Some(matter))
}

/// Moves a record to the recycle bin.
pub fn delete(desk: &mut Desk, call: &mut Call<'_>, ask: RecordAsk) -> Result<Nothing> {
    match ask.noun {
        Noun::Step => return Err(Error::NotAllowed("办理过程不能删除；可以“撤销上一步”".into())),
        Noun::Seat => return Err(Error::NotAllowed("代表任期由换届产生，不能删除；换届错了可以撤销换届".into())),
        _ => {}
    }
    writes(desk.store()?, ask.noun, &ask.id)?;
    let (store, who) = desk.writing(call)?;
    store.transact("删除", &who, |w| {
        w.delete(ask.noun, &ask.id, ask.revision)?;
        moved(w, ask.noun, &ask.id)
    })?;
    Ok(Nothing {})
}

/// Takes a record out of the recycle bin.
pub fn restore(desk: &mut Desk, call: &mut Call<'_>, ask: RecordAsk) -> Result<Kept> {
    if ask.noun == Noun::Seat {
        return Err(Error::NotAllowed("撤销了的换届请重新办一次，不能从回收站恢复".into()));
    }
    writes(desk.store()?, ask.noun, &ask.id)?;
    let (store, who) = desk.writing(call)?;
    store.transact("恢复", &who, |w| {
        let record = w.restore(ask.noun, &ask.id)?;
        moved(w, ask.noun, &ask.id)?;
        Ok(record)
    })
}

/// What hangs on a record that went to the bin or came out of it.
fn moved(w: &mut Write<'_>, noun: Noun, id: &str) -> Result<()> {
    match w.get(noun, id)? {
        Some(record) => follow(w, noun, None, &record),
        None => Ok(()),
    }
}
