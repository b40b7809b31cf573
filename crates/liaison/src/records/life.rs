//! The life of a matter: states, moves and the arrows between them, as one table.
//! 已答复 is not 办结: a matter is closed only when it was answered, fed back to voter
//! *and* deputy, and not rated 不满意 — or when the chair closes it with a reason.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::{Field, Kept, Kind, List, Noun, Values, record};
use crate::error::{Error, Remark, Result};

/// 登记
pub const RECORDED: &str = "recorded";
/// 待签批
pub const AWAITING: &str = "awaiting";
/// 已交办
pub const REFERRED: &str = "referred";
/// 已签收
pub const SIGNED: &str = "signed";
/// 办理中
pub const WORKING: &str = "working";
/// 已答复
pub const ANSWERED: &str = "answered";
/// 已评价
pub const RATED: &str = "rated";
/// 退回重办
pub const REDO: &str = "redo";
/// 转为代表建议
pub const PROMOTED: &str = "promoted";
/// 办结
pub const CLOSED: &str = "closed";
/// 撤销上一步: a step that takes back the one before.
pub const UNDO: &str = "undo";
/// 附件: the county put a file of its own on a station's matter, or took one off.
pub const FILE: &str = "file";
/// 未按县里意见变更: the county's word did not fit the state the matter was in.
pub const NOT_APPLIED: &str = "not_applied";

/// 撤回
pub const WITHDRAWN: &str = "withdrawn";

/// Every state with its word, in the order of life.
pub const STATES: &[(&str, &str)] = &[
    (RECORDED, "登记"),
    (AWAITING, "待签批"),
    (REFERRED, "已交办"),
    (SIGNED, "已签收"),
    (WORKING, "办理中"),
    (ANSWERED, "已答复"),
    (RATED, "已评价"),
    (REDO, "退回重办"),
    (PROMOTED, "转为代表建议"),
    (CLOSED, "办结"),
    (WITHDRAWN, "撤回"),
];

/// How a matter was closed.
pub const WAYS: &[(&str, &str)] = &[
    ("on_the_spot", "当场答复"),
    ("declined", "不予受理"),
    ("handled", "交办办理"),
    ("by_chair", "主席批准办结"),
    ("as_proposal", "转代表建议办理"),
];

/// Result classes A–D.
pub const RESULT_CLASSES: &[(&str, &str)] = &[("A", "A 已解决"), ("B", "B 列入计划"), ("C", "C 暂不能解决"), ("D", "D 留作参考")];

/// States in which nothing is left to do.
pub const ENDED: &[&str] = &[CLOSED, WITHDRAWN];

const OPEN: &[&str] = &[RECORDED, AWAITING, REFERRED, SIGNED, WORKING, ANSWERED, RATED, REDO];
const WITH_UNIT: &[&str] = &[REFERRED, SIGNED, WORKING];

const SUPERVISED: &[&str] = &[REFERRED, SIGNED, WORKING, ANSWERED, RATED, REDO, PROMOTED];

/// The verbs, as codes with the words on their buttons.
pub const MOVE_KINDS: &[(&str, &str)] = &[
    ("record", "登记"),
    ("answer_on_spot", "当场答复"),
    ("decline", "不予受理"),
    ("submit", "送签批"),
    ("refer", "交办"),
    ("sign", "签收"),
    ("return", "退回交办"),
    ("start", "开始办理"),
    ("answer", "答复"),
    ("feed_back", "反馈"),
    ("rate", "评价"),
    ("redo", "退回重办"),
    ("close", "办结"),
    ("close_by_chair", "主席批准办结"),
    ("urge", "催办"),
    ("extend", "延期"),
    ("progress", "记办理情况"),
    ("approve", "主席批示"),
    ("supervise", "督办"),
    ("report_up", "上报上级"),
    ("promote", "转为代表建议"),
    ("follow_up", "承诺落实"),
    ("withdraw", "撤回"),
    (UNDO, "撤销上一步"),
    (NOT_APPLIED, "未按县里意见变更"),
    (FILE, "附件"),
];

/// Who was told of the answer.
pub const TOLD: &[(&str, &str)] = &[("both", "选民和代表"), ("voter", "选民"), ("deputy", "代表")];

