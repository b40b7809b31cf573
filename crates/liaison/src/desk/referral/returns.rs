//! 交办单 that came back: first what every line would do, then all of it in one commit.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::county_only;
use super::many::why;
use crate::desk::matters::{Plan, Walker};
use crate::desk::{Call, Desk};
use crate::error::{Error, Result};
use crate::ledger::{self, ReturnedLine};
use crate::records::life::{self, ANSWERED, REFERRED, SIGNED, WORKING};
use crate::records::{Kept, Noun, Values, dates};
use crate::store::Store;

/// Names a slip that came back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReturnAsk {
    /// Full path of the .xlsx; "" where its bytes are handed over.
    #[serde(default)]
    pub path: String,
    /// Its bytes, base64.
    #[serde(default)]
    pub base64: String,
    /// SHA-256 the clerk saw the preview of; "" only previews.
    #[serde(default)]
    pub sha256: String,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is taken in.
    Ready,
    /// The unit wrote nothing new in it.
    Empty,
    /// It can't be taken in.
    Wrong,
}

/// One line of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReturnLine {
    /// Row in the sheet.
    pub row: u32,
    /// The matter's id; "" where it was not found.
    pub id: String,
    /// The number in the line.
    pub number: String,
    /// The matter's title.
    pub title: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What it does, or why not, in a sentence.
    pub says: String,
}

/// A slip that came back, line by line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Returned {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its lines.
    pub lines: Vec<ReturnLine>,
    /// Lines that are, or would be, taken in.
    pub ready: u64,
    /// Lines that can't be.
    pub wrong: u64,
    /// It was taken in.
    pub taken: bool,
}

/// Previews a slip, or takes in what was previewed.
pub fn referral_return(desk: &mut Desk, call: &mut Call<'_>, ask: ReturnAsk) -> Result<Returned> {
    county_only(desk, "退回的交办单")?;
    let bytes = if ask.path.is_empty() {
        let unread = |_| Error::NotReady("文件没有读完整，请再选一次".into());
        BASE64_STANDARD.decode(&ask.base64).map_err(unread)?
    } else {
        ledger::returned_bytes(Path::new(&ask.path))?
    };
    let paper = ledger::read_returned(bytes)?;
    if !ask.sha256.is_empty() && ask.sha256 != paper.sha256 {
        return Err(Error::NotReady("这个文件在您看过之后又变了，请重新看一遍再收".into()));
    }
    let store = desk.store()?;
    let walker = Walker::of(desk, call)?;
    let doubles = ledger::doubles(&paper.lines);
    let today = call.today().to_string();
    let (mut lines, mut plans) = (Vec::new(), Vec::new());
    for line in &paper.lines {
        let found = found(store, line)?;
        let matter = found.as_ref().ok();
        let looked = if doubles.contains(&line.row) {
            Err("同一件在上面已经有一行了".to_owned())
        } else {
            found.as_ref().map_err(Clone::clone).and_then(|matter| steps(matter, line, &today))
        };
        let planned = match looked {
            Ok((drafts, says)) if drafts.is_empty() => Ok((None, says)),
            Ok((drafts, says)) => match walker.plan(store, &matter.map_or_else(String::new, |m| m.head.id.clone()), drafts) {
                Ok(plan) => Ok((Some(plan), says)),
                Err(error) => Err(why(error)?),
            },
            Err(says) => Err(says),
        };
        let (fate, says, plan): (Fate, String, Option<Plan>) = match planned {
            Ok((Some(plan), says)) => (Fate::Ready, says, Some(plan)),
            Ok((None, says)) => (Fate::Empty, says, None),
            Err(says) => (Fate::Wrong, says, None),
        };
        plans.extend(plan);
        lines.push(ReturnLine {
            row: line.row,
            id: matter.map_or_else(String::new, |m| m.head.id.clone()),
            number: line.number.clone(),
            title: matter.map_or_else(String::new, |m| Noun::Matter.title_of(m)),
            fate,
            says,
        });
    }
    let taken = !ask.sha256.is_empty() && !plans.is_empty();
    if taken {
        let (store, who) = desk.writing(call)?;
        store.transact("收交办单", &who, |w| plans.into_iter().try_for_each(|plan| plan.keep(w, None)))?;
    }
    let count = |fate: Fate| lines.iter().filter(|l| l.fate == fate).count() as u64;
    Ok(Returned {
        sha256: paper.sha256,
        ready: count(Fate::Ready),
        wrong: count(Fate::Wrong),
        lines,
        taken,
    })
}

