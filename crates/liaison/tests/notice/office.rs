//! A home with a desk on it, asked through the contract; and the same home's store, to write into
//! it what no form would take.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use liaison::records::{Kept, Noun, Values};
use liaison::store::{Coming, Store, Who};
use liaison::vault::Vault;
use liaison::{Call, Desk, Result, contract};
use serde_json::{Value, json};

pub const NOW: &str = "2025-03-18T10:20:00+08:00";
const PASSWORD: &str = "春江花月夜6";

pub struct Office {
    root: tempfile::TempDir,
    pub desk: Desk,
}

impl Office {
    pub fn station() -> Self {
        Self::of(
            json!({ "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇", "phone": "0719-5550117", "address": "三溪村委会一楼", "head": "周建国", "staff": "林晓芸" }),
        )
    }

    pub fn county() -> Self {
        Self::of(json!({ "role": "county", "code": "JS-COUNTY", "name": "嘉水县人大常委会办公室", "town": "县城", "phone": "0719-5550100" }))
    }

    fn of(station: Value) -> Self {
        let root = tempfile::tempdir().unwrap();
        let desk = Desk::new(root.path().join("home"));
        let mut office = Self { root, desk };
        office.ask("set_up", json!({ "station": station, "clerk": "林晓芸", "password": PASSWORD }));
        office
    }

    pub fn documents(&self) -> PathBuf {
        self.root.path().join("文档")
    }

    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    pub fn working<T>(&mut self, work: impl FnOnce(&mut Desk, &mut Call<'_>) -> Result<T>) -> Result<T> {
        let documents = self.documents();
        let mut call = Call {
            now: DateTime::parse_from_rfc3339(NOW).unwrap(),
            documents,
            progress: &mut |_| true,
        };
        work(&mut self.desk, &mut call)
    }

    pub fn tried(&mut self, name: &str, question: Value) -> Result<Value> {
        self.working(|desk, call| contract::answer(desk, call, name, question))
    }

    pub fn ask(&mut self, name: &str, question: Value) -> Value {
        self.tried(name, question).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Keeps a record as the form does; answers its id.
    pub fn keep(&mut self, noun: &str, values: Value) -> String {
        let saved = self.ask("save", json!({ "noun": noun, "values": values }));
        saved["record"]["id"].as_str().unwrap_or_else(|| panic!("{saved}")).to_owned()
    }

    /// Every record of `noun`, each changed by `change`, past all checks of a form.
    pub fn rewrite(&mut self, noun: Noun, mut change: impl FnMut(usize, &Kept) -> Values) {
        let own = self.ask("station", json!({}))["code"].as_str().unwrap().to_owned();
        self.ask("lock", json!({}));
        let home = self.home();
        let (key, _) = Vault::at(&home).open(PASSWORD).unwrap();
        let mut store = Store::open(&home.join("station.db"), &key).unwrap();
        let mut records = Vec::new();
        store
            .each(noun, "0000-00-00", "9999-99-99", None, &mut |record| {
                records.push(record);
                Ok(())
            })
            .unwrap();
        let who = Who {
            clerk: "林晓芸".into(),
            now: DateTime::parse_from_rfc3339(NOW).unwrap(),
        };
        store
            .transact("改写", &who, |w| {
                for (n, record) in records.iter().enumerate() {
                    let mut record = Kept {
                        head: record.head.clone(),
                        values: change(n, record),
                    };
                    if record.head.station == own {
                        w.replace(noun, &record.head.id, None, record.values)?;
                    } else {
                        record.head.revision += 1;
                        let row = serde_json::to_value(&record).unwrap();
                        w.take_record(&Coming::new(noun, record, row.as_object().unwrap())?)?.unwrap();
                    }
                }
                Ok(())
            })
            .unwrap();
        drop(store);
        self.ask("unlock", json!({ "password": PASSWORD }));
    }
}

pub const YEAR: [&str; 2] = ["2024-01-01", "2024-12-31"];

pub fn year() -> Value {
    json!({ "period": { "from": YEAR[0], "to": YEAR[1] } })
}

/// Everything a clerk could let out.
pub fn all_of(look: &Value) -> Value {
    let stations = look.as_array().unwrap().iter();
    let matters = stations.flat_map(|s| s["matters"].as_array().unwrap());
    let released: Vec<Value> = matters
        .filter(|line| line["title"] != "")
        .map(|line| json!({ "id": line["id"], "title": line["title"] }))
        .collect();
    json!({ "released": released })
}

/// Every file in a folder and below, by its path, with what is in it.
pub fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                all.push((path, text));
            }
        }
    }
    all.sort();
    all
}
