//! Who may do what: three posts, each with a password of her own, on a real home.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use liaison::desk::Post;
use liaison::{Call, Desk, Error, Result, contract};
use serde_json::{Value, json};

const HEAD: &str = "zhu-ren-1";
const OTHER: &str = "jing-ban-2";

struct Office {
    _root: tempfile::TempDir,
    desk: Desk,
}

impl Office {
    fn new(role: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let desk = Desk::new(root.path().join("home"));
        let mut office = Self { _root: root, desk };
        let station = json!({ "role": role, "code": "JS-COUNTY", "name": "嘉水县人大常委会办公室", "town": "县城" });
        office
            .ask("set_up", json!({ "station": station, "clerk": "王小兰", "password": HEAD }))
            .unwrap();
        office
    }

    fn ask(&mut self, name: &str, question: Value) -> Result<Value> {
        let now = chrono::DateTime::parse_from_rfc3339("2026-06-03T09:00:00+08:00").unwrap();
        let mut call = Call {
            now,
            documents: self._root.path().to_owned(),
            progress: &mut |_| true,
        };
        contract::answer(&mut self.desk, &mut call, name, question)
    }

    fn add(&mut self, name: &str, post: &str, password: &str) -> Result<Value> {
        self.ask("clerk_add", json!({ "name": name, "post": post, "password": password, "own": HEAD }))
    }

    fn sign_in(&mut self, password: &str) -> Value {
        self.ask("lock", json!({})).unwrap();
        self.ask("unlock", json!({ "password": password })).unwrap()
    }
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    result.unwrap_err().trouble().code
}

#[test]
fn each_post_may_do_its_own_and_no_more() {
    let mut office = Office::new("county");
    office.add("林晓芸", "clerk", OTHER).unwrap();
    office.add("周来查", "reader", "zhi-du-33").unwrap();
    let home = json!({ "noun": "home", "values": { "name": "三溪镇代表之家", "town": "三溪镇" } });

    let state = office.sign_in(OTHER);
    assert_eq!((&state["clerk"], &state["post"]), (&json!("林晓芸"), &json!("clerk")));
    let kept = office.ask("save", home.clone()).unwrap();
    assert_eq!(kept["record"]["made_by"], "林晓芸");
    assert_eq!(code(office.ask("roster_rotate", json!({ "signing": true }))), "not_allowed");
    assert_eq!(code(office.add("又一人", "head", "xin-ren-44")), "not_allowed");

    let state = office.sign_in("zhi-du-33");
    assert_eq!(state["post"], "reader");
    assert_eq!(code(office.ask("save", home)), "not_allowed");
    assert_eq!(office.ask("page", json!({ "noun": "home", "limit": 10 })).unwrap()["total"], 1);
    // Looking at figures is what she is there for.
    let period = json!({ "from": "2026-01-01", "to": "2026-12-31" });
    for (name, question) in [
        ("overview", json!({})),
        ("matter_ages", json!({})),
        ("figures", period.clone()),
        ("figure_table", json!({ "period": period, "by": "station" })),
        ("summary", json!({ "period": period })),
        ("summary_write", json!({ "period": period })),
    ] {
        office.ask(name, question).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    office.ask("change_password", json!({ "old": "zhi-du-33", "new": "zhi-du-55" })).unwrap();

    let state = office.sign_in(HEAD);
    assert_eq!(state["post"], "head");
    let before = office.ask("roster", json!({})).unwrap()["number"].clone();
    office.ask("roster_rotate", json!({ "signing": true })).unwrap();
    assert_ne!(office.ask("roster", json!({})).unwrap()["number"], before);
}

#[test]
fn there_is_always_a_head_and_nobody_shares_a_password() {
    let mut office = Office::new("station");
    assert_eq!(code(office.add("林晓芸", "clerk", HEAD)), "draft");
    assert_eq!(code(office.add("王小兰", "clerk", OTHER)), "draft");
    assert_eq!(
        code(office.ask("clerk_add", json!({ "name": "林晓芸", "post": "clerk", "password": OTHER, "own": "cuo-le-00" }))),
        "wrong_password"
    );
    let all = office.add("林晓芸", "clerk", OTHER).unwrap();
    let id = |name: &str| all.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].clone();
    let (head, clerk) = (id("王小兰"), id("林晓芸"));
    assert_eq!(code(office.ask("clerk_post", json!({ "id": head, "post": "clerk" }))), "not_allowed");
    assert_eq!(code(office.ask("clerk_remove", json!({ "id": head }))), "not_allowed");
    office.ask("clerk_post", json!({ "id": clerk, "post": "head" })).unwrap();
    office.sign_in(OTHER);
    office.ask("clerk_remove", json!({ "id": head })).unwrap();
    office.ask("lock", json!({})).unwrap();
    assert!(matches!(office.ask("unlock", json!({ "password": HEAD })), Err(Error::WrongPassword)));
    assert_eq!(office.sign_in(OTHER)["post"], "head");
    // Her last change is journaled like any other, and the chain is sound.
    assert_eq!(office.ask("audit", json!({})).unwrap()["sound"], true);
}

