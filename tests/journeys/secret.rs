//! 保密 in every output there is: voters who asked not to be named, their names, telephones and
//! addresses in the fields for them and in every free word beside, and then everything the program can be
//! asked for, at a station and at the county.

mod asked;
mod commands;

use std::collections::BTreeSet;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

use self::asked::{Asked, Voter, voters};
use self::commands::OUTPUTS;
use crate::clerk::text;
use crate::quarter::{Office, county_takes, enrol};

/// Every free word of a noun's form filled with what must not be told, over what is typed.
fn full(noun: liaison::records::Noun, voter: &Voter, typed: Value) -> Value {
    use liaison::records::Kind;
    let mut values = json!({ "citizen": voter.name, "phone": voter.phone, "village": voter.village, "confidential": true });
    for field in noun.fields().iter().filter(|f| !f.derived && !f.inner && !f.personal) {
        let says = format!("{}，{}", field.label, voter.everything());
        if field.kind == Kind::Long || (field.kind == Kind::Text && field.max as usize >= says.chars().count()) {
            values[field.key] = says.into();
        }
    }
    for (key, value) in typed.as_object().unwrap() {
        values[key] = value.clone();
    }
    values
}

const PERIOD: [&str; 2] = ["2024-01-01", "2024-12-31"];
const AXES: &[&str] = &[
    "station", "home", "level", "kind", "season", "theme", "category", "unit", "month", "quarter", "year",
];

/// What both kinds of office can be asked for.
fn asks_all(asked: &mut Asked<'_>, voters: &[Voter], deputy: &str) {
    use liaison::records::Noun;
    let [from, to] = PERIOD;
    let period = json!({ "from": from, "to": to });
    asked.tells("today", json!({}));
    for noun in Noun::ALL {
        asked.tells("page", json!({ "noun": noun, "limit": 500 }));
        asked.tells("pick", json!({ "noun": noun, "text": "", "limit": 50 }));
    }
    asked.tells("bin", json!({}));
    for voter in voters {
        // She is found by it; what is found does not say it.
        let typed = [voter.name.as_str(), &voter.phone, &voter.village];
        for text in typed {
            let hits = asked.clerk.does("find", json!({ "text": text, "limit": 200 }));
            assert!(!hits.as_array().unwrap().is_empty(), "{text} is found");
            asked.looks("find", &hits.to_string());
            asked.tells("page", json!({ "noun": "visit", "filter": { "text": text }, "limit": 500 }));
            asked.tells("pick", json!({ "noun": "matter", "text": text, "limit": 50 }));
        }
        asked.asked.insert("find");
        let seen = json!({ "phone": voter.phone, "citizen": voter.name, "village": voter.village, "but": "" });
        let hits = asked.clerk.does("seen_before", seen);
        asked.looks("seen_before", &hits.to_string());
        asked.asked.insert("seen_before");
    }
    asked.tells("dossier", json!({ "deputy": deputy, "from": from, "to": to }));
    asked.tells("dossier_write", json!({ "deputy": deputy, "from": from, "to": to }));
    let rules = asked.clerk.does("points_rules", json!({}));
    for set in rules["presets"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(rules["sets"].as_array().into_iter().flatten())
    {
        asked.tells("points_preview", json!({ "set": set, "year": 2024 }));
    }
    asked.tells("points", json!({ "deputy": deputy, "year": 2024, "level": "" }));
    for (one_book, per_station) in [(false, false), (true, false), (false, true)] {
        asked.tells(
            "ledger_write",
            json!({ "kinds": [], "from": from, "to": to, "one_book": one_book, "per_station": per_station }),
        );
    }
    let ledgers = asked.clerk.does("ledgers", json!({}));
    for ledger in ledgers.as_array().unwrap() {
        let Ok(written) = asked.clerk.asks("template_sample", json!({ "register": ledger["key"] })) else {
            // Not every register is of records.
            continue;
        };
        let path = text(&written["files"][0]);
        let bytes = BASE64_STANDARD.encode(std::fs::read(&path).unwrap());
        let kept = asked.tells(
            "template_load",
            json!({ "name": format!("样表{}", text(&ledger["key"])), "file": "样表.xlsx", "base64": bytes }),
        );
        asked.tells("template_write", json!({ "id": id_of(&kept), "from": from, "to": to }));
    }
    asked.asked.insert("template_sample");
    let notice = json!({ "period": period });
    let look = asked.tells("notice_look", notice.clone());
    // Everything that can be released is.
    let released: Vec<Value> = look
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|station| station["matters"].as_array().unwrap())
        .filter(|line| line["title"] != "")
        .map(|line| json!({ "id": line["id"], "title": line["title"] }))
        .collect();
    let order = json!({ "ask": notice, "choice": { "released": released, "withheld": [] } });
    asked.tells("notice_pages", order.clone());
    asked.tells("notice_write", order);
    asked.tells("figures", period.clone());
    for by in AXES {
        let table = json!({ "period": period, "by": by });
        asked.tells("figure_table", table.clone());
        asked.tells("figure_table_write", json!({ "ask": table, "title": "数字", "columns": [] }));
    }
    asked.tells("matter_ages", json!({}));
    asked.tells("summary", json!({ "period": period }));
    asked.tells("summary_write", json!({ "period": period }));
    for form in asked.clerk.does("form_kinds", json!({})).as_array().unwrap() {
        for noun in form["nouns"].as_array().unwrap() {
            let rows = asked.clerk.does("page", json!({ "noun": noun, "limit": 500 }));
            for row in rows["rows"].as_array().unwrap() {
                let ask = json!({ "form": form["key"], "noun": noun, "ids": [row["id"]] });
                if asked.clerk.asks("form_pages", ask.clone()).is_ok() {
                    asked.tells("form_pages", ask.clone());
                    asked.tells("form_write", ask);
                }
            }
        }
    }
    asked.clerk.does("retention_save", json!({ "years": 1 }));
}