record! {
    /// One step in the life of a matter; never edited, so that the timeline stays true.
    Step {
        /// 意见建议
        matter: String = Field::new("意见建议", Kind::One(Noun::Matter)).required(),
        /// 步骤
        kind: String = Field::new("步骤", Kind::OneOf(MOVE_KINDS)).required().listed(),
        /// 日期
        done_on: String = Field::new("日期", Kind::Date).required().listed(),
        /// 说明
        note: String = Field::new("说明", Kind::Long).listed(),
        /// 主办单位
        unit: String = Field::new("主办单位", Kind::Choice(List::Unit)).listed(),
        /// 协办单位
        co_units: String = Field::new("协办单位", Kind::Text).max(200).hint("多个单位用顿号隔开"),
        /// 要求办结日期
        due_on: String = Field::new("要求办结日期", Kind::Date),
        /// 经手人
        person: String = Field::new("经手人", Kind::Text).max(30),
        /// 电话
        phone: String = Field::new("电话", Kind::Phone),
        /// 结果类别
        result_class: String = Field::new("结果类别", Kind::OneOf(RESULT_CLASSES)),
        /// 反馈对象
        told: String = Field::new("反馈对象", Kind::OneOf(TOLD)),
        /// 反馈方式
        way: String = Field::new("反馈方式", Kind::Choice(List::FeedbackWay)),
        /// 选民满意度
        voter_rating: String = Field::new("选民对结果", Kind::Choice(List::Rating)),
        /// 代表满意度
        deputy_rating: String = Field::new("代表对结果", Kind::Choice(List::Rating)),
        /// 办理态度
        attitude_rating: String = Field::new("对办理态度", Kind::Choice(List::Rating)),
        /// 代表建议编号
        proposal_number: String = Field::new("代表建议编号", Kind::Text).max(60),
        /// 原状态
        from_state: String = Field::new("原状态", Kind::OneOf(STATES)).derived(),
        /// 新状态
        to_state: String = Field::new("新状态", Kind::OneOf(STATES)).derived(),
    }
}

/// One arrow of the diagram.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct Move {
    /// Verb code.
    pub kind: &'static str,
    /// States it may start from.
    pub from: &'static [&'static str],
    /// State it leads to; "" keeps the state.
    pub to: &'static str,
    /// Step fields that must be filled.
    pub needs: &'static [&'static str],
    /// Step fields that may be filled.
    pub may: &'static [&'static str],
    /// The one sentence under the button.
    pub explains: &'static str,
}

impl Move {
    /// The word on its button.
    pub fn label(&self) -> &'static str {
        MOVE_KINDS.iter().find(|(k, _)| *k == self.kind).map_or("", |(_, l)| l)
    }
}

/// Every arrow a clerk can walk. (`record` is walked by saving a new matter, `undo` by `undo_move`.)
#[rustfmt::skip] // one arrow a line, as in the diagram
pub const MOVES: &[Move] = &[
    Move { kind: "answer_on_spot", from: &[RECORDED], to: CLOSED, needs: &["note"], may: &["voter_rating"], explains: "代表当场答复清楚，直接办结" },
    Move { kind: "decline", from: &[RECORDED], to: CLOSED, needs: &["note"], may: &[], explains: "不属人大受理（信访、诉讼、仲裁），写明告知的去向" },
    Move { kind: "submit", from: &[RECORDED], to: AWAITING, needs: &[], may: &["note"], explains: "送主席（站长）签批" },
    Move { kind: "refer", from: &[AWAITING, REDO], to: REFERRED, needs: &["unit"], may: &["due_on", "co_units", "note"], explains: "交给承办单位，期限不填按规定天数算" },
    Move { kind: "sign", from: &[REFERRED], to: SIGNED, needs: &["person"], may: &["phone", "note"], explains: "承办单位签收" },
    Move { kind: "return", from: &[REFERRED, SIGNED], to: AWAITING, needs: &["note"], may: &[], explains: "承办单位退回，写明理由，重新签批交办" },
    Move { kind: "start", from: &[SIGNED], to: WORKING, needs: &[], may: &["person", "phone", "note"], explains: "承办单位开始办理" },
    Move { kind: "answer", from: &[WORKING], to: ANSWERED, needs: &["note", "result_class"], may: &[], explains: "承办单位书面或口头答复；答复还不是办结" },
    Move { kind: "feed_back", from: &[ANSWERED, RATED], to: "", needs: &["told"], may: &["way", "note"], explains: "把答复告诉选民和代表，两边都反馈了才能办结" },
    Move { kind: "rate", from: &[ANSWERED], to: RATED, needs: &["voter_rating"], may: &["deputy_rating", "attitude_rating", "note"], explains: "记下满意或基本满意；有不满意的，用“退回重办”" },
    Move { kind: "redo", from: &[ANSWERED], to: REDO, needs: &["note"], may: &["voter_rating", "deputy_rating", "attitude_rating"], explains: "不满意，写明原因，退回重办" },
    Move { kind: "close", from: &[ANSWERED, RATED, PROMOTED], to: CLOSED, needs: &[], may: &["note"], explains: "已答复、已向选民和代表反馈、没有不满意" },
    Move { kind: "close_by_chair", from: &[ANSWERED, RATED, REDO, PROMOTED], to: CLOSED, needs: &["note"], may: &[], explains: "主席批准办结，写明理由" },
    Move { kind: "urge", from: WITH_UNIT, to: "", needs: &[], may: &["note", "person"], explains: "提醒承办单位抓紧办理" },
    Move { kind: "extend", from: WITH_UNIT, to: "", needs: &["due_on", "note"], may: &[], explains: "经同意推迟期限，写明理由" },
    Move { kind: "progress", from: WITH_UNIT, to: "", needs: &["note"], may: &[], explains: "记下办到哪一步了" },
    Move { kind: "approve", from: &[AWAITING, REDO], to: "", needs: &["person", "note"], may: &[], explains: "记下主席（站长）的批示意见，再交办" },
    Move { kind: "supervise", from: SUPERVISED, to: "", needs: &["person", "note"], may: &[], explains: "由领导牵头督办，写明督办领导、部门和这一步做了什么" },
    Move { kind: "follow_up", from: &[ANSWERED, RATED, CLOSED], to: "", needs: &["note"], may: &[], explains: "答复时列入计划（B 类）的，后来落实了，记下来" },
    Move { kind: "report_up", from: OPEN, to: "", needs: &[], may: &["note"], explains: "本级解决不了，上报上级人大，这件事仍留在本站跟踪" },
    Move { kind: "promote", from: OPEN, to: PROMOTED, needs: &[], may: &["proposal_number", "note"], explains: "由代表写成代表建议提出，两边互相能查到" },
    Move { kind: "withdraw", from: OPEN, to: WITHDRAWN, needs: &["note"], may: &[], explains: "反映人不再要求办理，写明原因" },
];

