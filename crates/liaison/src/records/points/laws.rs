//! Laws of reckoning, tried on many schemes and records, against a second way of counting.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::records::Noun;

const SOURCES: &[&str] = &["visit", "home_visit", "report", "matter", "duty:办实事", "activity:会议"];

fn points() -> impl Strategy<Value = Points> {
    (0..12i64).prop_map(Points::halves)
}

fn item() -> impl Strategy<Value = (Points, Points, Option<Points>, bool, usize)> {
    (
        points(),
        points(),
        prop::option::of((0..30i64).prop_map(Points::halves)),
        prop::bool::weighted(0.2),
        0..3usize,
    )
}

fn scheme() -> impl Strategy<Value = RuleSet> {
    let caps = prop::collection::vec((0..40i64).prop_map(Points::halves), 2);
    let whole = (
        prop::collection::vec(item(), SOURCES.len() - 1),
        caps,
        points(),
        prop::option::of(0..60i64),
        any::<bool>(),
    );
    whole.prop_map(|(items, caps, base, cap, negative)| RuleSet {
        name: "试".into(),
        from_year: 2024,
        base,
        cap: cap.map(|c| base + Points::halves(c)),
        negative,
        halves: true,
        groups: caps.into_iter().enumerate().map(|(n, cap)| ItemGroup { name: format!("组{n}"), cap }).collect(),
        items: items
            .into_iter()
            .enumerate()
            .map(|(n, (first, further, cap, takes, group))| Item {
                name: format!("项{n}"),
                group: if group < 2 { format!("组{group}") } else { String::new() },
                // The last source is in no item.
                counts: vec![SOURCES[n].to_owned()],
                first: if takes { -first } else { first },
                further: if takes { -further } else { further },
                cap: cap.map(|c| if takes { -c } else { c }),
            })
            .collect(),
        ..RuleSet::default()
    })
}

fn fact() -> impl Strategy<Value = Fact> {
    (0..40u32, 1..13u32, 1..29u32, 0..SOURCES.len(), prop::bool::weighted(0.1)).prop_map(|(id, month, day, source, reversed)| Fact {
        noun: Noun::Visit,
        // One id is one record: all else follows from it.
        id: format!("{id:04}-{month}-{day}-{source}-{reversed}"),
        number: format!("JF-{id}"),
        station: "JS-017".into(),
        date: format!("2024-{month:02}-{day:02}"),
        title: "事".into(),
        source: SOURCES[source].into(),
        reversed_by: if reversed { "SB-1".into() } else { String::new() },
    })
}

/// The same in halves, by counting how often and multiplying out; knows nothing of lines and reasons.
fn naive(rules: &RuleSet, facts: &[Fact], until: &str) -> f64 {
    let mut often: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for fact in facts {
        if fact.reversed_by.is_empty() && fact.date.as_str() <= until {
            often.entry(&fact.source).or_default().insert(&fact.id);
        }
    }
    let mut by_group: BTreeMap<&str, f64> = BTreeMap::new();
    for item in &rules.items {
        let times: usize = item.counts.iter().map(|s| often.get(s.as_str()).map_or(0, BTreeSet::len)).sum();
        let mut sum = if times == 0 {
            0.0
        } else {
            item.first.number() + item.further.number() * (times as f64 - 1.0)
        };
        if let Some(cap) = item.cap.map(Points::number) {
            sum = if item.first.number() + item.further.number() < 0.0 || cap < 0.0 {
                sum.max(cap)
            } else {
                sum.min(cap)
            };
        }
        *by_group.entry(&item.group).or_default() += sum;
    }
    let mut total = rules.base.number();
    for (name, sum) in by_group {
        let cap = rules.groups.iter().find(|g| g.name == name).map_or(f64::INFINITY, |g| g.cap.number());
        total += sum.min(cap);
    }
    total = total.min(rules.cap.map_or(f64::INFINITY, Points::number));
    if rules.negative { total } else { total.max(0.0) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_entry_does_not_matter_and_replays_change_nothing(rules in scheme(), facts in prop::collection::vec(fact(), 0..60), turn in any::<prop::sample::Index>()) {
        let once = reckon(&rules, &facts, "2024-12-31");
        let mut turned = facts.clone();
        if !turned.is_empty() {
            let by = turn.index(turned.len());
            turned.rotate_left(by);
            turned.reverse();
        }
        turned.extend(facts.iter().take(9).cloned());
        prop_assert_eq!(&reckon(&rules, &turned, "2024-12-31"), &once);
        prop_assert_eq!(quarters(&rules, &turned, 2024), quarters(&rules, &facts, 2024));
    }

    #[test]
    fn caps_hold_and_every_half_point_has_its_reason(rules in scheme(), facts in prop::collection::vec(fact(), 0..60)) {
        let made = reckon(&rules, &facts, "2024-12-31");
        for sum in &made.items {
            let lines: Points = made.lines.iter().filter(|l| l.item == sum.name).map(|l| l.points).sum();
            prop_assert_eq!(lines, sum.points);
            match sum.cap {
                Some(cap) if cap < Points::ZERO => prop_assert!(sum.points >= cap),
                Some(cap) if sum.plain > Points::ZERO => prop_assert!(sum.points <= cap),
                _ => {}
            }
        }
        for group in &made.groups {
            prop_assert!(group.points <= group.cap);
        }
        prop_assert!(rules.cap.is_none_or(|cap| made.total <= cap));
        prop_assert!(rules.negative || made.total >= Points::ZERO);
        prop_assert!(made.lines.iter().all(|l| !l.why.is_empty() && (l.fact.reversed_by.is_empty() || l.points == Points::ZERO)));
        prop_assert_eq!(quarters(&rules, &facts, 2024).into_iter().sum::<Points>(), made.total);
    }

    #[test]
    fn a_second_way_of_counting_comes_to_the_same(rules in scheme(), facts in prop::collection::vec(fact(), 0..60), month in 1..13u32) {
        let until = format!("2024-{month:02}-31");
        prop_assert_eq!(reckon(&rules, &facts, &until).total.number(), naive(&rules, &facts, &until));
    }
}

#[test]
fn a_cap_says_where_it_cut() {
    let rules = presets().unwrap_or_default().remove(0);
    let facts: Vec<Fact> = (1..=7)
        .map(|n| Fact {
            noun: Noun::Visit,
            id: format!("{n}"),
            number: format!("JF-{n}"),
            station: "JS-017".into(),
            date: format!("2024-0{n}-01"),
            title: "接待".into(),
            source: "visit".into(),
            reversed_by: String::new(),
        })
        .collect();
    let made = reckon(&rules, &facts, "2024-12-31");
    let said: Vec<(String, &str)> = made.lines.iter().map(|l| (l.points.to_string(), l.why.as_str())).collect();
    assert_eq!(said[0], ("4".into(), "首次 4 分"));
    assert_eq!(said[4], ("2".into(), "第 5 次，每多一次 2 分"));
    assert_eq!(said[5], ("0".into(), "第 6 次，每多一次 2 分；本项上限 12 分，不再计"));
    assert_eq!(made.total.to_string(), "12");
}
