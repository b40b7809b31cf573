//! 履职档案: which chapter of a deputy's file a record belongs to. One entry feeds every register,
//! so nothing in the file was typed for it; it only says where each record stands.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Kept, Noun, activity, book, duty, reception_day, visit};

/// The chapters after 基本情况, in the order of the paper file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Chapter {
    /// 会议
    Meetings,
    /// 视察调研
    Inspections,
    /// 学习培训
    Studies,
    /// 小组活动
    Activities,
    /// 建议
    Proposals,
    /// 述职监督
    Reports,
    /// 表彰
    Honours,
}

impl Chapter {
    /// Every chapter, in order.
    pub const ALL: &[Chapter] = &[
        Chapter::Meetings,
        Chapter::Inspections,
        Chapter::Studies,
        Chapter::Activities,
        Chapter::Proposals,
        Chapter::Reports,
        Chapter::Honours,
    ];

    /// What the paper file calls it.
    pub fn label(self) -> &'static str {
        match self {
            Chapter::Meetings => "会议",
            Chapter::Inspections => "视察调研",
            Chapter::Studies => "学习培训",
            Chapter::Activities => "小组活动",
            Chapter::Proposals => "建议",
            Chapter::Reports => "述职监督",
            Chapter::Honours => "表彰",
        }
    }

    /// The chapter of an activity or a declared entry, by its word; words a station adds go with
    /// 小组活动, where the paper file has what has no chapter of its own.
    fn of_word(word: &str) -> Chapter {
        match word {
            "会议" | "出席人代会" | "其他会议" => Chapter::Meetings,
            "专题调研" | "视察调研" | "执法检查" => Chapter::Inspections,
            activity::TRAINING => Chapter::Studies,
            "领衔建议" | "附议建议" | "建议督办" => Chapter::Proposals,
            activity::REPORTING | "民主测评会" => Chapter::Reports,
            duty::HONOUR => Chapter::Honours,
            _ => Chapter::Activities,
        }
    }
}

/// The nouns a file is made of, each with the fields that name its deputies.
pub const SOURCES: &[(Noun, &[&str])] = &[
    (Noun::ReceptionDay, &["deputies"]),
    (Noun::Visit, &["deputies"]),
    (Noun::Activity, &["deputies"]),
    (Noun::Matter, &["deputies"]),
    (Noun::ReportMeeting, &["deputy"]),
    (Noun::Promise, &["deputy"]),
    (Noun::Publicity, &["deputies"]),
    (Noun::BookMove, &["deputies"]),
    (Noun::Duty, &["deputy"]),
    (Noun::Proposal, &["leader", "seconders"]),
    (Noun::Supervision, &["deputies"]),
];

/// The chapter of a record; none for what did not take place, or is no deed of the deputy's.
pub fn chapter_of(noun: Noun, record: &Kept) -> Option<Chapter> {
    Some(match noun {
        Noun::ReceptionDay if record.text("status") == reception_day::HELD => Chapter::Activities,
        Noun::Visit => Chapter::Activities,
        // What waits for review or was sent back is not in the file yet; a 冲销 shows at what it takes back.
        Noun::Duty if record.text("status") != duty::FILED || record.text("kind") == duty::REVERSAL => return None,
        Noun::Activity | Noun::Duty => Chapter::of_word(record.text("kind")),
        Noun::Matter | Noun::Proposal => Chapter::Proposals,
        Noun::ReportMeeting | Noun::Promise | Noun::Supervision => Chapter::Reports,
        Noun::Publicity => Chapter::Honours,
        Noun::BookMove if record.text("kind") == book::OUT => Chapter::Studies,
        _ => return None,
    })
}

/// What kind of deed a record is, in a word.
pub fn word_of(noun: Noun, record: &Kept) -> String {
    let label = |key: &str| noun.field(key).map_or("", |f| f.label_of(record.text(key))).to_owned();
    match noun {
        Noun::Visit if record.text("kind") == visit::HOME => "走访选民".into(),
        Noun::Visit => "接访选民".into(),
        Noun::Matter => "提出意见建议".into(),
        Noun::Activity | Noun::Duty => record.text("kind").to_owned(),
        Noun::Publicity => label("kind"),
        Noun::BookMove => "领学习用书".into(),
        other => other.label().into(),
    }
}

