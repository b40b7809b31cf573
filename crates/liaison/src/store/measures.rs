//! What is counted, each figure defined once: statistics add it up, and a list cut to
//! `counted` shows exactly the records behind it.
//!
//! - 现场解决数 = the figure entered at each activity of the period, plus matters closed on
//!   the spot in the period unless their activity has such a figure (they are in it), plus
//!   visits answered on the spot that led to no matter (a matter speaks for itself).
//! - 交办件数 = matters whose (latest) referral lies in the period; of these 办结 are those
//!   closed by the last day of the period, so that a past year's rate never changes.
//! - 述职人数 counts each deputy once in a period, at the first report of it; 述职率 is that of the
//!   deputies serving now, and of these only.
//! - 满意率 is over matters raised in the period that a voter has rated; ratings of
//!   visits are left out, because 件 and 批次 do not mix.

use crate::records::Noun;

/// Records of one noun that go into a figure.
pub(super) struct Part {
    pub(super) noun: Noun,
    /// The day that decides whether it is in the period; "" for what simply is there now.
    pub(super) date: &'static str,
    /// Which of them, as SQL; `:from` and `:to` are the first and the last day of the period.
    pub(super) which: &'static str,
    /// How much each counts, as SQL.
    pub(super) weight: &'static str,
}

/// One figure. Each has a unit of its own; two units are never added up.
pub(super) struct Measure {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) unit: &'static str,
    pub(super) parts: &'static [Part],
}

/// A rate: per cent of `whole` that is `part`.
pub(super) struct Rate {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) parts: &'static [&'static str],
    pub(super) whole: &'static str,
    /// The figure it stands behind in a table.
    pub(super) after: &'static str,
}

const fn part(noun: Noun, date: &'static str, which: &'static str, weight: &'static str) -> Part {
    Part { noun, date, which, weight }
}

const fn measure(key: &'static str, label: &'static str, unit: &'static str, parts: &'static [Part]) -> Measure {
    Measure { key, label, unit, parts }
}

const RATED: &str = "matter.voter_rating != ''";
const FIRST_REPORT: &str = "NOT EXISTS (SELECT 1 FROM report_meeting r WHERE r.deputy = report_meeting.deputy AND r.deleted_at = ''
       AND (r.date, r.id) < (report_meeting.date, report_meeting.id) AND r.date >= :from)";
const FIRST_REPORT_SERVING: &str = "NOT EXISTS (SELECT 1 FROM report_meeting r WHERE r.deputy = report_meeting.deputy AND r.deleted_at = ''
       AND (r.date, r.id) < (report_meeting.date, report_meeting.id) AND r.date >= :from)
     AND EXISTS (SELECT 1 FROM deputy d WHERE d.id = report_meeting.deputy AND d.deleted_at = '' AND d.status = 'serving')";

/// Every figure that is counted, in the order of the county's table.
pub(super) const MEASURES: &[Measure] = &[
    measure("activities", "活动", "次", &[part(Noun::Activity, "date", "1", "1")]),
    measure(
        "reception_days",
        "接待日",
        "次",
        &[part(Noun::ReceptionDay, "date", "reception_day.status = 'held'", "1")],
    ),
    measure("visit_batches", "接待", "批次", &[part(Noun::Visit, "date", "visit.kind != 'home'", "1")]),
    measure(
        "visit_people",
        "接待",
        "人次",
        &[part(Noun::Visit, "date", "visit.kind != 'home'", "coalesce(visit.people, 1)")],
    ),
    measure("home_visits", "走访", "次", &[part(Noun::Visit, "date", "visit.kind = 'home'", "1")]),
    measure(
        "solved_on_site",
        "现场解决",
        "个",
        &[
            part(Noun::Activity, "date", "activity.solved > 0", "activity.solved"),
            part(
                Noun::Matter,
                "closed_on",
                "matter.closed_on != '' AND matter.state = 'closed' AND matter.closed_how = 'on_the_spot'
                   AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.id = matter.activity AND a.deleted_at = '' AND a.solved IS NOT NULL)",
                "1",
            ),
            part(
                Noun::Visit,
                "date",
                "visit.handling = 'answered'
                   AND NOT EXISTS (SELECT 1 FROM matter m WHERE m.visit != '' AND m.visit = visit.id AND m.deleted_at = '')",
                "1",
            ),
        ],
    ),
    measure("matters", "意见建议", "件", &[part(Noun::Matter, "raised_on", "1", "1")]),
    measure("referred", "交办", "件", &[part(Noun::Matter, "referred_on", "matter.referred_on != ''", "1")]),
    measure(
        "referred_closed",
        "其中办结",
        "件",
        &[part(
            Noun::Matter,
            "referred_on",
            "matter.referred_on != '' AND matter.state = 'closed' AND matter.closed_on <= :to",
            "1",
        )],
    ),
    measure("rated", "选民已评价", "件", &[part(Noun::Matter, "raised_on", RATED, "1")]),
    measure(
        "satisfied",
        "满意",
        "件",
        &[part(Noun::Matter, "raised_on", "matter.voter_rating = '满意'", "1")],
    ),
    measure(
        "basic",
        "基本满意",
        "件",
        &[part(Noun::Matter, "raised_on", "matter.voter_rating = '基本满意'", "1")],
    ),
    measure("trainings", "培训", "次", &[part(Noun::Activity, "date", "activity.kind = '学习培训'", "1")]),
    measure(
        "training_people",
        "参训",
        "人次",
        &[part(
            Noun::Activity,
            "date",
            "activity.kind = '学习培训'",
            "coalesce(activity.present, json_array_length(activity.deputies))",
        )],
    ),
    measure(
        "training_hours",
        "培训",
        "学时",
        &[part(Noun::Activity, "date", "activity.kind = '学习培训'", "coalesce(activity.hours, 0)")],
    ),
    measure(
        "books",
        "发放用书",
        "册",
        &[part(Noun::BookMove, "date", "book_move.kind = 'out'", "coalesce(book_move.count, 0)")],
    ),
    measure("reported", "述职", "人", &[part(Noun::ReportMeeting, "date", FIRST_REPORT, "1")]),
    measure(
        "reported_serving",
        "其中在任",
        "人",
        &[part(Noun::ReportMeeting, "date", FIRST_REPORT_SERVING, "1")],
    ),
    measure(
        "publicity",
        "宣传报道",
        "篇",
        &[part(Noun::Publicity, "date", "publicity.kind = 'report'", "coalesce(publicity.count, 1)")],
    ),
    measure("models", "身边榜样", "个", &[part(Noun::Publicity, "date", "publicity.kind = 'model'", "1")]),
    measure("deputies", "在任代表", "人", &[part(Noun::Deputy, "", "deputy.status = 'serving'", "1")]),
    measure("groups", "代表小组", "个", &[part(Noun::Group, "", "1", "1")]),
];

