//! The handoff as a clerk goes through it: set up with the county's roster, record, pack,
//! hand over; and what goes wrong on the way.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use liaison::bundle::roster::Roster;
use liaison::bundle::seal::VerifyKey;
use liaison::bundle::verify::Trust;
use liaison::{Call, Desk, Error, Result, contract};
use serde_json::{Value, json};

use crate::made::*;
use crate::stock::follow_instructions;

pub struct Home {
    pub root: tempfile::TempDir,
    pub desk: Desk,
    day: u32,
}

impl Home {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let desk = Desk::new(root.path().join("home"));
        fs::create_dir(root.path().join("stick")).unwrap();
        Self { root, desk, day: 1 }
    }

    pub fn station(roster: Option<&Roster>) -> Self {
        let mut home = Self::new();
        home.ask("set_up", set_up("station", "JS-017", roster)).unwrap();
        home
    }

    pub fn ask(&mut self, name: &str, question: Value) -> Result<Value> {
        // A minute later each time, as in life.
        self.day += 1;
        let now = format!("2026-11-03T10:{:02}:00+08:00", self.day % 60).parse().unwrap();
        let mut call = Call {
            now,
            documents: self.root.path().join("documents"),
            progress: &mut |_| true,
        };
        contract::answer(&mut self.desk, &mut call, name, question)
    }

    pub fn stick(&self) -> PathBuf {
        self.root.path().join("stick")
    }

    pub fn pack(&mut self) -> Result<Value> {
        let folder = self.stick();
        self.ask("bundle_pack", json!({ "folder": folder }))
    }

    pub fn key(&mut self) -> VerifyKey {
        let key = self.ask("station_key", json!({})).unwrap();
        VerifyKey::from_text(key["minisign"].as_str().unwrap()).unwrap()
    }

    fn save(&mut self, noun: &str, values: Value) -> String {
        let saved = self.ask("save", json!({ "noun": noun, "values": values })).unwrap();
        saved["record"]["id"].as_str().unwrap().to_owned()
    }

    pub fn visit(&mut self, citizen: &str) -> String {
        let deputy = self.save("deputy", json!({ "name": "张卫国", "levels": ["县"], "status": "serving" }));
        self.save(
            "visit",
            json!({ "kind": "station", "date": "2026-11-02", "deputies": [deputy], "citizen": citizen, "problem": "水渠漏水", "handling": "noted" }),
        )
    }
}

fn set_up(role: &str, code: &str, roster: Option<&Roster>) -> Value {
    json!({
        "station": { "role": role, "code": code, "name": "红石坝代表联络站", "town": "红石坝镇" },
        "clerk": "王小兰", "password": "jian-da-1",
        "roster": roster.map(|r| json!({ "text": r.text, "signature": r.signature, "fingerprint": r.fingerprint() })),
    })
}