/// What a line of the file calls a record.
pub fn title_of(noun: Noun, record: &Kept) -> String {
    let record = &*record.public(noun);
    let title = noun.title_of(record);
    match noun {
        Noun::Visit if record.text("kind") == visit::HOME => format!("走访{}", record.text("citizen")),
        Noun::Visit => format!("接待{}", record.text("citizen")),
        _ => title,
    }
}

/// Records that a filed 冲销 takes back: station and number → number of the 冲销. Numbers are each
/// station's own.
pub fn reversals(deeds: &[(Noun, Kept)]) -> HashMap<(&str, &str), &str> {
    deeds
        .iter()
        .filter(|(noun, r)| *noun == Noun::Duty && r.text("kind") == duty::REVERSAL && r.text("status") == duty::FILED)
        .map(|(_, r)| ((r.head.station.as_str(), r.text("source")), r.head.number.as_str()))
        .collect()
}

/// The day of a deed; "" where the noun has none.
pub fn day_of(noun: Noun, record: &Kept) -> &str {
    noun.date_field().map_or("", |key| record.text(key))
}

/// What a line of the file says besides its title, shortened by whoever shows it. A voter who asked
/// not to be named is not named here either.
pub fn content_of(noun: Noun, record: &Kept) -> String {
    let record = &*record.public(noun);
    let label = |key: &str| noun.field(key).map_or("", |f| f.label_of(record.text(key))).to_owned();
    match noun {
        Noun::ReceptionDay => [record.text("place"), record.text("theme")]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("，"),
        Noun::Visit => record.text("problem").to_owned(),
        Noun::Matter | Noun::Proposal => [label("state"), record.text("lead_unit").to_owned()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("，"),
        Noun::ReportMeeting => [label("conclusion"), record.text("rate").to_owned(), record.text("opinion").to_owned()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("，"),
        Noun::Promise if record.text("fulfilled_on").is_empty() => "还没有落实".into(),
        Noun::Promise => record.text("outcome").to_owned(),
        Noun::Publicity => match record.text("content") {
            "" => record.text("outlet").to_owned(),
            content => format!("{}：{content}", record.text("outlet")),
        },
        Noun::Supervision => [label("state"), record.text("result").to_owned()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("，"),
        _ => record.text("content").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Head, Values};
    use serde_json::json;

    fn chapter(noun: Noun, key: &str, value: &str) -> Option<Chapter> {
        let mut values = Values::new();
        values.insert("status".into(), json!("filed"));
        values.insert(key.into(), json!(value));
        chapter_of(noun, &Kept { head: Head::default(), values })
    }

    #[test]
    fn each_record_has_its_chapter_and_what_did_not_happen_has_none() {
        for (noun, key, value, stands) in [
            (Noun::ReceptionDay, "status", "held", Some(Chapter::Activities)),
            (Noun::ReceptionDay, "status", "announced", None),
            (Noun::Activity, "kind", "视察调研", Some(Chapter::Inspections)),
            (Noun::Activity, "kind", "学习培训", Some(Chapter::Studies)),
            (Noun::Activity, "kind", "院坝会", Some(Chapter::Activities)),
            (Noun::Duty, "kind", "表彰", Some(Chapter::Honours)),
            (Noun::Duty, "kind", "出席人代会", Some(Chapter::Meetings)),
            (Noun::BookMove, "kind", "in", None),
            (Noun::BookMove, "kind", "out", Some(Chapter::Studies)),
            (Noun::Proposal, "title", "", Some(Chapter::Proposals)),
            (Noun::Group, "name", "", None),
        ] {
            assert_eq!(chapter(noun, key, value), stands, "{noun:?} {value}");
        }
    }

    #[test]
    fn every_source_names_its_deputies_by_real_fields() {
        for (noun, fields) in SOURCES {
            assert!(noun.date_field().is_some(), "{noun:?}");
            for key in *fields {
                let kind = noun.field(key).map(|f| f.kind);
                assert!(
                    matches!(kind, Some(super::super::Kind::One(Noun::Deputy) | super::super::Kind::Many(Noun::Deputy))),
                    "{noun:?} {key}"
                );
            }
        }
    }
}
