//! Several stations' rows at the county: figures told apart against a reference that counts the
//! slow and obvious way, the lists behind the figures, and the merged registers.

use std::collections::BTreeSet;

use liaison::desk::{Axis, FigureTable, Filter, Period};
use liaison::ledger::{self, Order, Register};
use liaison::records::due::Bounds;
use liaison::records::{Kept, Noun};
use liaison::store::{Coming, Query, Store, Who, Whose};
use proptest::prelude::*;
use serde_json::json;

use crate::figures::{All, Made, date, made, reference, store};
use crate::readers::{openpyxl, texts};
use crate::station::{Station, folder, frame, listing, now};

const CODES: [&str; 3] = ["JS-001", "JS-002", "JS-017"];

/// The stations as the desk names them.
fn whose() -> Vec<Whose> {
    let homes = ["三溪镇代表之家", "三溪镇代表之家", "云台乡代表之家"];
    (0..)
        .zip(CODES.iter().zip(homes))
        .map(|(n, (code, home))| Whose {
            code: (*code).into(),
            name: format!("{n}号站"),
            home: home.into(),
            open: true,
        })
        .collect()
}

/// A county with two homes, and what three stations sent.
fn county(stations: &[Vec<Made>]) -> (Station, Vec<All>) {
    let mut county = Station::of(json!({"role": "county", "code": "JS-COUNTY", "name": "嘉水县人大常委会办公室"}));
    let mut sent = Vec::new();
    let homes = county.add_all(vec![
        (Noun::Home, json!({"name": "三溪镇代表之家", "town": "三溪镇"})),
        (Noun::Home, json!({"name": "云台乡代表之家", "town": "云台乡"})),
    ]);
    for (n, (code, made)) in CODES.iter().zip(stations).enumerate() {
        let home = &homes[n / 2].head.id;
        county.add(Noun::Site, json!({"code": code, "name": format!("{n}号站"), "home": home, "status": "open"}));
        let (_station, all) = store(made, code);
        receive(&mut county.store, &all);
        sent.push(all);
    }
    (county, sent)
}

/// Takes rows in as bundles bring them: deputies first.
fn receive(store: &mut Store, all: &All) {
    let who = Who {
        clerk: "王小兰".into(),
        now: now(),
    };
    store
        .transact("收包", &who, |w| {
            let deputies = all.deputies.iter().map(|d| (Noun::Deputy, d));
            for (noun, record) in deputies.chain(all.records.iter().map(|(n, r)| (*n, r))) {
                let row = serde_json::to_value(record).unwrap();
                w.take_record(&Coming::new(noun, record.clone(), row.as_object().unwrap())?)?.unwrap();
            }
            Ok(())
        })
        .unwrap();
}

/// Every record of these stations that `keep` keeps.
fn union(sent: &[&All], keep: impl Fn(Noun, &Kept) -> bool) -> All {
    let records = sent.iter().flat_map(|all| &all.records).filter(|(n, r)| keep(*n, r));
    All {
        deputies: sent.iter().flat_map(|all| all.deputies.iter().cloned()).collect(),
        records: records.cloned().collect(),
    }
}

fn cell(table: &FigureTable, line: &str, column: &str) -> Option<f64> {
    let n = table.columns.iter().position(|c| c.key == column)?;
    let line = table.lines.iter().find(|l| l.key == line)?;
    line.cells[n]
}

/// The figures a line should have, by column.
fn expected(all: &All, period: &Period) -> Vec<(&'static str, Option<f64>)> {
    let f = reference(all, period);
    let whole = |n: u64| Some(n as f64);
    vec![
        ("activities", whole(f.activities)),
        ("reception_days", whole(f.reception_days)),
        ("visit_batches", whole(f.visit_batches)),
        ("visit_people", whole(f.visit_people)),
        ("home_visits", whole(f.home_visits)),
        ("solved_on_site", whole(f.solved_on_site)),
        ("matters", whole(f.matters)),
        ("referred", whole(f.referred)),
        ("referred_closed", whole(f.referred_closed)),
        ("trainings", whole(f.trainings)),
        ("training_people", whole(f.training_people)),
        ("books", whole(f.books)),
        ("reported", whole(f.reported)),
        ("publicity", whole(f.publicity)),
        ("models", whole(f.models)),
        ("reported_rate", f.reported_rate),
        ("closed_rate", f.closed_rate),
        ("satisfied_rate", f.satisfied_rate),
        ("satisfied_or_basic_rate", f.satisfied_or_basic_rate),
    ]
}

