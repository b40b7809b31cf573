//! 代表建议: the formal kind (代表法 §51), three months and three more.

use serde_json::Value;

use crate::error::Remark;
use crate::records::life::RESULT_CLASSES;
use crate::records::{Field, Kind, List, Noun, Values, record};

/// When it was handed in.
pub const WHEN: &[(&str, &str)] = &[("session", "大会期间"), ("between", "闭会期间")];

/// Lodged, not handed out yet.
pub const LODGED: &str = "lodged";

/// Where it stands.
pub const STATES: &[(&str, &str)] = &[
    (LODGED, "已登记"),
    ("referred", "已交办"),
    ("answered", "已答复"),
    ("redo", "退回重办"),
    ("closed", "办结"),
    ("withdrawn", "撤回"),
];

/// What must stand together.
pub(crate) fn rules(values: &Values, remarks: &mut Vec<Remark>) {
    let text = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or("");
    let state = text("state");
    let needed: &[&str] = match state {
        "referred" | "redo" => &["lead_unit", "referred_on"],
        "answered" => &["lead_unit", "referred_on", "answered_on", "answer", "result_class"],
        "closed" => &["closed_on"],
        _ => &[],
    };
    for key in needed.iter().filter(|key| text(key).is_empty()) {
        let label = Noun::Proposal.field(key).map_or("", |f| f.label);
        let state = STATES.iter().find(|(s, _)| *s == state).map_or("", |(_, l)| l);
        remarks.push(Remark::new(*key, format!("状态是“{state}”，请填写“{label}”")));
    }
    for (earlier, later) in [
        ("raised_on", "referred_on"),
        ("referred_on", "due_on"),
        ("referred_on", "answered_on"),
        ("raised_on", "closed_on"),
    ] {
        if !text(later).is_empty() && text(later) < text(earlier) {
            let label = |key: &str| Noun::Proposal.field(key).map_or("", |f| f.label);
            remarks.push(Remark::new(later, format!("“{}”不能早于“{}”", label(later), label(earlier))));
        }
    }
    if text("occasion") == "session" && text("meeting").is_empty() {
        remarks.push(Remark::new("meeting", "大会期间提出的，请写明是哪次会议"));
    }
    let leader = text("leader");
    let seconds = |v: &Value| v.as_array().is_some_and(|all| all.iter().any(|id| id.as_str() == Some(leader)));
    if !leader.is_empty() && values.get("seconders").is_some_and(seconds) {
        remarks.push(Remark::new("seconders", "领衔代表不用再列入附议"));
    }
}

record! {
    /// A formal proposal; a station's matter may have grown into it, and the link stays.
    Proposal {
        /// 案号
        case_number: String = Field::new("案号", Kind::Text).required().max(30).listed().searched().sorted(),
        /// 标题
        title: String = Field::new("标题", Kind::Text).required().max(100).listed().searched().sorted(),
        /// 届次
        term: String = Field::new("届次", Kind::Choice(List::Term)).listed().sorted(),
        /// 会议
        meeting: String = Field::new("会议", Kind::Text).max(60).listed().hint("例如 第五次会议"),
        /// 提出时间
        occasion: String = Field::new("提出时间", Kind::OneOf(WHEN)).required(),
        /// 提出日期
        raised_on: String = Field::new("提出日期", Kind::Date).required().listed().sorted(),
        /// 领衔代表
        leader: String = Field::new("领衔代表", Kind::One(Noun::Deputy)).required().listed(),
        /// 附议代表
        seconders: Vec<String> = Field::new("附议代表", Kind::Many(Noun::Deputy)).listed(),
        /// 类别
        category: String = Field::new("类别", Kind::Choice(List::Category)).listed().sorted(),
        /// 内容
        content: String = Field::new("内容", Kind::Long).required().searched(),
        /// 来源意见建议
        matter: String = Field::new("来源意见建议", Kind::One(Noun::Matter)),
        /// 状态
        state: String = Field::new("状态", Kind::OneOf(STATES)).required().listed().sorted(),
        /// 主办单位
        lead_unit: String = Field::new("主办单位", Kind::Choice(List::Unit)).listed().searched(),
        /// 协办单位
        co_units: String = Field::new("协办单位", Kind::Text).max(200).hint("多个单位用顿号隔开"),
        /// 交办日期
        referred_on: String = Field::new("交办日期", Kind::Date).listed(),
        /// 答复期限
        due_on: String = Field::new("答复期限", Kind::Date).listed().sorted().hint("交办之日起三个月；复杂的再延长三个月"),
        /// 已延期
        extended: bool = Field::new("已同意延长三个月", Kind::Flag).more(),
        /// 答复日期
        answered_on: String = Field::new("答复日期", Kind::Date).more(),
        /// 答复内容
        answer: String = Field::new("答复内容", Kind::Long).more(),
        /// 结果类别
        result_class: String = Field::new("结果类别", Kind::OneOf(RESULT_CLASSES)).more(),
        /// 对办理态度
        attitude_rating: String = Field::new("对办理态度", Kind::Choice(List::Rating)).more(),
        /// 对办理结果
        result_rating: String = Field::new("对办理结果", Kind::Choice(List::Rating)).more(),
        /// 办结日期
        closed_on: String = Field::new("办结日期", Kind::Date).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
