//! The figures in SQL against a reference that counts the slow and obvious way.

use std::collections::{BTreeMap, BTreeSet};

use liaison::desk::{Count, Figures, Period};
use liaison::records::{Kept, Noun, life};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::station::Station;

const DATES: &[&str] = &[
    "2023-12-31",
    "2024-01-01",
    "2024-02-29",
    "2024-03-15",
    "2024-06-30",
    "2024-07-01",
    "2024-12-31",
    "2025-01-01",
];
const RATINGS: &[&str] = &["", "满意", "基本满意", "不满意"];

pub fn date() -> impl Strategy<Value = &'static str> {
    prop::sample::select(DATES)
}

fn some_deputies() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::btree_set(0..4usize, 0..3).prop_map(|set| set.into_iter().collect())
}

/// One random record; deputies, visits and activities by their place among those before.
#[derive(Debug, Clone)]
pub enum Made {
    Day {
        date: &'static str,
        status: &'static str,
        deputies: Vec<usize>,
    },
    Visit {
        date: &'static str,
        kind: &'static str,
        people: Option<i64>,
        handling: &'static str,
        deputies: Vec<usize>,
    },
    Activity {
        date: &'static str,
        kind: &'static str,
        present: Option<i64>,
        solved: Option<i64>,
        deputies: Vec<usize>,
    },
    Matter {
        raised: &'static str,
        referred: &'static str,
        closed: &'static str,
        how: &'static str,
        rating: &'static str,
        from: Option<(bool, usize)>,
        gone: bool,
    },
    Report {
        date: &'static str,
        deputy: usize,
    },
    Paper {
        date: &'static str,
        kind: &'static str,
        count: Option<i64>,
        deputies: Vec<usize>,
    },
    Books {
        date: &'static str,
        kind: &'static str,
        count: i64,
        deputies: Vec<usize>,
    },
}

pub fn made() -> impl Strategy<Value = Made> {
    let number = || prop::option::of(0..9i64);
    prop_oneof![
        (date(), prop::sample::select(&["held", "planned", "cancelled"][..]), some_deputies()).prop_map(|(date, status, deputies)| Made::Day {
            date,
            status,
            deputies
        }),
        (
            date(),
            prop::sample::select(&["station", "appointment", "phone", "home"][..]),
            number(),
            prop::sample::select(&["answered", "matter", "noted"][..]),
            some_deputies()
        )
            .prop_map(|(date, kind, people, handling, deputies)| Made::Visit {
                date,
                kind,
                people,
                handling,
                deputies
            }),
        (
            date(),
            prop::sample::select(&["学习培训", "站内接待", "代表行动", "述职评议"][..]),
            number(),
            number(),
            some_deputies()
        )
            .prop_map(|(date, kind, present, solved, deputies)| Made::Activity {
                date,
                kind,
                present,
                solved,
                deputies
            }),
        (
            date(),
            prop_oneof![Just(""), date()],
            prop_oneof![Just(""), date()],
            prop::sample::select(&["on_the_spot", "handled", "declined"][..]),
            prop::sample::select(RATINGS),
            prop::option::of((any::<bool>(), any::<prop::sample::Index>().prop_map(|i| i.index(1000)))),
            prop::bool::weighted(0.2)
        )
            .prop_map(|(raised, referred, closed, how, rating, from, gone)| Made::Matter {
                raised,
                referred,
                closed,
                how,
                rating,
                from,
                gone
            }),
        (date(), 0..4usize).prop_map(|(date, deputy)| Made::Report { date, deputy }),
        (date(), prop::sample::select(&["report", "model"][..]), number(), some_deputies()).prop_map(|(date, kind, count, deputies)| Made::Paper {
            date,
            kind,
            count,
            deputies
        }),
        (date(), prop::sample::select(&["in", "out"][..]), 1..90i64, some_deputies()).prop_map(|(date, kind, count, deputies)| Made::Books {
            date,
            kind,
            count,
            deputies
        }),
    ]
}

pub struct All {
    pub deputies: Vec<Kept>,
    pub records: Vec<(Noun, Kept)>,
}

