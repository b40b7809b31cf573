//! Old ledgers come in: what was written by one station is read by another, which then writes the same.

use std::collections::BTreeMap;
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use liaison::records::{Field, Kind, Noun};
use liaison::{Call, Desk, Error, contract};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::readers::calamine;
use crate::station::{Station, folder, now, one};

/// A station that takes old ledgers in.
pub struct Reader {
    root: tempfile::TempDir,
    pub desk: Desk,
}

impl Reader {
    pub fn new() -> Self {
        let root = folder();
        let mut reader = Self {
            desk: Desk::new(root.path().join("home")),
            root,
        };
        let station = json!({"code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇"});
        reader.does("set_up", json!({"station": station, "clerk": "林晓芸", "password": "三溪站2024"}));
        reader
    }

    pub fn asks(&mut self, command: &str, question: Value) -> Result<Value, Error> {
        let mut call = Call {
            now: now(),
            documents: self.root.path().join("文档"),
            progress: &mut |_| true,
        };
        contract::answer(&mut self.desk, &mut call, command, question)
    }

    pub fn does(&mut self, command: &str, question: Value) -> Value {
        self.asks(command, question).unwrap_or_else(|e| panic!("{command}: {e}"))
    }

    pub fn deputy(&mut self, name: &str) -> String {
        let saved = self.does(
            "save",
            json!({"noun": "deputy", "values": {"name": name, "levels": ["县"], "status": "serving"}}),
        );
        saved["record"]["id"].as_str().unwrap().to_owned()
    }

    /// Every record of a noun, names in place of ids, by what the register's order is.
    pub fn records(&mut self, noun: Noun) -> Vec<Map<String, Value>> {
        let page = self.does("page", json!({"noun": noun, "sort": noun.date_field().unwrap_or(""), "limit": 500}));
        let rows = page["rows"].as_array().unwrap();
        rows.iter().map(|row| told(noun, row, &|id| page["names"][id].clone())).collect()
    }

    pub fn count(&mut self, noun: Noun) -> u64 {
        self.does("page", json!({"noun": noun, "limit": 1}))["total"].as_u64().unwrap()
    }
}

pub fn ask_of(bytes: &[u8]) -> Value {
    json!({"name": "旧台账.xlsx", "base64": BASE64_STANDARD.encode(bytes)})
}

/// A record's values with names in place of ids, and its number.
fn told(noun: Noun, row: &Value, name: &dyn Fn(&str) -> Value) -> Map<String, Value> {
    let value = |field: &Field| match (field.kind, &row[field.key]) {
        (Kind::One(_), Value::String(id)) if !id.is_empty() => name(id),
        (Kind::Many(_), Value::Array(ids)) => ids.iter().map(|id| name(id.as_str().unwrap())).collect(),
        (_, other) => other.clone(),
    };
    let mut told: Map<String, Value> = noun.fields().iter().map(|f| (f.key.to_owned(), value(f))).collect();
    told.insert("number".into(), row["number"].clone());
    told
}

/// Says to every question what a clerk at an empty station would: new people are new.
pub fn answered(reader: &mut Reader, mut ask: Value) -> Value {
    let mut answers: Vec<Value> = Vec::new();
    for _ in 0..6 {
        ask["answers"] = answers.clone().into();
        let look = reader.does("old_ledger_look", ask.clone());
        let questions = look["questions"].as_array().unwrap();
        if questions.is_empty() {
            return ask;
        }
        for question in questions {
            let choices = question["choices"].as_array().unwrap();
            let wanted = ["add:县", "add:地域", "add:"].into_iter().find(|w| choices.iter().any(|c| c["value"] == *w));
            answers.push(match wanted {
                Some(value) => json!({"key": question["key"], "how": "take", "value": value}),
                None => panic!("nothing to say to {question}"),
            });
        }
    }
    panic!("questions without end");
}

/// SplitMix64, so that a case is one number.
struct Chance(u64);