/// The matter a line is about, or why none.
fn found(store: &Store, line: &ReturnedLine) -> Result<std::result::Result<Kept, String>> {
    if line.number.is_empty() {
        return Ok(Err("这一行没有编号，不知道是哪一件".into()));
    }
    let Some((station, number)) = line.number.split_once('/') else {
        return Ok(Err("编号写得不对，应像 JS-017/YJ-2026-0001".into()));
    };
    let Some(matter) = store.by_number(Noun::Matter, station, number)? else {
        return Ok(Err("没有这个编号的意见建议".into()));
    };
    if ledger::check_code(&matter) != line.check {
        return Ok(Err("核对码对不上：可能改过编号，或者这是改派、重办以前的旧交办单".into()));
    }
    Ok(Ok(matter))
}

/// The steps a line asks for, and in words; none where nothing is new.
fn steps(matter: &Kept, line: &ReturnedLine, today: &str) -> std::result::Result<(Vec<Values>, String), String> {
    if !line.wrong.is_empty() {
        return Err(line.wrong.join("；"));
    }
    if !line.is_filled() {
        return Ok((Vec::new(), "没有填写".into()));
    }
    let state = matter.text("state");
    let answers = !line.answer.is_empty() || !line.result_class.is_empty() || !line.answered_on.is_empty();
    if state == ANSWERED && matter.text("progress") == line.answer && matter.text("result_class") == line.result_class {
        return Ok((Vec::new(), "这份答复已经记过了".into()));
    }
    if ![REFERRED, SIGNED, WORKING].contains(&state) {
        return Err(format!("这件现在是“{}”，不再收承办单位的签收和答复", life::state_label(state)));
    }
    for (label, on) in [("签收日期", &line.signed_on), ("答复日期", &line.answered_on)] {
        if on.as_str() > today {
            return Err(format!("“{label}”{}还没有到", dates::shown(on)));
        }
        if !on.is_empty() && on.as_str() < matter.text("referred_on") {
            return Err(format!("“{label}”{}早于交办日期", dates::shown(on)));
        }
    }
    if !line.signed_on.is_empty() && !line.answered_on.is_empty() && line.answered_on < line.signed_on {
        return Err("答复日期早于签收日期".into());
    }
    let handler = if line.handler.is_empty() { &line.signed_by } else { &line.handler };
    let (mut drafts, mut says) = (Vec::new(), Vec::new());
    let mut draft = |step: serde_json::Value| {
        if let serde_json::Value::Object(values) = step {
            drafts.push(values);
        }
    };
    if state == REFERRED {
        if line.signed_by.is_empty() {
            return Err("请填“签收人”".into());
        }
        let on = [&line.signed_on, &line.answered_on]
            .into_iter()
            .find(|d| !d.is_empty())
            .map_or(today, String::as_str);
        draft(json!({ "kind": "sign", "person": line.signed_by, "phone": line.phone, "done_on": on }));
        says.push(format!("签收（{}，{}）", line.signed_by, dates::shown(on)));
    }
    let starts = state != WORKING && (answers || (!line.handler.is_empty() && line.handler != line.signed_by));
    if starts {
        let on = if line.signed_on.is_empty() {
            line.answered_on.as_str()
        } else {
            line.signed_on.as_str()
        };
        let on = if on.is_empty() { today } else { on };
        draft(json!({ "kind": "start", "person": handler, "phone": line.phone, "done_on": on }));
        says.push(if handler.is_empty() {
            "开始办理".to_owned()
        } else {
            format!("开始办理（{handler}）")
        });
    }
    if answers {
        if line.answer.is_empty() {
            return Err("填了答复日期或结果类别，但没有“答复内容”".into());
        }
        if line.result_class.is_empty() {
            return Err("请填“结果类别”（A、B、C、D）".into());
        }
        let on = if line.answered_on.is_empty() { today } else { &line.answered_on };
        draft(json!({ "kind": "answer", "note": line.answer, "result_class": line.result_class, "done_on": on }));
        let class = life::RESULT_CLASSES.iter().find(|(c, _)| *c == line.result_class).map_or("", |(_, l)| l);
        says.push(format!("答复（{class}，{}）", dates::shown(on)));
    }
    if drafts.is_empty() {
        return Ok((Vec::new(), "已经签收过，没有新的内容".into()));
    }
    Ok((drafts, says.join("、")))
}
