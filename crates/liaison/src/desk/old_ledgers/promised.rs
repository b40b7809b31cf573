//! Which report a promise was made at: its deputy's, of the day the row says.

use serde_json::Value;

use super::known::Report;
use super::row::{Asked, Draft, Reader};
use crate::records::meaning::{Choice, Given, meaning};
use crate::records::{Noun, dates};

impl Reader<'_> {
    /// The day of the report, read as a report's own day is.
    pub(super) fn report_day(&self, draft: &mut Draft, label: &str, given: &Given, at: &str) {
        let Some(field) = Noun::ReportMeeting.field("date") else { return };
        let day = self.certain(draft, "report_day", label, true, given, at, &|given| meaning(field, false, given, &self.aids));
        draft.report_day = day.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    }
}

/// Finds the report; asks where several could be meant, or none is of that day.
pub(super) fn settle(reader: &Reader<'_>, draft: &mut Draft) {
    if draft.asks_of("deputy") || draft.asks_of("report_day") {
        return;
    }
    let deputy = draft.values.get("deputy").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(named) = reader.known.by_id(Noun::Deputy, &deputy) else {
        let at = reader.at("deputy", draft.row);
        draft.note(&at, "没有写是哪一名代表的承诺");
        draft.wrong = true;
        return;
    };
    let all = reader.known.reports_of(&deputy);
    if all.is_empty() {
        let at = reader.at("deputy", draft.row);
        draft.note(&at, format!("还没有{}的述职评议；请先导入或登记述职评议，再导入整改承诺", named.name));
        draft.wrong = true;
        return;
    }
    let that_day: Vec<&Report> = all.iter().filter(|r| draft.report_day.is_empty() || r.date == draft.report_day).collect();
    if let [one] = that_day.as_slice() {
        draft.values.insert("report".into(), one.id.clone().into());
        return;
    }
    let key = format!("report|{deputy} {}", draft.report_day);
    if let Some(answer) = reader.answered(draft, &key) {
        if let Some(one) = answer.and_then(|id| all.iter().find(|r| r.id == id)) {
            draft.values.insert("report".into(), one.id.clone().into());
            return;
        }
        if draft.skip {
            return;
        }
    }
    let day = dates::shown(&draft.report_day);
    let says = match (that_day.len(), draft.report_day.is_empty()) {
        (_, true) => format!("{}有几次述职，这是哪一次的承诺？", named.name),
        (0, _) => format!("{}{day}没有述职评议，这是哪一次的承诺？", named.name),
        _ => format!("{}{day}有几次述职评议，这是哪一次的承诺？", named.name),
    };
    let choices = all
        .iter()
        .map(|r| Choice::labelled(&r.id, format!("{} {}", dates::shown(&r.date), r.place).trim_end()));
    draft.asks.push(Asked {
        key,
        kind: "report".into(),
        column: "述职日期".into(),
        said: day,
        says,
        choices: choices.collect(),
        may_blank: false,
        at: reader.at("deputy", draft.row),
    });
}