impl Chance {
    fn up_to(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.up_to(all.len())]
    }
    fn day(&mut self) -> String {
        format!("2024-{:02}-{:02}", self.up_to(12) + 1, self.up_to(28) + 1)
    }
    fn text(&mut self) -> &'static str {
        self.of(&[
            "",
            "灌渠漏水约200米",
            "=1+1 不是公式",
            "＝已记下",
            "-年终\n第二行",
            "+尽快",
            "@路灯不亮",
            "_x0041_ <&>",
            "㛃水村𡐓",
            "3-5",
            "2024.3.5",
            "是",
        ])
    }
    /// The same for a field of one line.
    fn line(&mut self) -> String {
        self.text().replace('\n', "")
    }
    fn name(&mut self) -> &'static str {
        self.of(&["王𡐓", "赵大妈", "阿依·古丽", "欧阳峰", "𬭚䶮"])
    }
    fn maybe(&mut self, n: usize) -> Value {
        if self.up_to(3) == 0 { Value::Null } else { self.up_to(n).into() }
    }
    fn some<'v>(&mut self, all: &'v [String]) -> Vec<&'v String> {
        let first = self.up_to(all.len());
        let count = 1 + self.up_to(2);
        (0..count).map(|n| &all[(first + n) % all.len()]).collect()
    }
}

const PEOPLE: [&str; 4] = ["张卫国", "𬭚䶮", "阿依·古丽", "欧阳峰"];

fn with_people() -> (Station, Vec<String>) {
    let mut station = Station::empty();
    let people = PEOPLE.map(|name| station.add(Noun::Deputy, json!({"name": name, "levels": ["县"], "status": "serving"})).head.id);
    (station, people.to_vec())
}

fn deputies(c: &mut Chance, station: &mut Station, n: usize) {
    for n in 0..n {
        let levels: &[&str] = [["乡"].as_slice(), &["县", "乡"], &["省"]][c.up_to(3)];
        let suffix = ["甲", "乙", "丙", "丁", "戊", "己"][n % 6].repeat(n / 6 + 1);
        station.add(
            Noun::Deputy,
            json!({"name": format!("{}{suffix}", c.name()), "sex": c.of(&["", "男", "女"]), "ethnicity": c.of(&["", "土家族", "畲族"]),
                   "born": c.of(&["", "1975-10", "1982-01"]), "party": c.of(&["", "中共党员", "群众"]), "education": c.of(&["", "本科", "函授"]), "employer": c.line(),
                   "levels": levels, "term": c.of(&["", "第十七届"]), "constituency": c.line(),
                   "certificate": c.of(&["", "0042150001700001"]), "phone": c.of(&["", "013900001111", "+8613900002222"]), "committee_member": c.of(&["", "李主任"]),
                   "status": c.of(&["serving", "left", "suspended"])}),
        );
    }
}

fn reception_days(c: &mut Chance, station: &mut Station, people: &[String], n: usize) {
    for n in 0..n {
        let date = c.day();
        station.add(
            Noun::ReceptionDay,
            json!({"date": date, "slot": c.of(&["", "上午", "全天"]), "place": format!("站内接待室{n}"), "deputies": c.some(people), "staff": c.of(&["", "林晓芸"]),
                   "announced_on": c.of(&["", "2024-01-01"]), "status": c.of(&["planned", "announced", "held", "cancelled"]), "note": c.text()}),
        );
    }
}

fn visits(c: &mut Chance, station: &mut Station, people: &[String], n: usize, home: bool) {
    for n in 0..n {
        let (kind, way) = if home {
            ("home", c.of(&["", "本人来访", "入户走访"]))
        } else {
            [
                ("station", ""),
                ("station", "本人来访"),
                ("station", "代人反映"),
                ("phone", ""),
                ("online", ""),
                ("online", "微信"),
                ("appointment", ""),
            ][c.up_to(7)]
        };
        let both = json!({"kind": kind, "way": way, "date": c.day(), "deputies": c.some(people), "citizen": c.name(), "village": c.of(&["", "㛃水村3组"]), "phone": c.of(&["", "013900003333"]),
            "people": c.up_to(9) + 1, "problem": format!("{n}{}", c.text()), "reply": c.text(), "recorder": c.of(&["", "林晓芸"]), "note": c.text()});
        let own = if home {
            json!({"households": c.maybe(5), "publicity": c.line()})
        } else {
            json!({"time": c.of(&["", "09:30"]), "place": c.line(), "sex": c.of(&["", "女"]), "category": c.of(&["", "水利饮水", "其他"]), "handling": c.of(&["", "answered", "declined", "noted", "matter"]),
                   "unit": c.of(&["", "镇水利站"]), "result": c.line(), "fed_back_on": c.of(&["", "2024-06-03"]), "fed_back_way": c.of(&["", "电话"]), "rating": c.of(&["", "基本满意"])})
        };
        let values: Map<String, Value> = both.as_object().unwrap().clone().into_iter().chain(own.as_object().unwrap().clone()).collect();
        station.add(Noun::Visit, values.into());
    }
}