pub fn sample() -> Roster {
    let signature = include_str!("../../../../assets/sample/roster-1.txt.minisig");
    liaison::bundle::roster::verify(include_bytes!("../../../../assets/sample/roster-1.txt"), signature).unwrap()
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn a_week_goes_to_the_county_and_stock_tools_read_it() {
    let mut home = Home::station(Some(&sample()));
    let view = home.ask("roster", json!({})).unwrap();
    assert_eq!(
        (view["present"].as_bool(), view["number"].as_u64(), view["enrolled"].as_bool()),
        (Some(true), Some(1), Some(false))
    );
    assert_eq!(view["fingerprint"], "48947 70202 62805 45497 01769 47062 28686 35061");
    let visit = home.visit("𠮷𬭚");
    let photo = [b"\xff\xd8\xff".to_vec(), vec![7; 100_000]].concat();
    let encoded = base64::prelude::BASE64_STANDARD.encode(&photo);
    home.ask("attach", json!({ "noun": "visit", "id": visit, "name": "水渠.jpg", "base64": encoded }))
        .unwrap();

    let packed = home.pack().unwrap();
    assert_eq!(packed["safe_to_pull"], true);
    let bundle = &packed["bundle"];
    assert_eq!(
        (bundle["seq"].as_u64(), bundle["records"].as_u64(), bundle["attachments"].as_u64()),
        (Some(1), Some(2), Some(1))
    );
    assert_eq!((bundle["state"].as_str(), bundle["full"].as_bool()), (Some("written"), Some(true)));
    let name = bundle["name"].as_str().unwrap();
    assert_eq!(bundle["size"].as_u64().unwrap(), fs::metadata(home.stick().join(name)).unwrap().len());

    let (key, stick) = (home.key(), home.stick());
    follow_instructions(&stick, name, &key, &county_keys().1);
    let rows = lines(&stick.join("out/records.jsonl"));
    let of = |is: &str| -> Vec<&Value> { rows.iter().filter(|r| r["is"] == is).map(|r| &r["row"]).collect() };
    assert_eq!(of("station")[0]["code"], "JS-017");
    let kept = home.ask("record", json!({ "noun": "visit", "id": visit })).unwrap();
    assert_eq!(*of("visit")[0], kept["record"], "the row image is the record as kept");
    assert_eq!(of("visit")[0]["citizen"], "𠮷𬭚");
    let attachment = of("attachment")[0];
    assert_eq!(
        (attachment["noun"].as_str(), attachment["record"].as_str(), attachment["name"].as_str()),
        (Some("visit"), Some(visit.as_str()), Some("水渠.jpg"))
    );
    assert_eq!(fs::read(stick.join("out/blobs").join(attachment["sha256"].as_str().unwrap())).unwrap(), photo);
    // The audit chain is there from its first link, and nothing secret is.
    let journal = of("journal");
    assert!(journal.iter().zip(1..).all(|(row, n)| row["seq"] == n), "no link is missing");
    assert!(journal.iter().any(|row| row["record"] == visit.as_str()));
    let text = fs::read_to_string(stick.join("out/records.jsonl")).unwrap();
    assert!(!text.contains("AGE-SECRET-KEY") && !text.contains("RWQAAEIy"));
}

#[test]
fn without_a_roster_she_is_told_what_to_do() {
    let mut home = Home::station(None);
    let error = home.pack().unwrap_err();
    assert_eq!(error.code(), "not_ready");
    assert!(error.to_string().contains("名册"), "{error}");
    assert_eq!(home.ask("roster", json!({})).unwrap()["present"], false);
    assert!(fs::read_dir(home.stick()).unwrap().next().is_none());

    let roster = sample();
    let files = json!({ "text": roster.text, "signature": roster.signature });
    let error = home.ask("roster_take", files.clone()).unwrap_err();
    assert!(error.code() == "not_ready" && error.to_string().contains("打电话"), "{error}");
    assert_eq!(home.ask("roster", json!({})).unwrap()["present"], false);
    let mut heard = files;
    heard["fingerprint"] = json!(roster.fingerprint());
    let taken = home.ask("roster_confirm", heard).unwrap();
    assert_eq!(taken["county"], "嘉水县人大常委会代表工作委员会");
    home.pack().unwrap();
}

#[test]
fn fail_roster_rollback_at_the_desk() {
    let world = World::new();
    let mut home = Home::station(Some(&world.roster(2, vec![])));
    let take = |home: &mut Home, roster: &Roster| home.ask("roster_take", json!({ "text": roster.text, "signature": roster.signature }));
    let mut member = world.station.member("JS-017");
    member.minisign = home.key();
    assert_eq!(take(&mut home, &world.roster(3, vec![member])).unwrap()["enrolled"], true);
    assert!(take(&mut home, &sample()).unwrap_err().to_string().contains("旧名册"));
    assert_eq!(home.ask("roster", json!({})).unwrap()["number"], 3, "the one in force stays");
    let mut forger = World::new();
    forger.county = liaison::bundle::seal::SigningKey::generate().unwrap();
    assert_eq!(take(&mut home, &forger.roster(9, vec![])).unwrap_err().code(), "untrusted");
    let error = home.ask("roster_take", json!({ "text": "名册", "signature": "" })).unwrap_err();
    assert_eq!(error.code(), "untrusted");
}

#[test]
fn a_place_that_does_not_take_it_is_named() {
    let mut home = Home::station(Some(&sample()));
    let gone = home.root.path().join("pulled");
    let error = home.ask("bundle_pack", json!({ "folder": gone })).unwrap_err();
    assert!(error.to_string().contains("U盘可能已经拔出"), "{error}");
    for nowhere in ["", "relative"] {
        assert_eq!(home.ask("bundle_pack", json!({ "folder": nowhere })).unwrap_err().code(), "not_ready");
    }
    // Her own folder for bundles is made when it is first used.
    let places = home.ask("places", json!({})).unwrap();
    let own = places
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["label"] == "文档里的“交接包”文件夹")
        .unwrap()
        .clone();
    let packed = home.ask("bundle_pack", json!({ "folder": own["path"] })).unwrap();
    assert!(Path::new(packed["path"].as_str().unwrap()).exists());
    assert_eq!(packed["bundle"]["place"], own["label"]);

    // Cancelled: nothing on the stick, and the number is not spent.
    let folder = home.stick();
    let mut call = Call {
        now: MADE_AT.parse().unwrap(),
        documents: home.root.path().into(),
        progress: &mut |p| p.doing != "写到U盘",
    };
    let error = contract::answer(&mut home.desk, &mut call, "bundle_pack", json!({ "folder": folder })).unwrap_err();
    assert!(matches!(error, Error::Cancelled));
    assert!(fs::read_dir(home.stick()).unwrap().next().is_none());
    assert_eq!(home.pack().unwrap()["bundle"]["seq"], 2);
}

#[test]
fn a_county_makes_its_keys_and_first_roster() {
    let mut county = Home::new();
    let welcome = county.ask("set_up", set_up("county", "JS-COUNTY", None)).unwrap();
    let escrow = liaison::bundle::seal::Identity::from_text(welcome["escrow"].as_str().unwrap()).unwrap();
    let folder = county.root.path().join("home/roster");
    let signature = fs::read_to_string(folder.join("roster-1.txt.minisig")).unwrap();
    let roster = liaison::bundle::roster::verify(&fs::read(folder.join("roster-1.txt")).unwrap(), &signature).unwrap();
    assert_eq!(roster.county.escrow, escrow.public().unwrap());
    assert_eq!(roster.county.signing, county.key());
    assert_eq!(county.pack().unwrap_err().code(), "not_allowed");

    // A station that was given this roster packs for it; the paper key opens the bundle.
    let mut home = Home::station(Some(&roster));
    let packed = home.pack().unwrap();
    let key = home.key();
    let bundle = fs::read(packed["path"].as_str().unwrap()).unwrap();
    opened(&bundle, Trust::Key(&key), &escrow).unwrap();

    // The county's own code is not a station's.
    let error = Home::new().ask("set_up", set_up("station", "JS-COUNTY", Some(&roster))).unwrap_err();
    assert_eq!(error.code(), "draft");
}
