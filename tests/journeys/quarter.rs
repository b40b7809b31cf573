//! A quarter of three stations and the county office, by stick alone: one stick is lost, one
//! bundle comes late, one answer does not satisfy. At the end both sides see the same.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::clerk::{Clerk, PASSWORD, text};
use crate::forms::Paper;

pub struct Office {
    pub clerk: Clerk,
    pub code: &'static str,
}

impl Office {
    pub fn set_up(role: &str, code: &'static str, name: &str) -> Self {
        let mut clerk = Clerk::arrives();
        clerk.on("2024-07-01");
        let station = json!({ "role": role, "code": code, "name": name, "town": "三溪镇" });
        clerk.does("set_up", json!({ "station": station, "clerk": "林晓芸", "password": PASSWORD }));
        Self { clerk, code }
    }

    pub fn stick(&self, name: &str) -> PathBuf {
        let stick = self.clerk.folder.path().join(name);
        fs::create_dir_all(&stick).unwrap();
        stick
    }

    /// Packs what is new onto a stick.
    pub fn packs(&mut self, day: &str) -> PathBuf {
        let stick = self.stick(day);
        self.clerk.on(day).does("bundle_pack", json!({ "folder": stick }));
        stick
    }

    /// Every record by id with its revision, as one side sees it.
    fn sees(&mut self, noun: &str, station: &str) -> Vec<(String, i64)> {
        let page = self
            .clerk
            .does("page", json!({ "noun": noun, "filter": { "stations": [station] }, "limit": 200 }));
        let mut rows: Vec<_> = page["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (text(&row["id"]), row["revision"].as_i64().unwrap()))
            .collect();
        rows.sort();
        rows
    }

    fn state(&mut self, matter: &str) -> String {
        text(&self.clerk.open("matter", matter)["record"]["state"])
    }

    pub fn is_sound(&mut self) {
        let audit = self.clerk.does("audit", json!({}));
        assert_eq!(audit["sound"], true, "{}: {audit}", self.code);
    }
}

/// The county takes a stick in and lays the receipt on it; answers what became of each file.
pub fn county_takes(county: &mut Office, stick: &Path, station: &str, day: &str) -> Vec<String> {
    let received = county.clerk.on(day).does("bundle_receive", json!({ "paths": [stick] }));
    county.clerk.does("receipt_write", json!({ "station": station, "folder": stick }));
    received["files"].as_array().unwrap().iter().map(|file| text(&file["state"])).collect()
}

pub fn comes_home(station: &mut Office, stick: &Path, day: &str) -> Value {
    station.clerk.on(day).does("receipt_take", json!({ "path": stick }))
}

/// The stations' slips go to the county, its roster comes back to them.
pub fn enrol(county: &mut Office, stations: &mut [Office]) {
    for station in stations.iter_mut() {
        let slip = station.clerk.does("slip", json!({}));
        let slips = json!([{ "text": slip["text"], "fingerprint": slip["fingerprint"] }]);
        county.clerk.does("roster_make", json!({ "slips": slips }));
    }
    let digits = county.clerk.does("roster", json!({}))["fingerprint"].clone();
    let out = county.stick("名册");
    let roster = PathBuf::from(text(&county.clerk.does("roster_put", json!({ "path": out }))["path"]));
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let signature = read(&PathBuf::from(format!("{}.minisig", roster.display())));
    for station in stations.iter_mut() {
        let ask = json!({ "text": read(&roster), "signature": signature, "fingerprint": digits });
        station.clerk.does("roster_confirm", ask);
    }
}

#[test]
fn a_quarter_by_stick_ends_with_everything_closed_and_nothing_lost() {
    let mut county = Office::set_up("county", "JS-COUNTY", "嘉水县人大常委会办公室");
    let mut stations = [
        Office::set_up("station", "JS-017", "三溪村代表联络站"),
        Office::set_up("station", "JS-021", "石桥村代表联络站"),
        Office::set_up("station", "JS-030", "青杨社区代表联络站"),
    ];
    enrol(&mut county, &mut stations);

    // July: people, a reception day, one matter each, submitted to the chair; all three sticks arrive.
    let mut matters = Vec::new();
    for station in &mut stations {
        let clerk = station.clerk.on("2024-07-10");
        let deputy = clerk.deputy("覃𡐓山");
        let visit = json!({ "kind": "station", "date": "2024-07-10", "deputies": [deputy], "citizen": "田小满", "people": 1,
            "problem": "渠垮了三十米", "category": "水利饮水", "handling": "matter" });
        let kept = clerk.does("save", json!({ "noun": "visit", "values": visit }));
        let matter = text(&kept["matter"]["id"]);
        clerk.moves(&matter, "submit", json!({}));
        matters.push(matter);
    }
    for (at, station) in stations.iter_mut().enumerate() {
        let stick = station.packs("2024-07-28");
        assert_eq!(county_takes(&mut county, &stick, station.code, "2024-07-30"), ["filed"]);
        county
            .clerk
            .moves(&matters[at], "approve", json!({ "person": "覃主席", "note": "请水利局尽快办" }));
        county.clerk.moves(&matters[at], "refer", json!({ "unit": "县水利局" }));
        county.clerk.does("receipt_write", json!({ "station": station.code, "folder": stick }));
        comes_home(station, &stick, "2024-08-01");
        assert_eq!(station.state(&matters[at]), "referred");
    }

    // August: the unit works and answers. One stick is lost on the way, one lies in a drawer.
    for matter in &matters {
        let clerk = county.clerk.on("2024-08-12");
        clerk.moves(matter, "sign", json!({ "person": "吴科长" }));
        clerk.moves(matter, "start", json!({}));
        clerk.moves(matter, "answer", json!({ "note": "已派人修复", "result_class": "A" }));
    }
    for station in &mut stations {
        station.clerk.on("2024-08-15").matter("村口装路灯");
    }
    let first = stations[0].packs("2024-08-20");
    let lost = stations[1].packs("2024-08-20");
    fs::remove_dir_all(lost).unwrap();
    let late = stations[2].packs("2024-08-20");
    assert_eq!(county_takes(&mut county, &first, "JS-017", "2024-08-22"), ["filed"]);
    comes_home(&mut stations[0], &first, "2024-08-24");
    assert_eq!(stations[0].state(&matters[0]), "answered");
    // The voter is not satisfied: handed back, and it goes out again.
    let clerk = stations[0].clerk.on("2024-08-26");
    clerk.moves(&matters[0], "feed_back", json!({ "told": "both" }));
    clerk.moves(&matters[0], "redo", json!({ "note": "只修了一半", "voter_rating": "不满意" }));

    // September: the others hand in what they have; the late bundle comes after a newer one.
    let again = stations[0].packs("2024-09-02");
    assert_eq!(county_takes(&mut county, &again, "JS-017", "2024-09-03"), ["filed"]);
    assert_eq!(county.state(&matters[0]), "redo");
    county.clerk.moves(&matters[0], "refer", json!({ "unit": "县水利局" }));
    let due = text(&county.clerk.open("matter", &matters[0])["record"]["due_on"]);
    assert_eq!(due, "2024-10-08", "a month for a re-handling, past the holidays");
    for (kind, step) in [
        ("sign", json!({ "person": "吴科长" })),
        ("start", json!({})),
        ("answer", json!({ "note": "三十米全部修好", "result_class": "A" })),
    ] {
        county.clerk.moves(&matters[0], kind, step);
    }
    county.clerk.does("receipt_write", json!({ "station": "JS-017", "folder": again }));
    comes_home(&mut stations[0], &again, "2024-09-10");
    let (second, third) = (stations[1].packs("2024-09-12"), stations[2].packs("2024-09-12"));
    assert_eq!(county_takes(&mut county, &second, "JS-021", "2024-09-13"), ["filed"]);
    assert_eq!(county_takes(&mut county, &third, "JS-030", "2024-09-13"), ["filed"]);
    let line = |county: &mut Office, code: &str| {
        let inbox = county.clerk.does("inbox", json!({}));
        inbox.as_array().unwrap().iter().find(|line| line["station"] == code).unwrap().clone()
    };
    // What the lost bundle held came with the next one: the number is missed, nothing is needed.
    let missed = line(&mut county, "JS-021");
    assert_eq!(
        (missed["missing"].as_array().unwrap().len(), missed["needed"].as_array().unwrap().len()),
        (1, 0)
    );
    // The same on paper, for whoever carries the stick.
    let written = county.clerk.does("form_write", json!({ "form": "receipt", "ids": ["JS-021"] }));
    let paper = Paper(PathBuf::from(text(&written["files"][0])));
    for words in ["交接包入库回执", "JS-021", "没有收到的包", "2024年9月13日", "请再送的包无"] {
        paper.has(words);
    }
    assert_eq!(
        county.clerk.is_refused("form_write", json!({ "form": "receipt", "ids": ["JS-999"] })).code,
        "not_ready"
    );
    assert_eq!(county_takes(&mut county, &late, "JS-030", "2024-09-14"), ["filed"]);
    assert!(line(&mut county, "JS-030")["missing"].as_array().unwrap().is_empty());
    for (at, stick) in [(1, &second), (2, &third)] {
        comes_home(&mut stations[at], stick, "2024-09-16");
        assert_eq!(stations[at].state(&matters[at]), "answered");
    }

    // Each closes its matter at home; the last sticks tell the county.
    for (station, matter) in stations.iter_mut().zip(&matters) {
        let clerk = station.clerk.on("2024-09-20");
        clerk.moves(matter, "feed_back", json!({ "told": "both" }));
        clerk.moves(
            matter,
            "rate",
            json!({ "voter_rating": "满意", "deputy_rating": "满意", "attitude_rating": "基本满意" }),
        );
        assert_eq!(clerk.moves(matter, "close", json!({})), "closed");
        let stick = station.packs("2024-09-28");
        county_takes(&mut county, &stick, station.code, "2024-09-29");
        comes_home(station, &stick, "2024-09-30");
    }
    for (station, matter) in stations.iter_mut().zip(&matters) {
        assert_eq!(county.state(matter), "closed");
        assert_eq!(
            station.clerk.open("matter", matter)["record"]["redo_count"],
            county.clerk.open("matter", matter)["record"]["redo_count"]
        );
        for noun in ["deputy", "visit", "matter"] {
            assert_eq!(county.sees(noun, station.code), station.sees(noun, station.code), "{} {noun}", station.code);
        }
        station.is_sound();
    }
    county.is_sound();
    let figures = county.clerk.does("figures", json!({ "from": "2024-07-01", "to": "2024-09-30" }));
    assert_eq!(
        (figures["referred_closed"].as_u64(), figures["referred"].as_u64()),
        (Some(3), Some(3)),
        "{figures}"
    );
}