/// Every rate, in the same order.
pub(super) const RATES: &[Rate] = &[
    Rate {
        key: "closed_rate",
        label: "办结率",
        parts: &["referred_closed"],
        whole: "referred",
        after: "referred_closed",
    },
    Rate {
        key: "satisfied_rate",
        label: "满意率",
        parts: &["satisfied"],
        whole: "rated",
        after: "basic",
    },
    Rate {
        key: "satisfied_or_basic_rate",
        label: "满意和基本满意率",
        parts: &["satisfied", "basic"],
        whole: "rated",
        after: "basic",
    },
    Rate {
        key: "reported_rate",
        label: "述职率",
        parts: &["reported_serving"],
        whole: "deputies",
        after: "deputies",
    },
];

/// The part of a figure that is made of this noun's records.
pub(super) fn part_of(key: &str, noun: Noun) -> Option<&'static Part> {
    MEASURES.iter().find(|m| m.key == key)?.parts.iter().find(|p| p.noun == noun)
}

/// The figure that shows the records behind this one, and the lists they are in. Behind a rate
/// stands what it is taken from; where that is people as they are now, who was counted.
pub(crate) fn behind(key: &str) -> (&'static str, Vec<Noun>) {
    let dated = |key: &str| MEASURES.iter().any(|m| m.key == key && m.parts.iter().all(|p| !p.date.is_empty()));
    let shown = match RATES.iter().find(|r| r.key == key) {
        Some(rate) if dated(rate.whole) => rate.whole,
        Some(rate) => rate.parts[0],
        None => key,
    };
    let measure = MEASURES.iter().find(|m| m.key == shown);
    measure.map_or(("", Vec::new()), |m| (m.key, m.parts.iter().map(|p| p.noun).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{activity, book, deputy, life, publicity, reception_day, visit};

    /// The words in the SQL above are the records' own.
    #[test]
    fn words_are_those_of_the_records() {
        let says = |key: &str, noun| part_of(key, noun).unwrap().which;
        for (key, noun, word) in [
            ("reception_days", Noun::ReceptionDay, reception_day::HELD),
            ("home_visits", Noun::Visit, visit::HOME),
            ("visit_batches", Noun::Visit, visit::HOME),
            ("solved_on_site", Noun::Visit, visit::ON_THE_SPOT),
            ("solved_on_site", Noun::Matter, life::CLOSED),
            ("referred_closed", Noun::Matter, life::CLOSED),
            ("trainings", Noun::Activity, activity::TRAINING),
            ("training_people", Noun::Activity, activity::TRAINING),
            ("deputies", Noun::Deputy, deputy::SERVING),
            ("training_hours", Noun::Activity, activity::TRAINING),
            ("books", Noun::BookMove, book::OUT),
            ("reported_serving", Noun::ReportMeeting, deputy::SERVING),
            ("publicity", Noun::Publicity, publicity::REPORT),
            ("models", Noun::Publicity, publicity::MODEL),
        ] {
            assert!(says(key, noun).contains(&format!("'{word}'")), "{key}: {word}");
        }
        for rate in RATES {
            assert!(
                rate.parts
                    .iter()
                    .chain([&rate.whole, &rate.after])
                    .all(|key| MEASURES.iter().any(|m| m.key == *key))
            );
        }
    }
}