pub fn store(made: &[Made], code: &str) -> (Station, All) {
    let mut station = Station::coded(code);
    let deputy = |name: &str, status: &str, levels: &[&str]| (Noun::Deputy, json!({"name": name, "levels": levels, "status": status}));
    let deputies = station.add_all(vec![
        deputy("安平", "serving", &["乡"]),
        deputy("陈六", "serving", &["县", "乡"]),
        deputy("陈六", "left", &["州"]),
        deputy("张三", "left", &["县"]),
    ]);
    let mut records: Vec<(Noun, Kept)> = Vec::new();
    let ids = |places: &[usize]| places.iter().map(|p| deputies[*p].head.id.clone()).collect::<Vec<_>>();
    for one in made {
        let (noun, values) = match one {
            Made::Day { date, status, deputies } => (
                Noun::ReceptionDay,
                json!({"date": date, "place": "站", "status": status, "deputies": ids(deputies)}),
            ),
            Made::Visit {
                date,
                kind,
                people,
                handling,
                deputies,
            } => (
                Noun::Visit,
                json!({"date": date, "kind": kind, "people": people, "handling": handling, "citizen": "王", "deputies": ids(deputies)}),
            ),
            Made::Activity {
                date,
                kind,
                present,
                solved,
                deputies,
            } => (
                Noun::Activity,
                json!({"date": date, "name": "动", "kind": kind, "present": present, "solved": solved, "deputies": ids(deputies)}),
            ),
            Made::Matter {
                raised,
                referred,
                closed,
                how,
                rating,
                from,
                ..
            } => {
                let mut values = json!({"title": "事", "raised_on": raised, "category": "教育", "content": "事", "source": "other", "referred_on": referred, "voter_rating": rating, "state": "working"});
                if !closed.is_empty() {
                    values["state"] = json!("closed");
                    values["closed_on"] = json!(closed);
                    values["closed_how"] = json!(how);
                }
                if let Some((visit, place)) = from {
                    let noun = if *visit { Noun::Visit } else { Noun::Activity };
                    let sources: Vec<&Kept> = records.iter().filter(|(n, _)| *n == noun).map(|(_, r)| r).collect();
                    if !sources.is_empty() {
                        values[noun.table()] = json!(sources[place % sources.len()].head.id);
                    }
                }
                (Noun::Matter, values)
            }
            Made::Report { date, deputy } => (Noun::ReportMeeting, json!({"date": date, "deputy": deputies[*deputy].head.id})),
            Made::Paper { date, kind, count, deputies } => (
                Noun::Publicity,
                json!({"date": date, "title": "报", "outlet": "报", "kind": kind, "count": count, "deputies": ids(deputies)}),
            ),
            Made::Books { date, kind, count, deputies } => (Noun::BookMove, json!({"date": date, "kind": kind, "count": count, "deputies": ids(deputies)})),
        };
        let record = station.add(noun, values);
        if matches!(one, Made::Matter { gone: true, .. }) {
            station.delete(noun, &record.head.id);
        } else {
            records.push((noun, record));
        }
    }
    (station, All { deputies, records })
}

fn rate(part: usize, whole: usize) -> Option<f64> {
    if whole == 0 {
        None
    } else {
        Some((part as f64 / whole as f64 * 1000.0).round() / 10.0)
    }
}

fn counted(words: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// By count, then by word; the order in which the figures list words.
fn listed(counts: BTreeMap<String, u64>) -> Vec<Count> {
    let mut list: Vec<_> = counts
        .into_iter()
        .map(|(word, count)| Count {
            key: word.clone(),
            word,
            count,
        })
        .collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then(a.word.cmp(&b.word)));
    list
}

