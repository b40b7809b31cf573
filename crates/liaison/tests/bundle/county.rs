//! A county and its stations as homes on this disk: set up, enrolled, packing, receiving,
//! answering, all through the contract. And a look into a home's tables, past the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, FixedOffset};
use liaison::bundle::envelope::Kind;
use liaison::bundle::pack::{self, Address, Contents};
use liaison::bundle::roster::{self, Roster};
use liaison::bundle::seal::{Identity, SigningKey};
use liaison::vault::Vault;
use liaison::{Call, Desk, Progress, Result, contract};
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

use crate::made::{MADE_AT, Side};

pub const PASSWORD: &str = "jian-da-1";

pub struct Home {
    pub root: Root,
    pub desk: Desk,
    pub minutes: i64,
}

/// Where a home and its stick lie: a folder of its own, or one that another program made.
pub enum Root {
    Own(tempfile::TempDir),
    Given(PathBuf),
}

impl Root {
    pub fn path(&self) -> &Path {
        match self {
            Root::Own(folder) => folder.path(),
            Root::Given(path) => path,
        }
    }
}

impl Home {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("stick")).unwrap();
        let desk = Desk::new(root.path().join("home"));
        let root = Root::Own(root);
        Self { root, desk, minutes: 0 }
    }

    /// A home that is there.
    pub fn at(root: &Path) -> Self {
        let desk = Desk::new(root.join("home"));
        let root = Root::Given(root.to_owned());
        Self { root, desk, minutes: 0 }
    }

    pub fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(MADE_AT).unwrap() + Duration::minutes(self.minutes)
    }

    /// A minute later each time, as in life.
    pub fn ask(&mut self, name: &str, question: Value) -> Result<Value> {
        self.ask_until(name, question, &mut |_| true)
    }

    /// The same, stopped as soon as `on` says so.
    pub fn ask_until(&mut self, name: &str, question: Value, on: &mut dyn FnMut(Progress) -> bool) -> Result<Value> {
        self.minutes += 1;
        let mut call = Call {
            now: self.now(),
            documents: self.root.path().join("documents"),
            progress: on,
        };
        contract::answer(&mut self.desk, &mut call, name, question)
    }

    /// Takes a roster in: the first with the digits heard on the telephone.
    pub fn roster(&mut self, text: &str, signature: &str) -> Value {
        let mut ask = json!({ "text": text, "signature": signature });
        let look = self.ask("roster_look", ask.clone()).unwrap();
        if look["ask"] != true {
            return self.ask("roster_take", ask).unwrap();
        }
        ask["fingerprint"] = look["fingerprint"].clone();
        self.ask("roster_confirm", ask).unwrap()
    }

    pub fn folder(&self) -> PathBuf {
        self.root.path().join("home")
    }

    pub fn stick(&self) -> PathBuf {
        self.root.path().join("stick")
    }

    /// Writes the note beside the store as if it had been written here: for a copy so perfect
    /// that nothing shows it, and for numbers a power cut took.
    pub fn note_epoch(&self, given: u64) {
        let path = self.folder().join("epoch");
        let note = fs::read_to_string(&path).unwrap();
        let born = fs::metadata(&path).unwrap().created().unwrap();
        let nanos = born.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
        fs::write(&path, format!("{} {given:06} {nanos}\n", &note[..4])).unwrap();
    }

    /// Leaves the home to another program; `unlock` comes back to it.
    pub fn leave(&mut self) {
        self.ask("lock", json!({})).unwrap();
        self.desk = Desk::new(self.folder());
    }

    /// A locked home, of which copies are made.
    pub fn locked(mut self) -> Self {
        self.ask("lock", json!({})).unwrap();
        self
    }

    /// A copy of a locked home, opened.
    pub fn copy(&self) -> Self {
        self.copied(|_| {})
    }

    /// A copy so perfect that nothing shows it, opened.
    pub fn twin(&self) -> Self {
        self.copied(|copy| copy.note_epoch(0))
    }

    fn copied(&self, before: impl FnOnce(&Self)) -> Self {
        let mut copy = Self::new();
        copy.minutes = self.minutes;
        copy_all(&self.folder(), &copy.folder());
        before(&copy);
        copy.ask("unlock", json!({ "password": PASSWORD })).unwrap();
        copy
    }

    pub fn save(&mut self, noun: &str, values: Value) -> String {
        let saved = self.ask("save", json!({ "noun": noun, "values": values })).unwrap();
        saved["record"]["id"].as_str().unwrap().to_owned()
    }

    pub fn change(&mut self, noun: &str, id: &str, key: &str, value: Value) {
        let record = self.ask("record", json!({ "noun": noun, "id": id })).unwrap()["record"].clone();
        let mut values = record.as_object().unwrap().clone();
        for head in [
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
            values.remove(head);
        }
        values.insert(key.into(), value);
        self.ask("save", json!({ "noun": noun, "id": id, "revision": record["revision"], "values": values }))
            .unwrap();
    }

    pub fn deputy(&mut self, name: &str) -> String {
        self.save("deputy", json!({ "name": name, "levels": ["县"], "status": "serving" }))
    }

    pub fn visit(&mut self, deputy: &str, citizen: &str) -> String {
        self.save(
            "visit",
            json!({ "kind": "station", "date": "2026-11-02", "deputies": [deputy], "citizen": citizen, "problem": "水渠漏水", "handling": "noted" }),
        )
    }

    pub fn attach(&mut self, visit: &str, name: &str, fill: u8) -> String {
        use base64::Engine as _;
        let photo = [b"\xff\xd8\xff".to_vec(), vec![fill; 5_000]].concat();
        let encoded = base64::prelude::BASE64_STANDARD.encode(&photo);
        let attached = self
            .ask("attach", json!({ "noun": "visit", "id": visit, "name": name, "base64": encoded }))
            .unwrap();
        attached["id"].as_str().unwrap().to_owned()
    }

    /// Takes a station's slip in, its digits compared.
    pub fn enrol(&mut self, slip: &str) -> Value {
        let read = self.ask("slip_read", json!({ "text": slip })).unwrap();
        let slips = json!([{ "text": slip, "fingerprint": read["fingerprint"] }]);
        self.ask("roster_make", json!({ "slips": slips })).unwrap()
    }

    /// Packs; answers the file's path.
    pub fn pack(&mut self) -> PathBuf {
        let packed = self.ask("bundle_pack", json!({ "folder": self.stick() })).unwrap();
        packed["path"].as_str().unwrap().into()
    }

    /// Takes files or folders in; answers each one's state and sentence.
    pub fn receive(&mut self, paths: &[&Path]) -> Vec<Value> {
        let received = self.ask("bundle_receive", json!({ "paths": paths })).unwrap();
        received["files"].as_array().unwrap().clone()
    }

    pub fn receive_one(&mut self, path: &Path) -> Value {
        let mut files = self.receive(&[path]);
        assert_eq!(files.len(), 1);
        files.remove(0)
    }

    pub fn receipt(&mut self, station: &str) -> PathBuf {
        let made = self.ask("receipt_write", json!({ "station": station, "folder": self.stick() })).unwrap();
        made["path"].as_str().unwrap().into()
    }

    pub fn take(&mut self, path: &Path) -> Value {
        self.ask("receipt_take", json!({ "path": path })).unwrap()
    }

    pub fn states(&mut self) -> Vec<(u64, String)> {
        let bundles = self.ask("bundles", json!({})).unwrap();
        let all = bundles.as_array().unwrap().iter();
        all.map(|b| (b["seq"].as_u64().unwrap(), b["state"].as_str().unwrap().to_owned())).collect()
    }

    pub fn count(&mut self, noun: &str) -> u64 {
        self.ask("page", json!({ "noun": noun, "limit": 1 })).unwrap()["total"].as_u64().unwrap()
    }

    pub fn sound(&mut self) {
        let audit = self.ask("audit", json!({})).unwrap();
        assert_eq!(audit["troubles"], json!([]));
    }

    /// The encrypted file, opened beside the program.
    pub fn tables(&self) -> Connection {
        let (key, _) = Vault::at(&self.folder()).open(PASSWORD).unwrap();
        let conn = Connection::open(self.folder().join("station.db")).unwrap();
        conn.pragma_update(None, "key", format!("x'{}'", hex::encode(key.as_slice()))).unwrap();
        conn
    }
}