fn activities(c: &mut Chance, station: &mut Station, people: &[String], n: usize, kinds: &[&str]) {
    let group = station.add(Noun::Group, json!({"name": "𠮷祥小组", "kind": "地域"})).head.id;
    let training = kinds == ["学习培训"];
    for n in 0..n {
        let in_group = c.up_to(2) == 0;
        let expected = c.up_to(30);
        let mut values = json!({"name": format!("第{n}次{}", c.line()), "kind": c.of(kinds), "date": c.day(), "place": c.line(), "deputies": c.some(people), "content": c.text(),
            "organiser": if in_group { "group" } else { "station" }, "group": if in_group { group.as_str() } else { "" }, "recorder": c.of(&["", "林晓芸"])});
        let more = if training {
            json!({"hours": c.maybe(9), "lecturer": c.of(&["", "龙老师"])})
        } else {
            json!({"theme": c.of(&["", "护河"]), "partners": c.of(&["", "上坪村、河长办"]), "host": c.of(&["", "张卫国"]), "expected": expected, "present": c.up_to(expected + 1),
                   "absent": c.of(&["", "阿依·古丽（病假）"]), "observers": c.line(), "solved": c.maybe(5), "referred": c.maybe(5)})
        };
        values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        station.add(Noun::Activity, values);
    }
}

fn matters(c: &mut Chance, station: &mut Station, people: &[String], n: usize) {
    for n in 0..n {
        let state = c.of(&[
            "recorded",
            "awaiting",
            "referred",
            "signed",
            "working",
            "answered",
            "rated",
            "redo",
            "closed",
            "withdrawn",
            "promoted",
        ]);
        let mut values = json!({"title": format!("第{n}件{}", c.line()), "raised_on": c.day(), "category": c.of(&["水利饮水", "其他"]), "content": format!("内容{}", c.text()),
            "citizen": c.name(), "deputies": c.some(people), "state": state, "source": c.of(&["visit", "activity", "online", "other"]), "reported_up": c.up_to(2) == 0, "redo_count": c.maybe(3)});
        if values["source"] == "online" {
            values["channel"] = c.of(&["", "鄂汇办"]).into();
        }
        let spot = state == "closed" && c.up_to(2) == 0;
        if !["recorded", "awaiting", "withdrawn", "promoted"].contains(&state) && !spot {
            let more = json!({"lead_unit": c.of(&["镇水利站", "县交通局"]), "co_units": c.of(&["", "村委会"]), "referred_on": "2024-05-10", "due_on": c.of(&["", "2024-06-09"]), "signed_by": c.of(&["", "周干事"]),
                "handler": c.of(&["", "周干事"]), "handler_phone": c.of(&["", "0718-5550123"]), "progress": c.text(), "answered_on": c.of(&["", "2024-06-01"]), "result_class": c.of(&["", "A", "D"]),
                "deputy_rating": c.of(&["", "满意"]), "voter_rating": c.of(&["", "不满意"])});
            values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        }
        if state == "closed" {
            values["closed_on"] = "2024-06-20".into();
            values["closed_how"] = if spot { "on_the_spot" } else { "handled" }.into();
        }
        station.add(Noun::Matter, values);
    }
}