pub fn reference(all: &All, period: &Period) -> Figures {
    let inside = |date: &str| !date.is_empty() && period.from.as_str() <= date && date <= period.to.as_str();
    let of = |noun: Noun, key: &'static str| {
        all.records
            .iter()
            .filter(move |(n, r)| *n == noun && inside(r.text(key)))
            .map(|(_, r)| r)
            .collect::<Vec<_>>()
    };
    let matters_all: Vec<&Kept> = all.records.iter().filter(|(n, _)| *n == Noun::Matter).map(|(_, r)| r).collect();
    let (days, visits, activities, matters) = (
        of(Noun::ReceptionDay, "date"),
        of(Noun::Visit, "date"),
        of(Noun::Activity, "date"),
        of(Noun::Matter, "raised_on"),
    );
    let referred = of(Noun::Matter, "referred_on");
    let closed = referred
        .iter()
        .filter(|m| m.text("state") == "closed" && m.text("closed_on") <= period.to.as_str())
        .count();
    let rated = |wanted: &[&str]| matters.iter().filter(|m| wanted.contains(&m.text("voter_rating"))).count();
    let everyone = rated(&RATINGS[1..]);

    let mut solved = activities.iter().map(|a| a.whole("solved").unwrap_or(0)).sum::<i64>() as u64;
    for m in matters_all
        .iter()
        .filter(|m| m.text("closed_how") == "on_the_spot" && inside(m.text("closed_on")))
    {
        let source = all.records.iter().find(|(_, r)| r.head.id == m.text("activity"));
        solved += u64::from(source.is_none_or(|(_, a)| a.whole("solved").is_none()));
    }
    solved += visits
        .iter()
        .filter(|v| v.text("handling") == "answered" && matters_all.iter().all(|m| m.text("visit") != v.head.id))
        .count() as u64;

    let months = |dates: Vec<&str>| {
        let mut by_month: BTreeMap<String, u64> = counted(dates.iter().map(|d| d[..7].to_owned()));
        let (mut year, mut month): (u32, u32) = (period.from[..4].parse().unwrap(), period.from[5..7].parse().unwrap());
        while format!("{year:04}-{month:02}").as_str() <= &period.to[..7] {
            by_month.entry(format!("{year:04}-{month:02}")).or_default();
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        by_month
            .into_iter()
            .map(|(word, count)| Count {
                key: word.clone(),
                word,
                count,
            })
            .collect::<Vec<_>>()
    };
    let came = |id: &str| {
        let there = days
            .iter()
            .filter(|d| d.text("status") == "held")
            .chain(visits.iter().filter(|v| ["station", "appointment"].contains(&v.text("kind"))))
            .chain(activities.iter().filter(|a| a.text("kind") == "站内接待"));
        there
            .filter(|r| r.texts("deputies").contains(&id))
            .map(|r| r.text("date").to_owned())
            .collect::<BTreeSet<_>>()
            .len() as u64
    };
    let people: Vec<(&Kept, u64)> = all
        .deputies
        .iter()
        .map(|d| (d, came(&d.head.id)))
        .filter(|(d, n)| d.text("status") == "serving" || *n > 0)
        .collect();
    let twins = people.iter().filter(|(d, _)| d.text("name") == "陈六").count() > 1;
    let at_station = people.iter().map(|(d, count)| {
        let name = d.text("name");
        Count {
            key: d.head.id.clone(),
            word: if twins && name == "陈六" {
                format!("{name}（{}）", d.head.number)
            } else {
                name.to_owned()
            },
            count: *count,
        }
    });
    let trainings: Vec<_> = activities.iter().filter(|a| a.text("kind") == "学习培训").collect();
    let received: Vec<_> = visits.iter().filter(|v| v.text("kind") != "home").collect();
    let reported: BTreeSet<&str> = of(Noun::ReportMeeting, "date").iter().map(|r| r.text("deputy")).collect();
    let serving: Vec<&str> = all
        .deputies
        .iter()
        .filter(|d| d.text("status") == "serving")
        .map(|d| d.head.id.as_str())
        .collect();
    let papers = of(Noun::Publicity, "date");
    let by_state = counted(matters.iter().map(|m| m.text("state").to_owned()));
    Figures {
        activities: activities.len() as u64,
        activities_by_kind: listed(counted(activities.iter().map(|a| a.text("kind").to_owned()))),
        activities_by_month: months(activities.iter().map(|a| a.text("date")).collect()),
        solved_on_site: solved,
        referred: referred.len() as u64,
        referred_closed: closed as u64,
        closed_rate: rate(closed, referred.len()),
        satisfied_rate: rate(rated(&["满意"]), everyone),
        satisfied_or_basic_rate: rate(rated(&["满意", "基本满意"]), everyone),
        matters: matters.len() as u64,
        matters_by_state: life::STATES
            .iter()
            .filter_map(|(s, label)| {
                by_state.get(*s).map(|n| Count {
                    key: (*s).to_owned(),
                    word: (*label).to_owned(),
                    count: *n,
                })
            })
            .collect(),
        matters_by_category: listed(counted(matters.iter().map(|m| m.text("category").to_owned()))),
        matters_by_month: months(matters.iter().map(|m| m.text("raised_on")).collect()),
        reception_days: days.iter().filter(|d| d.text("status") == "held").count() as u64,
        visit_batches: received.len() as u64,
        visit_people: received.iter().map(|v| v.whole("people").unwrap_or(1)).sum::<i64>() as u64,
        home_visits: (visits.len() - received.len()) as u64,
        trainings: trainings.len() as u64,
        training_people: trainings
            .iter()
            .map(|a| a.whole("present").unwrap_or(a.texts("deputies").len() as i64))
            .sum::<i64>() as u64,
        training_hours: 0,
        books: of(Noun::BookMove, "date")
            .iter()
            .filter(|m| m.text("kind") == "out")
            .map(|m| m.whole("count").unwrap())
            .sum::<i64>() as u64,
        reported: reported.len() as u64,
        reported_rate: rate(serving.iter().filter(|d| reported.contains(**d)).count(), serving.len()),
        publicity: papers
            .iter()
            .filter(|p| p.text("kind") == "report")
            .map(|p| p.whole("count").unwrap_or(1))
            .sum::<i64>() as u64,
        models: papers.iter().filter(|p| p.text("kind") == "model").count() as u64,
        groups: 0,
        deputies: serving.len() as u64,
        deputies_at_station: at_station.collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn figures_are_what_counting_by_hand_gives(made in prop::collection::vec(made(), 0..30), from in date(), to in date()) {
        let period = if from <= to { Period { from: from.into(), to: to.into() } } else { Period { from: to.into(), to: from.into() } };
        let (station, all) = store(&made, "JS-017");
        prop_assert_eq!(station.store.figures(&period, &[]).unwrap(), reference(&all, &period));
    }
}

/// The three ways to be solved on site, none counted twice.
#[test]
fn solved_on_site_counts_nothing_twice() {
    let mut s = Station::empty();
    let year = Period {
        from: "2024-01-01".into(),
        to: "2024-12-31".into(),
    };
    let spot = |extra: Value| {
        let mut m = json!({"title": "事", "raised_on": "2024-05-01", "category": "教育", "content": "事", "source": "other", "state": "closed", "closed_on": "2024-05-01", "closed_how": "on_the_spot"});
        m.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        m
    };
    let told = s
        .add(Noun::Activity, json!({"name": "甲", "kind": "代表行动", "date": "2024-05-01", "solved": 3}))
        .head
        .id;
    let untold = s.add(Noun::Activity, json!({"name": "乙", "kind": "代表行动", "date": "2024-05-01"})).head.id;
    let visit = s
        .add(
            Noun::Visit,
            json!({"kind": "station", "date": "2024-05-01", "citizen": "王", "handling": "answered"}),
        )
        .head
        .id;
    s.add(
        Noun::Visit,
        json!({"kind": "station", "date": "2024-05-01", "citizen": "李", "handling": "answered"}),
    );
    s.add(Noun::Matter, spot(json!({"activity": told})));
    s.add(Noun::Matter, spot(json!({"activity": untold})));
    s.add(Noun::Matter, spot(json!({"visit": visit})));
    s.add(Noun::Matter, spot(json!({})));
    // 3 at 甲 (its matter is one of them), 1 of 乙, 1 of the first visit, 1 on its own, and the second visit.
    assert_eq!(s.store.figures(&year, &[]).unwrap().solved_on_site, 7);
}
