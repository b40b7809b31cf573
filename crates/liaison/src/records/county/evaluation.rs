//! 承办单位评价, after the county's 评价办法: counted from the steps of each matter, so that every
//! number can be opened. 件 are matters, 份 are ratings; a rating nobody returned is in no denominator.
//! Here a matter's life becomes cases; `score` adds them up.

mod score;

pub use score::{FIGURES, Rates, UnitFigures, Weights, counts, figures, rates, score};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::records::Kept;
use crate::records::life::{self, PROMOTED, WITHDRAWN};

/// Ratings given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ratings {
    /// Returned, 份.
    pub returned: u64,
    /// 满意
    pub satisfied: u64,
    /// 基本满意
    pub fair: u64,
}

impl Ratings {
    fn note(&mut self, rating: &str) {
        if !rating.is_empty() {
            self.returned += 1;
            self.satisfied += u64::from(rating == "满意");
            self.fair += u64::from(rating == "基本满意");
        }
    }

    fn add(&mut self, other: Self) {
        self.returned += other.returned;
        self.satisfied += other.satisfied;
        self.fair += other.fair;
    }
}

/// One matter in one unit's hands, all its rounds there together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Case {
    /// The unit.
    pub unit: String,
    /// Day it was first handed to it, YYYY-MM-DD.
    pub from: String,
    /// Answered in every round, and when: within the deadline or not; None while there is time.
    pub on_time: Option<bool>,
    /// Class of its last answer, or "".
    pub class: String,
    /// Sent back for re-handling.
    pub redone: bool,
    /// A promise (B) that was followed up.
    pub kept: bool,
    /// Taken back or become a proposal before an answer.
    pub dropped: bool,
    /// Ratings of attitude.
    pub attitude: Ratings,
    /// Ratings of the result, by voter and by deputy.
    pub result: Ratings,
}

struct Round {
    unit: String,
    from: String,
    due: String,
    answered: String,
    class: String,
    returned: bool,
    redone: bool,
    kept: bool,
    attitude: Ratings,
    result: Ratings,
}

/// Steps that were not taken back: each office takes back its own newest.
fn standing(steps: &[Kept]) -> Vec<&Kept> {
    let mut open: Vec<&Kept> = Vec::new();
    for step in steps {
        if step.text("kind") != life::UNDO {
            open.push(step);
        } else if let Some(at) = open
            .iter()
            .rposition(|s| s.head.station == step.head.station && ![life::FILE, life::NOT_APPLIED].contains(&s.text("kind")))
        {
            open.remove(at);
        }
    }
    open
}