/// Compares a line; a line that is not there counts nothing.
fn compare(table: &FigureTable, line: &str, all: &All, period: &Period) {
    for (column, number) in expected(all, period) {
        if table.columns.iter().any(|c| c.key == column) {
            let found = cell(table, line, column);
            let nothing = number.unwrap_or(0.0) == 0.0;
            assert!(
                found == number || (nothing && found.is_none()),
                "{line} {column}: {found:?}, by hand {number:?}"
            );
        }
    }
}

fn period(from: &str, to: &str) -> Period {
    let (from, to) = if from <= to { (from, to) } else { (to, from) };
    Period {
        from: from.into(),
        to: to.into(),
    }
}

/// How long the list behind a figure is.
fn listed(store: &Store, noun: Noun, filter: &Filter) -> u64 {
    let none = String::new;
    let bounds = Bounds {
        today: none(),
        soon: none(),
        urge: none(),
    };
    let query = Query {
        filter,
        sort: "",
        descending: false,
        offset: 0,
        limit: 1,
        bounds: &bounds,
    };
    store.page(noun, &query).unwrap().1
}

/// Figures that count records, not people or problems: their lists are as long as they say.
const COUNTED: &[&str] = &[
    "activities",
    "reception_days",
    "visit_batches",
    "home_visits",
    "matters",
    "referred",
    "referred_closed",
    "rated",
    "trainings",
    "reported",
    "models",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn figures_told_apart_are_what_counting_by_hand_gives(stations in prop::collection::vec(prop::collection::vec(made(), 0..14), 3), from in date(), to in date()) {
        let period = period(from, to);
        let (county, sent) = county(&stations);
        let sites = whose();
        let table = |by| county.store.figure_table(&period, &[], by, &sites).unwrap();
        let every: Vec<&All> = sent.iter().collect();

        let by_station = table(Axis::Station);
        prop_assert_eq!(by_station.lines.len(), CODES.len());
        for (code, all) in CODES.iter().zip(&sent) {
            compare(&by_station, code, all, &period);
            let alone = county.store.figures(&period, &[(*code).to_owned()]).unwrap();
            prop_assert_eq!(alone, reference(all, &period));
        }
        let by_home = table(Axis::Home);
        compare(&by_home, "三溪镇代表之家", &union(&every[..2], |_, _| true), &period);
        compare(&by_home, "云台乡代表之家", &union(&every[2..], |_, _| true), &period);
        let whole = FigureTable { lines: vec![liaison::desk::FigureLine { key: "".into(), word: "".into(), cells: by_home.total.clone() }], ..by_home.clone() };
        compare(&whole, "", &union(&every, |_, _| true), &period);

        let by_level = table(Axis::Level);
        for level in ["州", "县", "乡"] {
            let of_level: BTreeSet<&str> = every.iter().flat_map(|a| &a.deputies).filter(|d| d.texts("levels").contains(&level)).map(|d| d.head.id.as_str()).collect();
            let all = union(&every, |_, r| of_level.contains(r.text("deputy")) || r.texts("deputies").iter().any(|d| of_level.contains(d)));
            for column in ["activities", "reception_days", "visit_batches", "visit_people", "home_visits", "books", "reported", "publicity"] {
                let number = expected(&all, &period).into_iter().find(|(c, _)| *c == column).unwrap().1;
                prop_assert_eq!(cell(&by_level, level, column).unwrap_or(0.0), number.unwrap(), "{} {}", level, column);
            }
        }
        for kind in ["学习培训", "站内接待", "代表行动", "述职评议"] {
            compare(&table(Axis::Kind), kind, &union(&every, |n, r| n == Noun::Activity && r.text("kind") == kind), &period);
        }
        compare(&table(Axis::Category), "教育", &union(&every, |n, _| n == Noun::Matter), &period);
        // A month's figures are the month's own; only 办结 looks at the end of the whole period.
        let by_month = table(Axis::Month);
        for line in &by_month.lines {
            let month = Period { from: format!("{}-01", line.key).max(period.from.clone()), to: format!("{}-31", line.key).min(period.to.clone()) };
            for (column, number) in expected(&union(&every, |_, _| true), &month) {
                // A deputy counts in the month of her first report; how many deputies there are has no month.
                if !["referred_closed", "closed_rate", "reported", "reported_rate"].contains(&column) {
                    prop_assert_eq!(cell(&by_month, &line.key, column), number, "{} {}", line.key, column);
                }
            }
        }

        for line in &by_station.lines {
            for column in by_station.columns.iter().filter(|c| COUNTED.contains(&c.key.as_str())) {
                let filter = Filter { counted: column.key.clone(), from: period.from.clone(), to: period.to.clone(), stations: vec![line.key.clone()], ..Filter::default() };
                prop_assert_eq!(Some(listed(&county.store, column.nouns[0], &filter) as f64), cell(&by_station, &line.key, &column.key), "{} {}", line.key, column.key);
            }
        }
        for line in &by_month.lines {
            let month = Period { from: format!("{}-01", line.key).max(period.from.clone()), to: format!("{}-31", line.key).min(period.to.clone()) };
            let filter = Filter { counted: "reported".into(), from: month.from, to: month.to, since: period.from.clone(), ..Filter::default() };
            prop_assert_eq!(Some(listed(&county.store, Noun::ReportMeeting, &filter) as f64), cell(&by_month, &line.key, "reported"));
        }
        for line in &by_level.lines {
            let filter = Filter { counted: "activities".into(), from: period.from.clone(), to: period.to.clone(), levels: vec![line.key.clone()], ..Filter::default() };
            prop_assert_eq!(Some(listed(&county.store, Noun::Activity, &filter) as f64), cell(&by_level, &line.key, "activities"));
        }
    }
}