pub fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The home below `root`, opened in this process: for a test binary that was started again to be
/// killed.
pub fn opened_at(root: &Path) -> impl FnMut(&str, Value) -> Value {
    let (mut desk, documents) = (Desk::new(root.join("home")), root.join("documents"));
    let mut ask = move |name: &str, question: Value| {
        let mut call = Call {
            now: MADE_AT.parse().unwrap(),
            documents: documents.clone(),
            progress: &mut |_| true,
        };
        contract::answer(&mut desk, &mut call, name, question).unwrap()
    };
    ask("unlock", json!({ "password": PASSWORD }));
    ask
}

/// Everything that came in, table by table; not the county's own journal and clock.
pub fn came_in(conn: &Connection) -> BTreeMap<&'static str, Vec<String>> {
    let mut all = BTreeMap::new();
    for (table, columns) in [
        ("deputy", "*"),
        ("visit", "*"),
        ("matter", "*"),
        ("step", "*"),
        ("report_meeting", "*"),
        ("promise", "*"),
        ("publicity", "*"),
        ("book", "*"),
        ("book_move", "*"),
        ("duty", "*"),
        ("seat", "*"),
        ("link", "*"),
        ("attachment", "*"),
        ("blob", "*"),
        ("search_doc", "noun, id, number"),
        (
            "received",
            "sender, epoch, seq, envelope_sha256, prev, kind, made_at, unfinished, records, attachments, refused, about",
        ),
        ("received_record", "*"),
        ("received_attachment", "*"),
        ("received_journal", "*"),
        ("refusal", "*"),
        ("fork", "sender, epoch, seq, envelope_sha256"),
    ] {
        let mut stmt = conn.prepare(&format!("SELECT {columns} FROM {table}")).unwrap();
        let width = stmt.column_count();
        let rows = stmt.query_map([], |r| (0..width).map(|i| r.get::<_, Cell>(i)).collect::<rusqlite::Result<Vec<_>>>());
        let mut lines: Vec<String> = rows.unwrap().map(|r| format!("{:?}", r.unwrap())).collect();
        lines.sort();
        all.insert(table, lines);
    }
    all
}

