//! From records to points. The same records give the same points, in whatever order they were
//! entered and however often they are named.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Points, RuleSet, source_label};
use crate::records::{Kept, Noun, dossier, duty, publicity, reception_day, visit};

/// One record as the rules see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Fact {
    /// Which kind of record.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub station: String,
    /// YYYY-MM-DD
    pub date: String,
    /// What it is called.
    pub title: String,
    /// What rules name it by.
    pub source: String,
    /// Number of the 冲销 that takes it back; "".
    pub reversed_by: String,
}

/// What rules name a record by; none for what earns nothing by its nature.
fn source_of(noun: Noun, record: &Kept, ids: &[String]) -> Option<String> {
    let kind = record.text("kind");
    Some(match noun {
        Noun::ReceptionDay if record.text("status") == reception_day::HELD => "reception_day".into(),
        Noun::Visit if kind == visit::HOME => "home_visit".into(),
        Noun::Visit => "visit".into(),
        Noun::Activity => format!("activity:{kind}"),
        Noun::Matter => "matter".into(),
        Noun::ReportMeeting => "report".into(),
        Noun::Promise if !record.text("fulfilled_on").is_empty() => "promise".into(),
        Noun::Publicity if kind == publicity::MODEL => "model".into(),
        Noun::Publicity => "publicity".into(),
        Noun::Duty if record.text("status") == duty::FILED && kind != duty::REVERSAL => format!("duty:{kind}"),
        Noun::Proposal if ids.iter().any(|id| id == record.text("leader")) => "proposal_lead".into(),
        Noun::Proposal => "proposal_second".into(),
        Noun::Supervision => "supervision".into(),
        _ => return None,
    })
}

/// The facts in a deputy's records; `ids` are the records of that one person.
pub fn facts_of(deeds: &[(Noun, Kept)], ids: &[String]) -> Vec<Fact> {
    let reversed = dossier::reversals(deeds);
    deeds
        .iter()
        .filter_map(|(noun, record)| {
            Some(Fact {
                noun: *noun,
                id: record.head.id.clone(),
                number: record.head.number.clone(),
                station: record.head.station.clone(),
                date: dossier::day_of(*noun, record).to_owned(),
                title: dossier::title_of(*noun, record),
                source: source_of(*noun, record, ids)?,
                reversed_by: reversed
                    .get(&(record.head.station.as_str(), record.head.number.as_str()))
                    .map_or_else(String::new, |by| (*by).to_owned()),
            })
        })
        .collect()
}

/// A record with what it earned and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Counted {
    /// The record.
    pub fact: Fact,
    /// Name of the item; "" when no item counts it.
    pub item: String,
    /// What it earned.
    pub points: Points,
    /// Why that much, in words.
    pub why: String,
}

/// An item's sum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ItemSum {
    /// Its name.
    pub name: String,
    /// Group it belongs to; "".
    pub group: String,
    /// How many records.
    pub times: u64,
    /// Without its cap.
    pub plain: Points,
    /// With it.
    pub points: Points,
    /// Its cap.
    pub cap: Option<Points>,
}

/// A group's sum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GroupSum {
    /// Its name.
    pub name: String,
    /// Without its cap.
    pub plain: Points,
    /// With it.
    pub points: Points,
    /// Its cap.
    pub cap: Points,
}

/// Points with every reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Reckoning {
    /// 基础分
    pub base: Points,
    /// Record by record, oldest first; those no item counts too.
    pub lines: Vec<Counted>,
    /// Item by item, in the order of the rules.
    pub items: Vec<ItemSum>,
    /// Groups with a common cap.
    pub groups: Vec<GroupSum>,
    /// Base and items, before the total's own limits.
    pub plain: Points,
    /// 总分
    pub total: Points,
    /// Why the total is not the sum, in words; "".
    pub limit: String,
}

/// A sum held at its cap; of what is taken away, at how much that may be.
fn held(sum: Points, cap: Option<Points>) -> Points {
    match cap {
        Some(cap) if sum < Points::ZERO => sum.max(cap),
        Some(cap) if cap >= Points::ZERO => sum.min(cap),
        _ => sum,
    }
}