fn visit(date: &'static str, kind: &'static str, people: i64) -> Made {
    Made::Visit {
        date,
        kind,
        people: Some(people),
        handling: "noted",
        deputies: vec![0],
    }
}

fn few() -> Vec<Vec<Made>> {
    vec![
        vec![
            visit("2024-03-15", "station", 2),
            visit("2024-02-29", "phone", 1),
            visit("2024-06-30", "home", 1),
        ],
        vec![],
        vec![
            visit("2024-01-01", "station", 5),
            visit("2024-07-01", "appointment", 1),
            visit("2024-12-31", "station", 1),
            visit("2025-01-01", "station", 9),
        ],
    ]
}

fn order(key: &str, folder: &std::path::Path) -> Order {
    Order {
        registers: vec![Register::find(key).unwrap()],
        one_book: false,
        own_folder: false,
        folder: folder.to_owned(),
    }
}

fn county_frame() -> ledger::Frame {
    let sites = whose();
    ledger::Frame {
        unit: "嘉水县人大常委会办公室".into(),
        stations: Some(sites.into_iter().map(|s| (s.code, s.name)).collect()),
        ..frame()
    }
}

#[test]
fn a_merged_register_says_whose_each_line_is_and_agrees_with_the_figures() {
    let (county, _) = county(&few());
    let out = folder();
    let frame = county_frame();
    let written = ledger::write(&county.store, county.home.path(), &frame, &order("visits", out.path()), &mut |_, _, _| Ok(())).unwrap();
    let sheet = openpyxl(&written.files).remove(0).remove(0);
    assert_eq!(sheet.titles()[..3], ["单位", "编号", "日期"]);
    assert_eq!(texts(&sheet, "单位"), ["0号站", "0号站", "2号站", "2号站", "2号站", "合计"]);
    assert_eq!(texts(&sheet, "日期")[..2], ["2024-02-29", "2024-03-15"], "by station, then by day");
    let year = period("2024-01-01", "2024-12-31");
    let figures = county.store.figures(&year, &[]).unwrap();
    assert_eq!(written.rows, figures.visit_batches);
    assert_eq!(texts(&sheet, "人数").last(), Some(&figures.visit_people.to_string()));
}

/// Excel's rows end somewhere; the register goes on on the next sheet, and nothing is lost.
#[test]
fn a_register_too_long_for_a_sheet_goes_on_on_the_next() {
    let (county, _) = county(&few());
    let out = folder();
    let frame = county_frame();
    for in_memory in [1000, 0] {
        let order = order("visits", &out.path().join(in_memory.to_string()));
        let written = ledger::write_split(&county.store, county.home.path(), &frame, &order, &mut |_, _, _| Ok(()), in_memory, 2).unwrap();
        assert_eq!(written.rows, 5);
        let sheets = openpyxl(&written.files).remove(0);
        let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["接待接访登记簿", "接待接访登记簿（2）", "接待接访登记簿（3）"]);
        let people: Vec<Vec<String>> = sheets.iter().map(|s| texts(s, "人数")).collect();
        assert_eq!(people, [vec!["1", "2", "3"], vec!["5", "1", "6"], vec!["1", "1"]], "each sheet has its own sum");
        assert!(
            sheets
                .iter()
                .all(|s| texts(s, "单位").last().is_some_and(|w| w == "本表合计") && s.freeze.is_some())
        );
    }
}