/// The cases in a matter's life, up to `today`. A unit that gave it back unanswered has none.
pub fn cases(matter: &Kept, steps: &[Kept], today: &str) -> Vec<Case> {
    let mut rounds: Vec<Round> = Vec::new();
    for step in standing(steps) {
        let on = step.text("done_on");
        if step.text("kind") == "refer" {
            rounds.push(Round {
                unit: step.text("unit").into(),
                from: on.into(),
                due: step.text("due_on").into(),
                answered: String::new(),
                class: String::new(),
                returned: false,
                redone: false,
                kept: false,
                attitude: Ratings::default(),
                result: Ratings::default(),
            });
        }
        let Some(round) = rounds.last_mut() else { continue };
        match step.text("kind") {
            "extend" => round.due = step.text("due_on").into(),
            "return" => round.returned = true,
            "answer" => {
                round.answered = on.into();
                round.class = step.text("result_class").into();
            }
            kind @ ("rate" | "redo") => {
                round.attitude.note(step.text("attitude_rating"));
                round.result.note(step.text("voter_rating"));
                round.result.note(step.text("deputy_rating"));
                round.redone |= kind == "redo";
            }
            "follow_up" => round.kept = true,
            _ => {}
        }
    }
    let gone = [WITHDRAWN, PROMOTED].contains(&matter.text("state"));
    let mut all: BTreeMap<&str, Case> = BTreeMap::new();
    for round in rounds.iter().filter(|r| !(r.returned && r.answered.is_empty())) {
        let case = all.entry(&round.unit).or_default();
        let first = case.unit.is_empty();
        if first {
            case.unit.clone_from(&round.unit);
            case.from.clone_from(&round.from);
        }
        case.dropped = gone && round.answered.is_empty();
        let late = !round.due.is_empty() && if round.answered.is_empty() { today } else { round.answered.as_str() } > round.due.as_str();
        let now = if round.answered.is_empty() && !late { None } else { Some(!late) };
        case.on_time = match (first, case.on_time, now) {
            (false, Some(false), _) => Some(false),
            (_, _, now) => now,
        };
        if !round.answered.is_empty() {
            case.class.clone_from(&round.class);
            case.kept = false;
        }
        case.kept |= round.kept;
        case.redone |= round.redone;
        case.attitude.add(round.attitude);
        case.result.add(round.result);
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::records::life::Step;
    use crate::records::{Head, Matter, Shape as _};

    fn step(n: usize, station: &str, kind: &str, on: &str, more: &[(&str, &str)]) -> Kept {
        let mut values = Step {
            kind: kind.into(),
            done_on: on.into(),
            ..Step::default()
        }
        .values();
        for (key, value) in more {
            values.insert((*key).into(), (*value).into());
        }
        let head = Head {
            id: format!("{n:04}"),
            station: station.into(),
            ..Head::default()
        };
        Kept { head, values }
    }

    fn matter(state: &str) -> Kept {
        let values = Matter {
            state: state.into(),
            ..Matter::default()
        }
        .values();
        Kept { head: Head::default(), values }
    }

    type Said<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

    fn life(steps: &[Said<'_>]) -> Vec<Kept> {
        steps.iter().enumerate().map(|(n, (kind, on, more))| step(n, "C", kind, on, more)).collect()
    }

    /// Worked out by hand: four matters of 水利局.
    #[test]
    fn a_units_year_by_hand() {
        let refer: &[(&str, &str)] = &[("unit", "水利局"), ("due_on", "2026-03-31")];
        let today = "2026-06-30";
        // On time, solved, rated by voter and deputy and for attitude.
        let first = life(&[
            ("refer", "2026-03-01", refer),
            ("answer", "2026-03-20", &[("result_class", "A")]),
            (
                "rate",
                "2026-03-25",
                &[("voter_rating", "满意"), ("deputy_rating", "基本满意"), ("attitude_rating", "满意")],
            ),
        ]);
        // On time, 不满意, handled again, late the second time, then a promise that was kept; nobody rated it again.
        let second = life(&[
            ("refer", "2026-03-01", refer),
            ("answer", "2026-03-30", &[("result_class", "C")]),
            ("redo", "2026-04-02", &[("voter_rating", "不满意")]),
            ("refer", "2026-04-03", &[("unit", "水利局"), ("due_on", "2026-05-03")]),
            ("answer", "2026-05-10", &[("result_class", "B")]),
            ("follow_up", "2026-06-01", &[]),
        ]);
        // Put off in time; not answered and not due.
        let third = life(&[("refer", "2026-03-01", refer), ("extend", "2026-03-20", &[("due_on", "2026-07-31")])]);
        // Given back: not the unit's. Another unit lets it lie.
        let fourth = life(&[
            ("refer", "2026-03-01", refer),
            ("return", "2026-03-03", &[]),
            ("refer", "2026-03-05", &[("unit", "交通局"), ("due_on", "2026-04-05")]),
        ]);
        let all: Vec<Case> = [&first, &second, &third, &fourth]
            .iter()
            .flat_map(|steps| cases(&matter("working"), steps, today))
            .collect();
        let water: Vec<&Case> = all.iter().filter(|c| c.unit == "水利局").collect();
        let f = figures(water.iter().copied());
        assert_eq!((f.received, f.on_time, f.late, f.pending, f.dropped), (3, 1, 1, 1, 0));
        assert_eq!((f.classes, f.redone, f.kept), ([1, 1, 0, 0], 1, 1));
        assert_eq!(
            f.result,
            Ratings {
                returned: 3,
                satisfied: 1,
                fair: 1
            }
        );
        assert_eq!(
            f.attitude,
            Ratings {
                returned: 1,
                satisfied: 1,
                fair: 0
            }
        );
        let r = rates(&f);
        assert_eq!(
            (r.on_time, r.solved, r.attitude, r.once, r.kept),
            (Some(50.0), Some(50.0), Some(100.0), Some(50.0), Some(100.0))
        );
        assert!((r.result.unwrap() - 200.0 / 3.0).abs() < 1e-9 && (r.result_satisfied.unwrap() - 100.0 / 3.0).abs() < 1e-9);
        // (50·30 + 50·20 + 66.67·25 + 100·10 + 50·10 + 100·5) ÷ 100
        let by_hand = (1500.0 + 1000.0 + 25.0 * 200.0 / 3.0 + 1000.0 + 500.0 + 500.0) / 100.0;
        assert!((score(&r, &Weights::default()).unwrap() - by_hand).abs() < 1e-9);
        let road = figures(all.iter().filter(|c| c.unit == "交通局"));
        assert_eq!((road.received, road.late), (1, 1));
        assert_eq!(rates(&road).result, None, "nobody rated: no rate, not nought");
    }

    #[test]
    fn what_was_taken_back_counts_for_nothing() {
        let refer: &[(&str, &str)] = &[("unit", "水利局"), ("due_on", "2026-03-31")];
        let steps = [
            step(1, "C", "refer", "2026-03-01", refer),
            step(2, "C", "file", "2026-03-01", &[]),
            step(3, "C", life::UNDO, "2026-03-01", &[]),
            step(4, "C", "refer", "2026-03-02", &[("unit", "交通局"), ("due_on", "2026-04-02")]),
            step(5, "S", "urge", "2026-03-05", &[]),
            step(6, "S", life::UNDO, "2026-03-05", &[]),
        ];
        let all = cases(&matter("referred"), &steps, "2026-03-10");
        assert_eq!(all.iter().map(|c| c.unit.as_str()).collect::<Vec<_>>(), ["交通局"]);
        let gone = cases(&matter(life::WITHDRAWN), &steps, "2026-06-10");
        let f = figures(&gone);
        assert_eq!((f.received, f.dropped, f.late), (1, 1, 0));
    }

    fn case() -> impl Strategy<Value = Case> {
        let rating = || {
            (0u64..3, 0u64..3, 0u64..3).prop_map(|(s, f, n)| Ratings {
                returned: s + f + n,
                satisfied: s,
                fair: f,
            })
        };
        (any::<Option<bool>>(), "[A-D]?", any::<bool>(), any::<bool>(), any::<bool>(), rating(), rating()).prop_map(
            |(on_time, class, redone, kept, dropped, attitude, result)| Case {
                on_time,
                redone: redone && !class.is_empty(),
                class,
                kept,
                dropped,
                attitude,
                result,
                ..Case::default()
            },
        )
    }

    proptest! {
        /// Every matter is in exactly one of the four, no rate leaves 0 to 100, and each is None
        /// exactly when its denominator is nought.
        #[test]
        fn denominators_hold(all in prop::collection::vec(case(), 0..40)) {
            let f = figures(&all);
            prop_assert_eq!(f.received, f.on_time + f.late + f.pending + f.dropped);
            let r = rates(&f);
            let answered: u64 = f.classes.iter().sum();
            for (rate, whole) in [
                (r.on_time, f.on_time + f.late), (r.solved, answered), (r.once, answered), (r.kept, f.classes[1]),
                (r.result, f.result.returned), (r.result_satisfied, f.result.returned),
                (r.attitude, f.attitude.returned), (r.attitude_satisfied, f.attitude.returned),
            ] {
                prop_assert_eq!(rate.is_none(), whole == 0);
                prop_assert!(rate.is_none_or(|r| (0.0..=100.0).contains(&r)));
            }
            let s = score(&r, &Weights::default());
            prop_assert!(s.is_none_or(|s| (0.0..=100.0).contains(&s)));
            prop_assert_eq!(score(&r, &Weights { on_time: 0, solved: 0, result: 0, attitude: 0, once: 0, kept: 0 }), None);
        }
    }
}