/// Secret keys of a home, which the program never gives out.
pub fn secrets(home: &Home) -> Side {
    let keys: String = home
        .tables()
        .query_row("SELECT value FROM setting WHERE key = 'keys'", [], |r| r.get(0))
        .unwrap();
    let keys: Value = serde_json::from_str(&keys).unwrap();
    Side {
        key: SigningKey::from_text(keys["signing"].as_str().unwrap()).unwrap(),
        identity: Identity::from_text(keys["identity"].as_str().unwrap()).unwrap(),
    }
}

/// The roster a county has in force.
pub fn roster_of(county: &Home) -> Roster {
    let kept: String = county
        .tables()
        .query_row("SELECT value FROM setting WHERE key = 'roster'", [], |r| r.get(0))
        .unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    roster::verify(kept["text"].as_str().unwrap().as_bytes(), kept["signature"].as_str().unwrap()).unwrap()
}

/// A hand that signs whatever rows it likes with a key of its own.
pub struct Hand {
    pub side: Side,
    pub roster: Roster,
    pub from: String,
    pub to: String,
    pub kind: Kind,
    pub schema: u64,
    folder: tempfile::TempDir,
}

impl Hand {
    /// Enrolled at the county as `code`.
    pub fn enrolled(county: &mut Home, code: &str) -> Self {
        let side = Side::new();
        county.enrol(&side.slip(code));
        Self::of(side, county, code, "JS-COUNTY", Kind::Full)
    }

