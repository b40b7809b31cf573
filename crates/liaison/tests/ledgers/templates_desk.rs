//! Forms as they are kept: through the contract, with a real home, posts and the audit.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use liaison::{Call, Desk, Result, contract};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::station::folder;
use crate::templates::small;

struct Office {
    root: TempDir,
    desk: Desk,
}

impl Office {
    fn new(role: &str) -> Self {
        let root = folder();
        let desk = Desk::new(root.path().join("home"));
        let mut office = Self { root, desk };
        let station = json!({ "role": role, "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇" });
        office.ok("set_up", json!({ "station": station, "clerk": "林晓芸", "password": "sanxi-2024" }));
        office
    }

    fn ask(&mut self, name: &str, question: Value) -> Result<Value> {
        let mut call = Call {
            now: crate::station::now(),
            documents: self.root.path().to_owned(),
            progress: &mut |_| true,
        };
        contract::answer(&mut self.desk, &mut call, name, question)
    }

    fn ok(&mut self, name: &str, question: Value) -> Value {
        self.ask(name, question).unwrap()
    }

    fn code(&mut self, name: &str, question: Value) -> String {
        self.ask(name, question).unwrap_err().trouble().code
    }

    fn load(&mut self, id: &str, file: &str, word: &str) -> Value {
        let bytes = small(&["标签=接待接访登记簿", "A1={{日期}}", &format!("B1={{{{{word}}}}}")]);
        self.ok("template_load", json!({ "id": id, "file": file, "base64": BASE64_STANDARD.encode(bytes) }))
    }

    fn files(&mut self, id: &str) -> Value {
        let out = self.root.path().join("out").display().to_string();
        self.ok("template_write", json!({ "id": id, "from": "2024-01-01", "to": "2024-12-31", "folder": out }))
    }
}

#[test]
fn a_form_is_loaded_replaced_removed_and_each_can_be_taken_back() {
    let mut office = Office::new("station");
    let wrong = office.load("", "县表.xlsx", "反应问题");
    assert_eq!((&wrong["id"], &wrong["templates"]), (&json!(""), &json!([])));
    assert_eq!(wrong["faults"][0]["cell"], "B1");

    let kept = office.load("", "县表.xlsx", "反映问题");
    let id = kept["id"].as_str().unwrap().to_owned();
    assert_eq!((&kept["faults"], &kept["templates"][0]["name"]), (&json!([]), &json!("县表")));
    assert_eq!(kept["templates"][0]["registers"], json!(["接待接访登记簿"]));
    // A name is one form's.
    let again = small(&["标签=接待接访登记簿", "A1={{日期}}", "B1={{来访人}}"]);
    let twice = json!({ "file": "县表.xlsx", "base64": BASE64_STANDARD.encode(&again) });
    assert_eq!(office.code("template_load", twice), "draft");
    assert_eq!(office.code("template_rename", json!({ "id": id, "name": " " })), "draft");
    assert_eq!(office.code("template_load", json!({ "file": "a.xlsx", "base64": "AAAA" })), "template");

    let first = kept["templates"][0]["edition"]["sha256"].clone();
    let other = office.load(&id, "新表.xlsx", "电话");
    assert_eq!(
        (other["templates"][0]["name"].as_str(), other["templates"][0]["has_earlier"].as_bool()),
        (Some("县表"), Some(true))
    );
    assert_ne!(other["templates"][0]["edition"]["sha256"], first);
    let back = office.ok("template_restore", json!({ "id": id }));
    assert_eq!(back[0]["edition"]["sha256"], first);
    let forth = office.ok("template_restore", json!({ "id": id }));
    assert_eq!(forth[0]["edition"], other["templates"][0]["edition"]);

    office.ok("template_remove", json!({ "id": id }));
    assert_eq!(
        office.code("template_write", json!({ "id": id, "from": "2024-01-01", "to": "2024-12-31" })),
        "not_found"
    );
    assert_eq!(office.ok("template_restore", json!({ "id": id }))[0]["removed_at"], "");
    assert!(office.files(&id)["files"][0].as_str().unwrap().ends_with("三溪村代表联络站_县表_2024年.xlsx"));
    assert_eq!(
        office.code("template_write", json!({ "id": id, "from": "2024-13-01", "to": "2024-12-31" })),
        "draft"
    );

    // Every change has its journal row, and the files are among what is checked.
    let audit = office.ok("audit", json!({}));
    assert_eq!((&audit["sound"], &audit["attachments"]), (&json!(true), &json!(0)));
    assert_eq!(office.ok("templates", json!({}))[0]["edition"]["file"], "新表.xlsx");
}

#[test]
fn whoever_looks_may_write_and_not_load() {
    let mut office = Office::new("station");
    let id = office.load("", "县表.xlsx", "反映问题")["id"].as_str().unwrap().to_owned();
    office.ok(
        "clerk_add",
        json!({ "name": "周来查", "post": "reader", "password": "zhi-du-33", "own": "sanxi-2024" }),
    );
    office.ok("lock", json!({}));
    office.ok("unlock", json!({ "password": "zhi-du-33" }));
    assert_eq!(office.ok("templates", json!({})).as_array().unwrap().len(), 1);
    assert_eq!(office.files(&id)["rows"], 0);
    office.ok("template_sample", json!({ "register": "matters" }));
    assert_eq!(office.code("template_sample", json!({ "register": "figures" })), "not_ready");
    for (name, question) in [
        ("template_load", json!({ "file": "a.xlsx", "base64": "AAAA" })),
        ("template_rename", json!({ "id": id, "name": "别的" })),
        ("template_remove", json!({ "id": id })),
        ("template_restore", json!({ "id": id })),
    ] {
        assert_eq!(office.code(name, question), "not_allowed", "{name}");
    }
}

#[test]
fn the_county_fills_its_own_registers_and_stations_do_not_know_them() {
    let bytes = BASE64_STANDARD.encode(small(&["标签=代表之家名册", "A1={{序号}}", "B1={{负责人}}", "C1={{代表之家名册.名称}}"]));
    let ask = json!({ "file": "之家.xlsx", "base64": bytes });
    let kept = Office::new("county").ok("template_load", ask.clone());
    assert_eq!((&kept["faults"], &kept["templates"][0]["registers"]), (&json!([]), &json!(["代表之家名册"])));
    assert_ne!(Office::new("station").ok("template_load", ask)["faults"], json!([]));
}