fn reports(c: &mut Chance, station: &mut Station, people: &[String], n: usize) {
    for n in 0..n.min(28) {
        let deputy = c.up_to(people.len());
        let mut values = json!({"deputy": people[deputy], "name": PEOPLE[deputy], "date": format!("2024-11-{:02}", n + 1), "place": c.line(), "form": c.of(&["", "oral", "written"]), "opinion": c.text(),
            "level": c.of(&["县", "乡"]), "overseer": c.of(&["", "李主任"]), "teller": c.of(&["", "林晓芸"])});
        if c.up_to(3) > 0 {
            let competent = c.up_to(50);
            let (rate, word) = (
                competent as f64 * 2.0,
                if competent >= 40 {
                    "competent"
                } else if competent >= 25 {
                    "basic"
                } else {
                    "incompetent"
                },
            );
            let more = json!({"expected": 60, "present": 55, "sent": 55, "returned": 52, "valid": 50, "competent": competent, "basic": 50 - competent, "incompetent": 0, "abstained": 0,
                "rate": format!("{rate:.1}%"), "conclusion": word});
            values.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        }
        station.add(Noun::ReportMeeting, values);
    }
}

/// Reports whose ledger was taken in before, and what was promised at them.
fn promises(c: &mut Chance, station: &mut Station, people: &[String], n: usize) {
    reports(c, station, people, 15);
    let mut meetings = Vec::new();
    station
        .store
        .each(Noun::ReportMeeting, "", "9999", None, &mut |record| {
            meetings.push((record.head.id.clone(), record.text("deputy").to_owned()));
            Ok(())
        })
        .unwrap();
    for n in 0..n {
        let (report, deputy) = &meetings[c.up_to(meetings.len())];
        let kept = c.up_to(2) == 0;
        station.add(
            Noun::Promise,
            json!({"content": format!("第{n}项{}", c.line()), "report": report, "deputy": deputy, "made_on": "2024-12-01", "due_on": "2024-12-30",
                   "fulfilled_on": if kept { "2024-12-20" } else { "" }, "outcome": if kept { format!("办了{}", c.text()) } else { String::new() }, "note": c.text()}),
        );
    }
}

fn publicity(c: &mut Chance, station: &mut Station, people: &[String], n: usize) {
    for n in 0..n {
        station.add(
            Noun::Publicity,
            json!({"title": format!("第{n}篇"), "kind": c.of(&["report", "model"]), "outlet": c.of(&["县融媒体中心", "新媒体"]), "date": c.day(), "deputies": c.some(people), "count": c.up_to(4) + 1,
                   "link": c.of(&["", "https://example.org/a?b=1"]), "content": c.text(), "recorder": c.of(&["", "林晓芸"])}),
        );
    }
}

fn books(c: &mut Chance, station: &mut Station, people: &[String], n: usize) {
    let book = station.add(Noun::Book, json!({"name": "代表法读本", "stock": 1000 - n})).head.id;
    station.add(
        Noun::BookMove,
        json!({"book": book, "kind": "in", "date": "2024-01-01", "count": 1000, "source": "县人大配发"}),
    );
    for n in 0..n {
        station.add(
            Noun::BookMove,
            json!({"book": book, "kind": "out", "date": format!("2024-02-{:02}", n % 28 + 1), "count": 1, "deputies": [people[c.up_to(people.len())]], "source": format!("第{n}次"), "note": c.text()}),
        );
    }
}