#[test]
fn the_recovery_phrase_opens_as_one_who_may_do_everything() {
    let root = tempfile::tempdir().unwrap();
    let mut office = Office {
        desk: Desk::new(root.path().join("home")),
        _root: root,
    };
    let station = json!({ "role": "station", "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇" });
    let welcome = office
        .ask("set_up", json!({ "station": station, "clerk": "王小兰", "password": HEAD }))
        .unwrap();
    let phrase = welcome["recovery_phrase"].clone();
    office.add("周来查", "reader", "zhi-du-33").unwrap();
    let all = office.add("林晓芸", "head", OTHER).unwrap();
    let first = all.as_array().unwrap().iter().find(|one| one["name"] == "王小兰").unwrap()["id"].clone();
    office.sign_in(OTHER);
    office.ask("clerk_remove", json!({ "id": first })).unwrap();
    office.ask("lock", json!({})).unwrap();
    // The oldest slot left is the reader's.
    let state = office.ask("recover", json!({ "phrase": phrase, "password": "huan-le-66" })).unwrap();
    assert_eq!((&state["clerk"], &state["post"]), (&json!("林晓芸"), &json!("head")));
    assert_eq!(office.sign_in("huan-le-66")["post"], "head");
    assert_eq!(office.sign_in("zhi-du-33")["post"], "reader");
}

/// A key slot and a name are two files; a cut between them must not leave somebody half there.
#[test]
fn adding_and_removing_cut_short_can_be_done_again() {
    let mut office = Office::new("station");
    let keys = office._root.path().join("home/keys");
    let before: Vec<_> = std::fs::read_dir(&keys).unwrap().map(|e| e.unwrap().path()).collect();
    let all = office.add("林晓芸", "clerk", OTHER).unwrap();
    let id = all.as_array().unwrap().iter().find(|one| one["name"] == "林晓芸").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let slot = keys.join(format!("{id}.age"));
    // Removed up to the slot, the name still there: the next removal ends it.
    let kept = std::fs::read(&slot).unwrap();
    std::fs::remove_file(&slot).unwrap();
    office.ask("clerk_remove", json!({ "id": id })).unwrap();
    // Added up to the slot, the name never kept: it opens to look at most, and the same adding works.
    std::fs::write(&slot, kept).unwrap();
    assert_eq!(office.sign_in(OTHER)["post"], "reader");
    office.sign_in(HEAD);
    office.add("林晓芸", "clerk", OTHER).unwrap();
    assert!(!slot.exists());
    assert_eq!(office.sign_in(OTHER)["clerk"], "林晓芸");
    assert_eq!(std::fs::read_dir(&keys).unwrap().count(), before.len() + 1);
}

#[test]
fn every_command_named_in_a_list_is_one() {
    let known: Vec<_> = contract::commands().iter().map(|c| c.name).collect();
    for (name, post) in liaison::desk::posts::named() {
        assert!(known.contains(&name), "{name}");
        assert_eq!(Post::for_command(name), post, "{name} stands in both lists");
    }
}