/// The word of a state.
pub fn state_label(state: &str) -> &str {
    STATES.iter().find(|(s, _)| *s == state).map_or(state, |(_, l)| l)
}

/// The arrow for `kind`.
pub fn find_move(kind: &str) -> Option<&'static Move> {
    MOVES.iter().find(|m| m.kind == kind)
}

/// The moves a matter in `state` may make.
pub fn moves_from(state: &str) -> impl Iterator<Item = &'static Move> {
    MOVES.iter().filter(move |m| m.from.contains(&state))
}

/// The moves this matter may make: only a promise can be kept.
pub fn moves_of(matter: &Kept) -> impl Iterator<Item = &'static Move> {
    let promised = matter.text("result_class") == "B";
    moves_from(matter.text("state")).filter(move |m| promised || m.kind != "follow_up")
}

fn dissatisfied(step: &Step) -> bool {
    [&step.voter_rating, &step.deputy_rating, &step.attitude_rating].iter().any(|r| *r == "不满意")
}

/// Walks one arrow: the matter's new field values, or why it may not.
/// `due` gives the deadline when the step names none. Pure.
pub fn walk(matter: &Kept, step: &mut Step, due: impl FnOnce(NaiveDate, bool) -> NaiveDate) -> Result<Values> {
    let state = matter.text("state").to_owned();
    let Some(arrow) = find_move(&step.kind) else {
        return Err(Error::IllegalMove(format!("没有“{}”这一步", step.kind)));
    };
    if !moves_of(matter).any(|m| m.kind == arrow.kind) {
        if arrow.from.contains(&state.as_str()) {
            return Err(Error::IllegalMove("只有答复时列入计划（B 类）的，才记“承诺落实”".into()));
        }
        let open: Vec<_> = moves_of(matter).map(|m| format!("“{}”", m.label())).collect();
        let can = if open.is_empty() {
            "已经没有下一步".to_owned()
        } else {
            format!("现在可以{}", open.join("、"))
        };
        return Err(Error::IllegalMove(format!(
            "这件事现在是“{}”，不能“{}”；{can}",
            state_label(&state),
            arrow.label()
        )));
    }
    let given = super::Shape::values(step);
    let mut remarks: Vec<Remark> = arrow
        .needs
        .iter()
        .filter(|key| given.get(**key).and_then(Value::as_str).unwrap_or("").is_empty())
        .map(|key| Remark::new(*key, format!("请填写“{}”", Noun::Step.field(key).map_or("", |f| f.label))))
        .collect();
    let Some(on) = super::dates::parse(&step.done_on) else {
        remarks.push(Remark::new("done_on", "请填写日期"));
        return Err(Error::Draft(remarks));
    };
    if step.done_on.as_str() < matter.text("raised_on") {
        remarks.push(Remark::new(
            "done_on",
            format!("不能早于登记日期 {}", super::dates::shown(matter.text("raised_on"))),
        ));
    }
    if step.kind == "rate" && dissatisfied(step) {
        remarks.push(Remark::new("voter_rating", "有“不满意”，请改用“退回重办”并写明原因"));
    }
    if step.kind == "extend" && !step.due_on.is_empty() && step.due_on.as_str() <= matter.text("due_on") {
        remarks.push(Remark::new("due_on", "延期后的日期要比原来的晚"));
    }
    if step.kind == "refer" && !step.due_on.is_empty() && step.due_on < step.done_on {
        remarks.push(Remark::new("due_on", "期限不能早于交办日期"));
    }
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    if step.kind == "close" && state != PROMOTED {
        let mut missing = Vec::new();
        if matter.text("fed_voter_on").is_empty() {
            missing.push("向选民反馈");
        }
        if matter.text("fed_deputy_on").is_empty() {
            missing.push("向代表反馈");
        }
        if !missing.is_empty() {
            return Err(Error::IllegalMove(format!(
                "还没有{}，不能办结；先记“反馈”，或由主席批准办结",
                missing.join("、")
            )));
        }
    }

    let mut m = matter.values.clone();
    let mut set = |key: &str, value: &str| {
        m.insert(key.into(), Value::from(value));
    };
    let on_text = step.done_on.clone();
    match step.kind.as_str() {
        "answer_on_spot" => {
            set("progress", &step.note);
            set("answered_on", &on_text);
            set("fed_voter_on", &on_text);
            set("voter_rating", &step.voter_rating);
            set("closed_how", "on_the_spot");
        }
        "decline" => {
            set("progress", &step.note);
            set("closed_how", "declined");
        }
        "refer" => {
            if step.due_on.is_empty() {
                step.due_on = due(on, state == REDO).to_string();
            }
            set("lead_unit", &step.unit);
            set("co_units", &step.co_units);
            set("referred_on", &on_text);
            set("due_on", &step.due_on);
            for key in [
                "signed_by",
                "signed_on",
                "handler",
                "handler_phone",
                "answered_on",
                "result_class",
                "fed_voter_on",
                "fed_deputy_on",
                "voter_rating",
                "deputy_rating",
                "attitude_rating",
            ] {
                set(key, "");
            }
        }
        "sign" => {
            set("signed_by", &step.person);
            set("signed_on", &on_text);
            set("handler", &step.person);
            set("handler_phone", &step.phone);
        }
        "return" => {
            set("due_on", "");
            set("signed_by", "");
            set("signed_on", "");
        }
        "start" if !step.person.is_empty() => {
            set("handler", &step.person);
            set("handler_phone", &step.phone);
        }
        "answer" => {
            set("progress", &step.note);
            set("answered_on", &on_text);
            set("result_class", &step.result_class);
        }
        "feed_back" => {
            if step.told != "deputy" {
                set("fed_voter_on", &on_text);
            }
            if step.told != "voter" {
                set("fed_deputy_on", &on_text);
            }
        }
        "rate" | "redo" => {
            set("voter_rating", &step.voter_rating);
            set("deputy_rating", &step.deputy_rating);
            set("attitude_rating", &step.attitude_rating);
        }
        "close" => set("closed_how", if state == PROMOTED { "as_proposal" } else { "handled" }),
        "close_by_chair" => set("closed_how", "by_chair"),
        "extend" => set("due_on", &step.due_on),
        "progress" => set("progress", &step.note),
        "urge" => set("urged_on", &on_text),
        "promote" => set("proposal_number", &step.proposal_number),
        _ => {}
    }
    if arrow.to == CLOSED {
        set("closed_on", &on_text);
    }
    if !arrow.to.is_empty() {
        set("state", arrow.to);
    }
    let count = |key: &str| matter.whole(key).unwrap_or(0) + 1;
    match step.kind.as_str() {
        "redo" => drop(m.insert("redo_count".into(), count("redo_count").into())),
        "urge" => drop(m.insert("urge_count".into(), count("urge_count").into())),
        "report_up" => drop(m.insert("reported_up".into(), true.into())),
        _ => {}
    }
    step.from_state = state;
    step.to_state = m.get("state").and_then(Value::as_str).unwrap_or("").to_owned();
    Ok(m)
}