#[test]
fn the_county_has_registers_of_its_own() {
    let (mut county, sent) = county(&few());
    let deputy = &sent[0].deputies[0].head.id;
    let member = county
        .add(Noun::Member, json!({"name": "王大山", "position": "副主任", "deputies": [deputy]}))
        .head
        .id;
    county.add(
        Noun::Contact,
        json!({"date": "2024-05-06", "member": member, "deputies": [deputy], "way": "visit", "content": "谈春耕"}),
    );
    let out = folder();
    let frame = county_frame();
    let registers = ledger::COUNTY_REGISTERS.iter().collect();
    let order = Order {
        registers,
        ..order("visits", out.path())
    };
    ledger::write(&county.store, county.home.path(), &frame, &order, &mut |_, _, _| Ok(())).unwrap();
    assert_eq!(listing(out.path()).len(), ledger::COUNTY_REGISTERS.len());
    let read = |label: &str| {
        openpyxl(&[out.path().join(format!("嘉水县人大常委会办公室_{label}_2024年.xlsx"))])
            .remove(0)
            .remove(0)
    };
    let sites = read("联络站名册");
    assert_eq!(texts(&sites, "所属代表之家"), ["三溪镇代表之家", "三溪镇代表之家", "云台乡代表之家"]);
    let contacts = read("委员联系代表登记簿");
    assert_eq!(
        [texts(&contacts, "委员"), texts(&contacts, "联系的代表"), texts(&contacts, "方式")],
        [["王大山"], ["安平"], ["走访"]]
    );
}

#[test]
fn a_table_of_figures_is_a_workbook_with_its_units() {
    let (county, _) = county(&few());
    let out = folder();
    let sites = whose();
    let year = period("2024-01-01", "2024-12-31");
    let table = county.store.figure_table(&year, &[], Axis::Station, &sites).unwrap();
    let wanted = |key: &str| ["visit_batches", "visit_people", "closed_rate"].contains(&key);
    let written = ledger::write_table(&county.store, county.home.path(), &county_frame(), out.path(), "各站接待情况", &table, &wanted).unwrap();
    let sheet = openpyxl(&written.files).remove(0).remove(0);
    assert_eq!(texts(&sheet, "接待（批次）"), ["2", "0", "3", "5"]);
    assert_eq!(texts(&sheet, "接待（人次）"), ["3", "0", "7", "10"]);
    assert_eq!(sheet.titles().last(), Some(&"办结率（%）"));
}

#[test]
fn a_summary_is_one_upright_page_of_words_over_figures() {
    let (county, _) = county(&few());
    let out = folder();
    let figures = county.store.figures(&period("2024-01-01", "2024-12-31"), &[]).unwrap();
    let words = ledger::plain(&ledger::report(&figures, "2024年", "全县3个代表联络站"));
    assert!(
        words.starts_with("2024年，全县3个代表联络站开展活动") && words.contains("接待群众5批次、10人次"),
        "{words}"
    );
    let written = ledger::write_summary(&county.store, county.home.path(), &county_frame(), out.path(), &words).unwrap();
    let sheet = openpyxl(&written.files).remove(0).remove(0);
    assert_eq!(sheet.cell("A4").value, words.as_str());
    assert!(sheet.cell("A4").wrap && sheet.merged.iter().any(|range| range.starts_with("A4:")));
    assert_eq!((sheet.paper.0.as_str(), sheet.fit), ("portrait", (true, 1, 1)));
    assert_eq!((sheet.freeze.as_deref(), sheet.cell("A5").value.as_str()), (Some("A6"), Some("指标")));
    let line = sheet.cells.iter().find(|c| c.value == "接待人次").unwrap();
    assert_eq!(sheet.cell(&line.at.replace('A', "C")).value, 10);
}

#[test]
fn months_in_which_nothing_happened_have_their_line() {
    let (county, _) = county(&few());
    let table = |from, to, axis| county.store.figure_table(&period(from, to), &[], axis, &whose()).unwrap();
    let words = |t: &FigureTable| t.lines.iter().map(|l| l.word.clone()).collect::<Vec<_>>();
    let year = table("2024-01-01", "2024-12-31", Axis::Month);
    assert_eq!((year.lines.len(), words(&year)[11].as_str()), (12, "2024年12月"));
    assert_eq!(
        words(&table("2024-02-10", "2024-07-01", Axis::Quarter)),
        ["2024年一季度", "2024年二季度", "2024年三季度"]
    );
    assert_eq!(words(&table("2022-01-01", "2024-12-31", Axis::Year)), ["2022年", "2023年", "2024年"]);
    // Twenty years of months would be a list of noughts.
    assert!(table("2005-01-01", "2024-12-31", Axis::Month).lines.len() < 24);
}