/// Writes a register at one station, takes it in at an empty one: the same records, and the same ledger again.
fn goes_round(station: &Station, key: &str, noun: Noun, numbered: bool) {
    let out = folder();
    let mut reader = Reader::new();
    if noun == Noun::Promise {
        // Promises are made at reports, so these come in before.
        let path = station.write(&one("report_meetings", out.path())).files.remove(0);
        let ask = answered(&mut reader, ask_of(&std::fs::read(&path).unwrap()));
        reader.does("old_ledger_take", ask);
    }
    let path = station.write(&one(key, out.path())).files.remove(0);
    let ask = answered(&mut reader, ask_of(&std::fs::read(&path).unwrap()));
    let read = reader.does("old_ledger_read", ask.clone());
    // Two registers of activities look alike; what the sheet is called tells.
    assert_eq!(read["register"], key);
    let look = reader.does("old_ledger_look", ask.clone());
    let all = station.store.count(noun, "", "9999", None).unwrap();
    let wrong: Vec<_> = look["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|l| !["new", "none"].contains(&l["state"].as_str().unwrap()))
        .collect();
    assert!(wrong.is_empty(), "{key}: {wrong:?}");
    let done = reader.does("old_ledger_take", ask);
    assert_eq!(done["counts"]["new"], all, "{key}");

    let mut theirs: Vec<Map<String, Value>> = Vec::new();
    station
        .store
        .each(noun, "", "9999", None, &mut |record| {
            let row = serde_json::to_value(&record).unwrap();
            theirs.push(told(noun, &row, &|id| name_of(station, id)));
            Ok(())
        })
        .unwrap();
    let keyed = |all: Vec<Map<String, Value>>| -> BTreeMap<String, Map<String, Value>> {
        let by = |one: &Map<String, Value>| {
            let content: Vec<String> = one.iter().filter(|(key, _)| *key != "number").map(|(_, v)| v.to_string()).collect();
            content.join("|")
        };
        all.into_iter()
            .map(|mut one| {
                if !numbered {
                    one.remove("number");
                }
                (by(&one), one)
            })
            .collect()
    };
    assert_eq!(keyed(reader.records(noun)), keyed(theirs), "{key}");

    let again = folder();
    let written = reader.does(
        "ledger_write",
        json!({"kinds": [key], "from": "2024-01-01", "to": "2024-12-31", "folder": again.path()}),
    );
    let again = calamine(Path::new(written["files"][0].as_str().unwrap()));
    if numbered {
        assert_eq!(again, calamine(&path), "{key}");
    }
    assert_eq!(reader.does("audit", json!({}))["sound"], true);
}

fn name_of(station: &Station, id: &str) -> Value {
    let named = [Noun::Deputy, Noun::Group, Noun::Book, Noun::Activity, Noun::ReportMeeting];
    let found = named
        .iter()
        .find_map(|noun| station.store.get(*noun, id).unwrap().map(|record| noun.title_of(&record)));
    found.unwrap().into()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]

    #[test]
    fn what_one_station_writes_another_reads(seed in any::<u64>()) {
        let c = &mut Chance(seed);
        let mut station = Station::empty();
        deputies(c, &mut station, 12);
        goes_round(&station, "deputies", Noun::Deputy, false);
        type Make = fn(&mut Chance, &mut Station, &[String]);
        let registers: [(&str, Noun, bool, Make); 11] = [
            ("reception_days", Noun::ReceptionDay, false, |c, s, p| reception_days(c, s, p, 20)),
            ("visits", Noun::Visit, true, |c, s, p| visits(c, s, p, 30, false)),
            ("home_visits", Noun::Visit, false, |c, s, p| visits(c, s, p, 20, true)),
            ("matters", Noun::Matter, true, |c, s, p| matters(c, s, p, 30)),
            ("activities", Noun::Activity, true, |c, s, p| activities(c, s, p, 20, &["代表行动", "专题议事", "会议"])),
            ("inspections", Noun::Activity, true, |c, s, p| activities(c, s, p, 12, &["视察调研", "执法检查"])),
            ("trainings", Noun::Activity, false, |c, s, p| activities(c, s, p, 12, &["学习培训"])),
            ("report_meetings", Noun::ReportMeeting, false, |c, s, p| reports(c, s, p, 15)),
            ("promises", Noun::Promise, true, |c, s, p| promises(c, s, p, 12)),
            ("publicity", Noun::Publicity, true, |c, s, p| publicity(c, s, p, 12)),
            ("books", Noun::BookMove, true, |c, s, p| books(c, s, p, 12)),
        ];
        for (key, noun, numbered, make) in registers {
            let (mut station, people) = with_people();
            make(c, &mut station, &people);
            goes_round(&station, key, noun, numbered);
        }
    }
}

#[test]
fn a_voter_who_was_not_named_stays_unnamed() {
    let (mut station, people) = with_people();
    station.add(
        Noun::Visit,
        json!({"kind": "station", "date": "2024-05-08", "deputies": people, "citizen": "严守密", "village": "青石坡9组", "phone": "13900007788", "confidential": true, "problem": "邻里噪音", "people": 1}),
    );
    let out = folder();
    let path = station.write(&one("visits", out.path())).files.remove(0);
    let mut reader = Reader::new();
    let ask = answered(&mut reader, ask_of(&std::fs::read(path).unwrap()));
    reader.does("old_ledger_take", ask);
    let kept = reader.records(Noun::Visit).remove(0);
    assert_eq!((&kept["citizen"], &kept["confidential"]), (&json!("匿名"), &json!(true)));
}