fn id_of(kept: &Value) -> Value {
    kept["id"].as_str().map_or_else(|| kept["line"]["id"].clone(), Into::into)
}

#[test]
fn a_voter_who_asked_not_to_be_named_is_named_nowhere() {
    use liaison::records::Noun;
    let mut county = Office::set_up("county", "JS-COUNTY", "嘉水县人大常委会办公室");
    let mut stations = [Office::set_up("station", "JS-017", "三溪村代表联络站")];
    enrol(&mut county, &mut stations);
    let [mut station] = stations;
    let voters = voters();
    let clerk = station.clerk.on("2024-06-03");
    let deputy = clerk.deputy("张卫国");
    let mut matters = Vec::new();
    for voter in &voters {
        for kind in ["station", "home", "phone"] {
            let visit = full(
                Noun::Visit,
                voter,
                json!({ "kind": kind, "date": "2024-6-3", "deputies": [deputy], "category": "交通道路", "handling": "matter" }),
            );
            let kept = clerk.does("save", json!({ "noun": "visit", "values": visit }));
            matters.push(text(&kept["matter"]["id"]));
        }
        // She asked for it only later.
        let mut visit = full(
            Noun::Visit,
            voter,
            json!({ "kind": "home", "date": "2024-6-3", "deputies": [deputy], "category": "交通道路", "handling": "matter", "confidential": false }),
        );
        let kept = clerk.does("save", json!({ "noun": "visit", "values": visit.clone() }));
        visit["confidential"] = true.into();
        let (id, revision) = (&kept["record"]["id"], &kept["record"]["revision"]);
        clerk.does("save", json!({ "noun": "visit", "id": id, "revision": revision, "values": visit }));
        matters.push(text(&kept["matter"]["id"]));
        let matter = full(
            Noun::Matter,
            voter,
            json!({ "raised_on": "2024-6-3", "category": "水利饮水", "source": "other", "deputies": [deputy] }),
        );
        let kept = clerk.does("save", json!({ "noun": "matter", "values": matter }));
        matters.push(text(&kept["record"]["id"]));
        let gone = full(
            Noun::Visit,
            voter,
            json!({ "kind": "home", "date": "2024-6-3", "deputies": [deputy], "handling": "noted" }),
        );
        let gone = clerk.records("visit", gone);
        clerk.does("delete", json!({ "noun": "visit", "id": gone }));
    }
    // Matters in every place of their life, each step with all of it in its words.
    let note = |n: usize| voters[n % voters.len()].everything();
    for (n, matter) in matters.iter().enumerate() {
        match n % 5 {
            0 => drop(clerk.moves(matter, "answer_on_spot", json!({ "note": note(n / 5) }))),
            1 => {}
            _ => drop(clerk.moves(matter, "submit", json!({ "note": note(n / 5) }))),
        }
    }
    let stick = station.packs("2024-06-10");
    assert_eq!(county_takes(&mut county, &stick, "JS-017", "2024-06-12"), ["filed"]);
    for (n, matter) in matters.iter().enumerate().filter(|(n, _)| n % 5 > 1) {
        county.clerk.moves(matter, "approve", json!({ "person": "覃主席", "note": note(n / 5) }));
        county.clerk.moves(matter, "refer", json!({ "unit": "县水利局", "note": note(n / 5) }));
    }
    county.clerk.does("receipt_write", json!({ "station": "JS-017", "folder": stick }));

    let mut told = BTreeSet::new();
    let mut asked = Asked::at(&mut station.clerk, &voters);
    asked.tells("receipt_take", json!({ "path": stick }));
    asks_all(&mut asked, &voters, &deputy);
    asked.clerk.on("2034-06-03");
    asked.tells("purge_look", json!({}));
    asked.clerk.on("2024-06-14");
    // A ledger of its own, read back.
    let ledger = asked
        .seen
        .iter()
        .find(|path| path.display().to_string().contains("接待接访登记簿"))
        .unwrap()
        .clone();
    let old = json!({ "name": "旧台账.xlsx", "base64": BASE64_STANDARD.encode(std::fs::read(ledger).unwrap()) });
    asked.tells("old_ledger_read", old.clone());
    let look = asked.tells("old_ledger_look", old.clone());
    assert_eq!(look["counts"]["new"], 0, "what is there already is known as such: {look}");
    asked.tells("old_ledger_take", old);
    asked.told_nothing(&mut told);

    let mut asked = Asked::at(&mut county.clerk, &voters);
    asked.clerk.on("2024-06-14");
    asks_all(&mut asked, &voters, &deputy);
    asked.tells("overview", json!({}));
    asked.tells("move_many", json!({ "ids": matters, "step": { "kind": "urge" }, "dry": true }));
    asked.tells("referral_units", json!({}));
    let papers = asked.tells("referral_papers", json!({ "units": ["县水利局"] }));
    let bytes = BASE64_STANDARD.encode(std::fs::read(text(&papers["files"][0])).unwrap());
    asked.tells("referral_return", json!({ "name": "退回.xlsx", "base64": bytes }));
    let span = json!({ "from": PERIOD[0], "to": PERIOD[1] });
    let evaluation = asked.tells("evaluation", span.clone());
    for unit in evaluation["units"].as_array().unwrap() {
        for figure in ["received", "on_time", "overdue", "redone"] {
            let ask = json!({ "unit": unit["unit"], "from": PERIOD[0], "to": PERIOD[1], "figure": figure });
            if asked.clerk.asks("evaluation_open", ask.clone()).is_ok() {
                asked.tells("evaluation_open", ask);
            }
        }
    }
    asked.tells("evaluation_write", span);
    asked.told_nothing(&mut told);
    let missing: Vec<_> = OUTPUTS.iter().filter(|name| !told.contains(*name)).collect();
    assert!(missing.is_empty(), "asked nowhere: {missing:?}");
}