    pub fn of(side: Side, county: &Home, from: &str, to: &str, kind: Kind) -> Self {
        Self {
            side,
            roster: roster_of(county),
            from: from.into(),
            to: to.into(),
            kind,
            schema: 1,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Seals rows as number `seq`, after the envelope `prev`.
    pub fn seal(&self, seq: u64, prev: Option<String>, rows: &[(&str, Value)]) -> PathBuf {
        let address = Address {
            from: self.from.clone(),
            to: self.to.clone(),
            epoch: "e3f9".into(),
            seq,
            prev: prev.or_else(|| (seq > 1).then(|| "0".repeat(64))),
            kind: self.kind,
            acked_through: 0,
            unfinished: Vec::new(),
            part: None,
            recipients: vec![
                self.roster.county.work.clone(),
                self.roster.county.escrow.clone(),
                self.side.identity.public().unwrap(),
            ],
            roster: self.roster.number,
            made_at: MADE_AT.parse().unwrap(),
        };
        let contents = Contents {
            schema: self.schema,
            program: "0.1.0",
            rows: &|take| rows.iter().try_for_each(|(is, row)| take(is, &row.to_string())),
            rows_beside: None,
            blobs: Vec::new(),
            blob: &|_, _| Ok(()),
            blob_beside: None,
        };
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap().keep();
        let ready = pack::seal(&folder, &folder, &self.side.key, address, contents, &mut |_, _, _| Ok(())).unwrap();
        ready.put().unwrap().path
    }
}

/// An id of the right shape.
pub fn id(n: u32) -> String {
    format!("0198c1f2-7a10-7000-8000-{n:012x}")
}

/// A visit as a station would send it.
pub fn visit_row(station: &str, n: u32, revision: i64) -> Value {
    json!({
        "id": id(n), "station": station, "number": format!("JF-2026-{n:04}"), "revision": revision,
        "made_at": MADE_AT, "made_by": "林晓芸", "changed_at": MADE_AT, "changed_by": "林晓芸", "deleted_at": "",
        "kind": "station", "date": "2026-11-02", "citizen": format!("李四{n}"), "problem": "水渠漏水", "handling": "noted",
    })
}

/// A county with stations enrolled.
pub struct Pair {
    pub county: Home,
    pub stations: Vec<Home>,
}

impl Pair {
    pub fn new(codes: &[&str]) -> Self {
        let mut county = Home::new();
        let set_up = |role: &str, code: &str| {
            json!({
                "station": { "role": role, "code": code, "name": format!("{code} 联络站"), "town": "红石坝镇" },
                "clerk": "王小兰", "password": PASSWORD,
            })
        };
        county.ask("set_up", set_up("county", "JS-COUNTY")).unwrap();
        let mut stations = Vec::new();
        for code in codes {
            let mut station = Home::new();
            station.ask("set_up", set_up("station", code)).unwrap();
            let slip = station.ask("slip", json!({})).unwrap();
            county.enrol(slip["text"].as_str().unwrap());
            stations.push(station);
        }
        let mut pair = Self { county, stations };
        pair.hand_out_roster();
        pair
    }

    /// The county as it is now, locked, for copies.
    pub fn county_now(&mut self) -> Home {
        self.county.ask("lock", json!({})).unwrap();
        let copy = self.county.copy();
        self.county.ask("unlock", json!({ "password": PASSWORD })).unwrap();
        copy.locked()
    }

    pub fn hand_out_roster(&mut self) {
        let number = self.county.ask("roster", json!({})).unwrap()["number"].as_u64().unwrap();
        let file = self.county.folder().join(format!("roster/roster-{number}.txt"));
        let text = fs::read_to_string(&file).unwrap();
        let signature = fs::read_to_string(file.with_extension("txt.minisig")).unwrap();
        for station in &mut self.stations {
            let view = station.roster(&text, &signature);
            assert_eq!(view["number"], number);
        }
    }
}
