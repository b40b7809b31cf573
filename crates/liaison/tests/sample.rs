//! The made-up station: the same by seed, whole, and of the size the county had.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::DateTime;
use liaison::sample::{self, Plan};
use liaison::{Call, Desk, Error, Result, contract};
use serde_json::{Value, json};

const NOUNS: &[&str] = &[
    "deputy",
    "group",
    "reception_day",
    "visit",
    "activity",
    "matter",
    "step",
    "report_meeting",
    "promise",
    "publicity",
    "book",
    "book_move",
    "duty",
    "seat",
];

struct Town {
    desk: Desk,
    now: &'static str,
    _home: tempfile::TempDir,
}

impl Town {
    fn set_up(now: &'static str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut town = Self {
            desk: Desk::new(home.path()),
            now,
            _home: home,
        };
        let station = json!({ "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇" });
        town.ask("set_up", json!({ "station": station, "clerk": "林晓芸", "password": "春江花月夜6" }));
        town
    }

    fn grown(now: &'static str, plan: Plan) -> Self {
        let mut town = Self::set_up(now);
        town.grow(plan, true).unwrap();
        town
    }

    fn call<T>(&mut self, go_on: bool, work: impl FnOnce(&mut Desk, &mut Call<'_>) -> Result<T>) -> Result<T> {
        let mut progress = |_| go_on;
        let mut call = Call {
            now: DateTime::parse_from_rfc3339(self.now).unwrap(),
            documents: PathBuf::new(),
            progress: &mut progress,
        };
        work(&mut self.desk, &mut call)
    }

    fn grow(&mut self, plan: Plan, go_on: bool) -> Result<sample::Grown> {
        self.call(go_on, |desk, call| sample::grow(desk, call, plan))
    }

    fn ask(&mut self, name: &str, question: Value) -> Value {
        self.call(true, |desk, call| contract::answer(desk, call, name, question))
            .unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn rows(&mut self, noun: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        loop {
            let page = self.ask("page", json!({ "noun": noun, "offset": rows.len(), "limit": 500 }));
            rows.extend(page["rows"].as_array().unwrap().iter().cloned());
            if rows.len() as u64 == page["total"].as_u64().unwrap() {
                return rows;
            }
        }
    }

    fn year(&mut self, year: i32) -> Value {
        self.ask("figures", json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") }))
    }
}

const USUAL: Plan = Plan {
    seed: 2024,
    years: 2,
    visits: 0,
};
const SPRING: &str = "2025-03-18T10:20:00+08:00";

#[test]
fn same_seed_same_records() {
    let [mut one, mut two] = [Town::grown(SPRING, USUAL), Town::grown(SPRING, USUAL)];
    for noun in NOUNS {
        assert!(one.rows(noun) == two.rows(noun), "{noun}");
    }
    assert_eq!(one.ask("drafts", json!({})), two.ask("drafts", json!({})));
    let mut other = Town::grown(SPRING, Plan { seed: 7, ..USUAL });
    assert_ne!(one.rows("deputy")[0]["name"], other.rows("deputy")[0]["name"]);
}

#[test]
fn the_last_full_year_is_the_countys() {
    // Early in a year, when half of what stands half-way began in the year before, and late.
    for (now, seed, year) in [
        ("2025-01-05T09:00:00+08:00", 2024, 2024),
        ("2025-02-10T17:00:00+08:00", 5, 2024),
        ("2026-11-24T08:00:00+08:00", 2024, 2025),
    ] {
        let mut town = Town::grown(now, Plan { seed, ..USUAL });
        let f = town.year(year);
        assert_eq!([&f["activities"], &f["solved_on_site"], &f["referred"]], [208, 210, 57], "{now}, seed {seed}");
        assert!(f["reception_days"].as_u64().unwrap() >= 10);
        // Reports, papers and books are there in the amounts a station has.
        for (key, least, most) in [
            ("reported", 8, 30),
            ("publicity", 4, 40),
            ("models", 3, 3),
            ("books", 40, 240),
            ("training_hours", 20, 140),
        ] {
            let found = f[key].as_u64().unwrap();
            assert!((least..=most).contains(&found), "{key}: {found}");
        }
    }
}

#[test]
fn every_state_and_every_flag_is_there() {
    for now in [SPRING, "2025-10-04T09:00:00+08:00"] {
        let mut town = Town::grown(now, Plan { years: 1, ..USUAL });
        let states: BTreeSet<String> = town.rows("matter").iter().map(|m| m["state"].as_str().unwrap().to_owned()).collect();
        let all = [
            "answered",
            "awaiting",
            "closed",
            "promoted",
            "rated",
            "recorded",
            "redo",
            "referred",
            "signed",
            "withdrawn",
            "working",
        ];
        assert_eq!(states.iter().map(String::as_str).collect::<Vec<_>>(), all);
        let today = town.ask("today", json!({}));
        for flag in ["overdue", "soon", "urge", "not_fed_back", "to_refer"] {
            assert!(today[format!("{flag}_total")].as_u64().unwrap() > 0, "{flag}");
        }
        assert!(!today["next_reception"].is_null());
        assert_eq!(today["drafts"].as_array().unwrap().len(), 1);
        let ways: BTreeSet<String> = town.rows("matter").iter().map(|m| m["closed_how"].as_str().unwrap().to_owned()).collect();
        assert_eq!(
            ways.iter().map(String::as_str).collect::<Vec<_>>(),
            ["", "as_proposal", "by_chair", "declined", "handled", "on_the_spot"]
        );
    }
}

#[test]
fn every_record_would_pass_the_form() {
    let mut town = Town::grown(SPRING, USUAL);
    for noun in NOUNS.iter().filter(|n| **n != "step") {
        for row in town.rows(noun) {
            let mut values = row.as_object().unwrap().clone();
            for key in [
                "id",
                "station",
                "number",
                "revision",
                "made_at",
                "made_by",
                "changed_at",
                "changed_by",
                "deleted_at",
            ] {
                values.remove(key);
            }
            if values.get("confidential") == Some(&json!(true)) {
                // Lists hide who it was; the record itself does not.
                values = town.ask("record", json!({ "noun": noun, "id": row["id"] }))["record"]
                    .as_object()
                    .unwrap()
                    .clone();
                values.retain(|key, _| {
                    liaison::records::Noun::ALL
                        .iter()
                        .filter(|n| json!(n) == **noun)
                        .any(|n| n.field(key).is_some())
                });
            }
            let remarks = town.ask("check", json!({ "noun": noun, "values": values }));
            assert_eq!(remarks, json!({ "errors": [], "doubts": [] }), "{noun} {}", row["number"]);
        }
    }
}

#[test]
fn it_is_sound_and_its_timelines_are_true() {
    let mut town = Town::grown(SPRING, USUAL);
    let audit = town.ask("audit", json!({}));
    assert_eq!(audit["troubles"], json!([]));
    assert!(audit["attachments"].as_u64().unwrap() >= 3);
    for matter in town.rows("matter").iter().step_by(3) {
        let opened = town.ask("record", json!({ "noun": "matter", "id": matter["id"] }));
        let steps = opened["steps"].as_array().unwrap();
        assert_eq!(steps[0]["kind"], "record");
        assert_eq!(steps.last().unwrap()["to_state"], matter["state"]);
        for pair in steps.windows(2) {
            assert_eq!(pair[0]["to_state"], pair[1]["from_state"]);
            assert!(pair[0]["done_on"].as_str() <= pair[1]["done_on"].as_str() && pair[1]["done_on"].as_str() <= Some("2025-03-18"));
        }
        for step in steps {
            assert_eq!(
                step["made_at"].as_str().unwrap()[..10],
                *step["done_on"].as_str().unwrap(),
                "written on its day"
            );
        }
    }
    assert!(town.ask("bin", json!({})).as_array().unwrap().len() >= 4);
}

#[test]
fn people_and_terms() {
    let mut town = Town::grown(SPRING, USUAL);
    let deputies = town.rows("deputy");
    let count = |key: &str, word: &str| deputies.iter().filter(|d| d[key] == word).count();
    assert_eq!((count("status", "serving"), count("status", "left")), (40, 8));
    assert_eq!((count("term", "第十九届"), count("term", "第十八届")), (40, 8));
    for rare in ["䶮", "𬭚", "𠮷", "㛃", "𡐓", "·"] {
        assert!(deputies.iter().any(|d| d["name"].as_str().unwrap().contains(rare)), "{rare}");
        let hits = town.ask("find", json!({ "text": rare, "limit": 5 }));
        assert!(!hits.as_array().unwrap().is_empty(), "{rare}");
    }
    let kinds: BTreeSet<String> = town.rows("group").iter().map(|g| g["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds.len(), 4);
    let activities = town.rows("activity");
    let kinds: BTreeSet<&str> = activities.iter().map(|a| a["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 14);
    let chained = |step: &str, before: &str| {
        activities.iter().filter(|a| a["step"] == step).all(|a| {
            activities
                .iter()
                .any(|b| b["id"] == a["previous"] && b["step"] == before && b["project"] == a["project"])
        })
    };
    assert!(chained("plan", "idea") && chained("verdict", "plan"));
    assert!(activities.iter().any(|a| a["partners"] != ""));
}

#[test]
fn more_visits_when_asked() {
    let mut town = Town::grown(
        SPRING,
        Plan {
            visits: 3000,
            years: 1,
            ..USUAL
        },
    );
    let visits = town.ask("page", json!({ "noun": "visit", "limit": 1 }))["total"].as_i64().unwrap();
    // Three more lie in the recycle bin.
    assert_eq!(visits, 2997);
}

#[test]
fn refuses_a_station_with_records_and_leaves_nothing_when_stopped() {
    let mut town = Town::set_up(SPRING);
    assert!(matches!(town.grow(USUAL, false), Err(Error::Cancelled)));
    assert_eq!(town.ask("today", json!({}))["records"], 0);
    assert!(town.grow(Plan { years: 1, ..USUAL }, true).unwrap().records > 500);
    let refused = town.grow(USUAL, true).unwrap_err();
    assert!(refused.to_string().contains("已经有记录"), "{refused}");
}