/// Counts the facts up to and including `until`.
pub fn reckon(rules: &RuleSet, facts: &[Fact], until: &str) -> Reckoning {
    // One record counts once, by its day; on one day by its id, which no order of entry changes.
    let mut ordered: BTreeMap<(&str, Noun, &str), &Fact> = BTreeMap::new();
    for fact in facts.iter().filter(|f| f.date.as_str() <= until) {
        ordered.insert((&fact.date, fact.noun, &fact.id), fact);
    }
    let mut by_source: HashMap<&str, usize> = HashMap::new();
    for (at, item) in rules.items.iter().enumerate() {
        for source in &item.counts {
            by_source.entry(source).or_insert(at);
        }
    }
    let mut items: Vec<ItemSum> = rules
        .items
        .iter()
        .map(|item| ItemSum {
            name: item.name.clone(),
            group: item.group.clone(),
            times: 0,
            plain: Points::ZERO,
            points: Points::ZERO,
            cap: item.cap,
        })
        .collect();
    let lines = ordered
        .into_values()
        .map(|fact| {
            let at = by_source.get(fact.source.as_str()).copied();
            let (item, points, why) = match at {
                _ if !fact.reversed_by.is_empty() => (String::new(), Points::ZERO, format!("已由 {} 冲销，不计分", fact.reversed_by)),
                None => (String::new(), Points::ZERO, format!("规则里没有“{}”这一项", source_label(&fact.source))),
                Some(at) => {
                    let (points, why) = count(&rules.items[at], &mut items[at]);
                    (rules.items[at].name.clone(), points, why)
                }
            };
            Counted {
                fact: fact.clone(),
                item,
                points,
                why,
            }
        })
        .collect();
    let groups: Vec<GroupSum> = rules
        .groups
        .iter()
        .map(|group| {
            let plain: Points = items.iter().filter(|i| i.group == group.name).map(|i| i.points).sum();
            GroupSum {
                name: group.name.clone(),
                plain,
                points: plain.min(group.cap),
                cap: group.cap,
            }
        })
        .collect();
    let alone: Points = items.iter().filter(|i| i.group.is_empty()).map(|i| i.points).sum();
    let plain = rules.base + alone + groups.iter().map(|g| g.points).sum();
    let (total, limit) = limited(rules, plain);
    Reckoning {
        base: rules.base,
        lines,
        items,
        groups,
        plain,
        total,
        limit,
    }
}

fn limited(rules: &RuleSet, plain: Points) -> (Points, String) {
    match rules.cap {
        Some(cap) if plain > cap => (cap, format!("合计 {plain} 分，总分上限 {cap} 分")),
        _ if plain < Points::ZERO && !rules.negative => (Points::ZERO, format!("合计 {plain} 分，按规则不计负分")),
        _ => (plain, String::new()),
    }
}

/// One record more for an item: what it adds, and why.
fn count(item: &super::Item, sum: &mut ItemSum) -> (Points, String) {
    sum.times += 1;
    let gives = if sum.times == 1 { item.first } else { item.further };
    sum.plain += gives;
    let after = held(sum.plain, item.cap);
    let points = after - sum.points;
    sum.points = after;
    let mut why = if sum.times == 1 {
        format!("首次 {gives} 分")
    } else {
        format!("第 {} 次，每多一次 {gives} 分", sum.times)
    };
    if let Some(cap) = item.cap.filter(|_| points != gives) {
        why += &format!(
            "；本项上限 {cap} 分，{}",
            if points == Points::ZERO {
                "不再计".to_owned()
            } else {
                format!("只计 {points} 分")
            }
        );
    }
    (points, why)
}

/// What each quarter of a year added: the total at its end less the total at the end of the one before.
/// The base is the first quarter's. Their sum is the year's total.
pub fn quarters(rules: &RuleSet, facts: &[Fact], year: i32) -> [Points; 4] {
    let mut before = Points::ZERO;
    ["03-31", "06-30", "09-30", "12-31"].map(|end| {
        let total = reckon(rules, facts, &format!("{year}-{end}")).total;
        let added = total - before;
        before = total;
        added
    })
}
