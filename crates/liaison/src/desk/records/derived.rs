//! What follows from a record when it is kept, by the rules of its noun: the conclusion of a vote,
//! whose a promise is, how many copies of a book are left.

use crate::desk::Rules;
use crate::error::Result;
use crate::records::{Kept, Noun, Values, duty, promise, report_meeting};
use crate::store::Write;

/// Sets the fields of a record that its other fields decide.
pub(in crate::desk) fn derive(w: &Write<'_>, noun: Noun, old: Option<&Kept>, values: &mut Values, rules: &Rules) -> Result<()> {
    match noun {
        Noun::ReportMeeting => {
            report_meeting::conclude(values, old.map(|o| &o.values), rules.report);
            let deputy = values.get("deputy").and_then(|v| v.as_str()).unwrap_or_default();
            let deputy = w.get(Noun::Deputy, deputy)?;
            report_meeting::of_deputy(values, deputy.as_ref());
        }
        Noun::Promise => {
            let report = values.get("report").and_then(|v| v.as_str()).unwrap_or_default();
            let report = w.get(Noun::ReportMeeting, report)?;
            promise::of_report(values, report.as_ref());
        }
        Noun::Duty => duty::declare(values),
        _ => {}
    }
    Ok(())
}

/// Brings other records along, in the same commit; `before` is the record as it was.
pub(super) fn follow(w: &mut Write<'_>, noun: Noun, before: Option<&Kept>, now: &Kept) -> Result<()> {
    match noun {
        Noun::BookMove => {
            w.restock(now.text("book"))?;
            match before.map(|b| b.text("book")).filter(|book| *book != now.text("book")) {
                Some(book) => w.restock(book),
                None => Ok(()),
            }
        }
        Noun::ReportMeeting if before.is_some_and(|b| b.text("deputy") != now.text("deputy")) => {
            bring_along(w, Noun::Promise, "report", now, |values| promise::of_report(values, Some(now)))
        }
        Noun::Deputy if before.is_some_and(|b| b.text("name") != now.text("name")) => {
            bring_along(w, Noun::ReportMeeting, "deputy", now, |values| report_meeting::of_deputy(values, Some(now)))
        }
        // What was asked for after the matter was raised holds for the matter too.
        Noun::Visit if now.flag("confidential") && before.is_none_or(|b| !b.flag("confidential")) => bring_along(w, Noun::Matter, "visit", now, |values| {
            values.insert("confidential".into(), true.into());
        }),
        _ => Ok(()),
    }
}

/// Sets what records take over from the one they refer to by `field`.
fn bring_along(w: &mut Write<'_>, noun: Noun, field: &str, of: &Kept, set: impl Fn(&mut Values)) -> Result<()> {
    for id in w.referring(noun, field, &of.head.id)? {
        let Some(kept) = w.get(noun, &id)? else { continue };
        let mut values = kept.values.clone();
        set(&mut values);
        if values != kept.values {
            w.replace(noun, &id, None, values)?;
        }
    }
    Ok(())
}
