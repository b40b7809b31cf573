//! Paths in questions: from a window, only places it was offered.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use liaison::desk::reach::{Kind, PATHS};
use liaison::{Call, Desk, Result, contract};
use serde_json::{Value, json};

/// Fields of questions that look as if they named a path and do not; whoever adds one says why.
const NO_PATHS: &[(&str, &str)] = &[
    ("old_ledger_read", "/name"), // what the file is called; its bytes come along
    ("old_ledger_look", "/name"),
    ("old_ledger_take", "/name"),
    ("template_load", "/name"),
    ("template_load", "/file"),
    ("figure_table_write", "/title"), // the new file's own name is made of it
    ("picture_write", "/title"),
    ("diagnosis_keep", "/text"),   // what is written
    ("attach", "/name"),           // a name to show; a copy's own name is made of it
    ("roster_look", "/text"),      // the text of a roster's file
    ("roster_look", "/signature"), // the text of its signature
    ("roster_take", "/text"),
    ("roster_take", "/signature"),
    ("roster_confirm", "/text"),
    ("roster_confirm", "/signature"),
    ("bundle_handed", "/name"), // a line of the list, looked up
    ("import_look", "/base64"),
    ("import_take", "/base64"),
];

/// The fields of each type of the contract that hold text: name → (docs, type).
fn types() -> BTreeMap<String, Vec<(String, String, String)>> {
    let written = contract::typescript();
    let mut types = BTreeMap::new();
    for block in written.split("export type ").skip(1) {
        let Some((name, body)) = block.split_once(" = {") else { continue };
        let body = body.split("};").next().unwrap();
        let mut fields = Vec::new();
        let mut docs = String::new();
        for line in body.lines() {
            let line = line.trim();
            if let Some(said) = line.strip_prefix("* ") {
                docs.push_str(said);
            } else if let Some((field, kind)) = line.split_once(": ") {
                let kind = kind.trim_end_matches([',', ' ']).to_owned();
                fields.push((field.trim_end_matches('?').to_owned(), std::mem::take(&mut docs), kind));
            }
        }
        types.insert(name.to_owned(), fields);
    }
    types
}

/// Every field of text in a question, with the types it holds: pointer, docs.
fn texts(types: &BTreeMap<String, Vec<(String, String, String)>>, of: &str, at: &str, deep: usize, into: &mut Vec<(String, String)>) {
    for (field, docs, kind) in types.get(of).into_iter().flatten() {
        let pointer = format!("{at}/{field}");
        if kind.contains("string") {
            into.push((pointer.clone(), docs.clone()));
        }
        for inner in kind.split(|c: char| !c.is_alphanumeric()).filter(|_| deep < 4) {
            texts(types, inner, &pointer, deep + 1, into);
        }
    }
}

fn looks_like_a_path(pointer: &str, docs: &str) -> bool {
    let field = pointer.rsplit('/').next().unwrap();
    let docs = docs.to_lowercase();
    ["path", "paths", "folder", "file", "files", "dir", "out", "target", "escrow"].contains(&field)
        || ["path", "folder", "file", "stick", "drive"]
            .iter()
            .any(|word| docs.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word))
}

/// A new command with a field that may name a path fails here until it is either held to the
/// places that are offered, or said to name none.
#[test]
fn every_path_in_a_question_is_held() {
    let types = types();
    assert!(types.len() > 200, "the reader of types reads something: {}", types.len());
    let mut found = BTreeSet::new();
    let mut all = BTreeSet::new();
    for command in contract::commands() {
        let mut fields = Vec::new();
        texts(&types, &command.question, "", 0, &mut fields);
        for (pointer, docs) in fields {
            all.insert((command.name.to_owned(), pointer.clone()));
            if looks_like_a_path(&pointer, &docs) {
                found.insert((command.name.to_owned(), pointer));
            }
        }
    }
    let held: BTreeSet<_> = PATHS.iter().map(|(c, p, _)| ((*c).to_owned(), (*p).to_owned())).collect();
    let none: BTreeSet<_> = NO_PATHS.iter().map(|(c, p)| ((*c).to_owned(), (*p).to_owned())).collect();
    let stale: Vec<_> = held.iter().chain(&none).filter(|one| !all.contains(*one)).collect();
    assert!(stale.is_empty(), "no such field of text: {stale:?}");
    let open: Vec<_> = found.iter().filter(|one| !held.contains(*one) && !none.contains(*one)).collect();
    assert!(open.is_empty(), "may name a path and is not held: {open:?}");
    assert!(held.len() >= 25);
}

struct Room {
    root: tempfile::TempDir,
    desk: Desk,
}

impl Room {
    fn new(role: &str) -> Self {
        Self::with(role, Desk::for_window)
    }

    fn with(role: &str, desk: fn(PathBuf) -> Desk) -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut room = Self {
            desk: desk(root.path().join("home")),
            root,
        };
        for folder in ["文档/交接包", "别处", "文档2"] {
            fs::create_dir_all(room.root.path().join(folder)).unwrap();
        }
        let station = json!({ "role": role, "code": "JS-COUNTY", "name": "嘉水县人大常委会办公室", "town": "县城" });
        room.ask("set_up", json!({ "station": station, "clerk": "王小兰", "password": "zhu-ren-1" }))
            .unwrap();
        room
    }

    fn at(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    fn ask(&mut self, name: &str, question: Value) -> Result<Value> {
        let mut call = Call {
            now: chrono::DateTime::parse_from_rfc3339("2026-06-03T09:00:00+08:00").unwrap(),
            documents: self.root.path().join("文档"),
            progress: &mut |_| true,
        };
        contract::answer(&mut self.desk, &mut call, name, question)
    }

    /// The code a question with this path at this pointer ends with, "" for an answer.
    fn code(&mut self, name: &str, pointer: &str, path: &str) -> String {
        let value = if pointer == "/paths" { json!([path]) } else { json!(path) };
        let question = json!({ pointer.trim_start_matches('/'): value });
        self.ask(name, question).map_or_else(|e| e.code().to_owned(), |_| String::new())
    }
}

fn listing(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(unix)]
#[test]
fn a_window_reaches_only_what_it_was_offered() {
    let mut room = Room::new("county");
    let link = |to: &str, from: &str| std::os::unix::fs::symlink(room.at(to), room.at(from)).unwrap();
    link("别处", "文档/链接");
    link("不存在", "文档/断链");
    link("home", "文档/数据");
    let documents = room.at("文档");
    let bad = [
        "/".into(),
        "/etc".into(),
        "/etc/passwd".into(),
        text(&room.at("别处")),
        text(&room.at("home")),
        text(&room.at("文档2")),
        text(&documents.join("../别处")),
        text(&documents.join("交接包/../../别处")),
        format!("{}/./交接包", documents.display()),
        format!("{}\\..\\别处", documents.display()),
        text(&documents.join("链接")),
        text(&documents.join("链接/里面")),
        text(&documents.join("断链")),
        text(&documents.join("断链/里面")),
        text(&documents.join("数据")),
        format!("{}\0", documents.display()),
        format!("{}\n", documents.display()),
        "文档".into(),
        "../别处".into(),
        ".".into(),
        "~".into(),
        r"\\server\share".into(),
        "//server/share".into(),
        r"\\?\C:\Windows".into(),
        r"\\.\PhysicalDrive0".into(),
        r"C:\Windows".into(),
        "C:evil".into(),
        "file:///etc/passwd".into(),
    ];
    let elsewhere = listing(&room.at("别处"));
    let mut tried = 0;
    for (command, pointer, kind) in PATHS {
        for path in &bad {
            let code = room.code(command, pointer, path);
            // The shared folder is typed: a full path outside of the home is its matter, any other a remark.
            let fine = match kind {
                Kind::Place => code == "out_of_reach",
                Kind::Shared => !code.is_empty(),
            };
            assert!(fine, "{command} {pointer} {path:?}: {code:?}");
            tried += 1;
        }
        for good in ["", &text(&documents), &text(&documents.join("交接包")), &text(&documents.join("交接包/新的"))] {
            let code = room.code(command, pointer, good);
            assert_ne!(code, "out_of_reach", "{command} {pointer} {good:?}");
        }
    }
    assert_eq!(listing(&room.at("别处")), elsewhere, "nothing was written there");
    assert!(tried > 600, "{tried}");
}

/// What a browser brought lies in the home, where nothing else may be named: to be read by two commands.
#[cfg(unix)]
#[test]
fn what_a_browser_brought_is_read_from_one_folder() {
    for (desk, brings) in [(Desk::for_window as fn(PathBuf) -> Desk, false), (Desk::for_browser, true)] {
        let mut room = Room::with("county", desk);
        fs::create_dir(room.at("home/brought")).unwrap();
        fs::write(room.at("home/brought/a.tar"), "x").unwrap();
        std::os::unix::fs::symlink(room.at("home/keys"), room.at("home/brought/keys")).unwrap();
        for (command, pointer, _) in PATHS.iter().filter(|(.., kind)| *kind == Kind::Place) {
            let path = text(&room.at("home/brought/a.tar"));
            let may = brings && ["backup_look", "rescue"].contains(command);
            assert_eq!(room.code(command, pointer, &path) != "out_of_reach", may, "{command}");
            for bad in ["home/brought/keys", "home/brought/../keys", "home/keys", "home/station.db", "home/brought2"] {
                let path = text(&room.at(bad));
                assert_eq!(room.code(command, pointer, &path), "out_of_reach", "{command} {bad}");
            }
        }
    }
}

/// A file she double-clicked lies anywhere; it alone is within reach, for what verifies it, until it is put by.
#[test]
fn the_file_the_program_was_opened_with_is_read_and_nothing_beside_it() {
    let mut room = Room::new("county");
    let file = room.at("别处").join("JS-017_e3f9_000001.rdz");
    for name in [&file, &room.at("别处").join("JS-017_e3f9_000002.rdz"), &room.at("别处").join("a.txt")] {
        fs::write(name, "x").unwrap();
    }
    for no_bundle in [room.at("别处/a.txt"), room.at("别处"), "JS-017_e3f9_000001.rdz".into()] {
        assert!(!room.desk.hands(no_bundle));
    }
    assert_eq!(room.ask("opened_with", json!({})).unwrap(), json!({ "path": "", "name": "" }));
    assert!(room.desk.hands(file.clone()));
    let told = room.ask("opened_with", json!({})).unwrap();
    assert_eq!(told, json!({ "path": text(&file), "name": "JS-017_e3f9_000001.rdz" }));
    let may = |room: &mut Room| -> Vec<&str> {
        let places = PATHS.iter().filter(|(.., kind)| *kind == Kind::Place);
        let may = places.filter(|(command, pointer, _)| room.code(command, pointer, &text(&file)) != "out_of_reach");
        may.map(|(command, ..)| *command).collect()
    };
    // The escrow's file is a field of the same question.
    assert_eq!(may(&mut room), ["receipt_take", "inbox_look", "bundle_receive", "bundle_receive"]);
    for beside in [
        "别处",
        "别处/JS-017_e3f9_000002.rdz",
        "别处/a.txt",
        "别处/./JS-017_e3f9_000001.rdz",
        "别处/../别处/JS-017_e3f9_000001.rdz",
    ] {
        let path = format!("{}/{beside}", room.root.path().display());
        assert_eq!(room.code("inbox_look", "/path", &path), "out_of_reach", "{beside}");
    }
    let look = room.ask("inbox_look", json!({ "path": text(&file) })).unwrap();
    assert_eq!(look["bundles"][0]["state"], "refused", "what is no bundle is said to be none");
    // It is there after a lock, for whoever signs in next.
    room.ask("lock", json!({})).unwrap();
    assert_eq!(room.ask("opened_with", json!({})).unwrap_err().code(), "locked");
    room.ask("unlock", json!({ "password": "zhu-ren-1" })).unwrap();
    room.ask("opened_put_by", json!({})).unwrap();
    assert_eq!(may(&mut room), Vec::<&str>::new());
}

/// A portable program on a stick: the stick is offered, the home on it is not.
#[test]
fn the_home_is_no_place_even_where_it_lies_in_one() {
    let mut room = Room::new("county");
    let home = room.at("文档/liaison-data");
    room.desk = Desk::for_window(home.clone());
    let station = json!({ "role": "station", "code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇" });
    room.ask("set_up", json!({ "station": station, "clerk": "林晓芸", "password": "jing-ban-1" }))
        .unwrap();
    for inside in [home.clone(), home.join("keys"), home.join("station.db")] {
        for (command, pointer) in [("backup_make", "/folder"), ("diagnosis_keep", "/folder"), ("inbox_look", "/path")] {
            assert_eq!(room.code(command, pointer, &text(&inside)), "out_of_reach", "{command} {}", inside.display());
        }
    }
    assert_ne!(room.code("backup_make", "/folder", &text(&room.at("文档"))), "out_of_reach");
}

#[cfg(unix)]
#[test]
fn the_shared_folder_is_a_full_path_outside_of_the_home() {
    let mut room = Room::new("county");
    std::os::unix::fs::symlink(room.at("home"), room.at("别处/进去")).unwrap();
    let set = |room: &mut Room, folder: &str| {
        let done = room.ask("route_set", json!({ "kind": "folder", "folder": folder, "every_hours": 0 }));
        done.map_or_else(|e| e.code().to_owned(), |_| String::new())
    };
    for bad in ["home", "home/keys", "别处/进去", "别处/../home", "别处/.."] {
        let path = text(&room.at(bad));
        assert_eq!(set(&mut room, &path), "out_of_reach", "{bad}");
    }
    let root = text(room.root.path());
    assert_eq!(set(&mut room, &root), "out_of_reach", "a folder the home lies in");
    assert_eq!(set(&mut room, "别处"), "draft");
    let path = text(&room.at("别处"));
    assert_eq!(set(&mut room, &path), "");
}

/// Names in questions become names of files: never more than a name.
#[test]
fn a_name_leads_nowhere() {
    let mut room = Room::new("station");
    let values = json!({ "title": "路灯坏了", "raised_on": "2026-06-03", "category": "交通道路", "content": "路灯坏了三盏", "source": "other" });
    let kept = room.ask("save", json!({ "noun": "matter", "values": values })).unwrap();
    let id = kept["record"]["id"].as_str().unwrap().to_owned();
    // A picture of one pixel.
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let inside = room.at("文档");
    let mut written = 0;
    for name in [
        "../../别处/x.png",
        "/etc/x.png",
        r"..\..\x.png",
        r"C:\x.png",
        r"\\server\x.png",
        "CON.png",
        "a\0b.png",
        "a:b.png",
        ".png",
        "…/x.png",
    ] {
        let kept = room.ask("attach", json!({ "noun": "matter", "id": id, "name": name, "base64": png }));
        if let Ok(kept) = kept {
            let copied = room.ask("attachment_copy", json!({ "id": kept["id"] })).unwrap();
            let path = PathBuf::from(copied["path"].as_str().unwrap());
            assert!(path.is_file() && path.canonicalize().unwrap().starts_with(&inside), "{name}: {path:?}");
            written += 1;
        }
        let copied = room.ask(
            "picture_write",
            json!({ "title": name, "png": png, "period": { "from": "2026-01-01", "to": "2026-12-31" } }),
        );
        if let Ok(copied) = copied {
            let path = PathBuf::from(copied["path"].as_str().unwrap());
            assert!(path.is_file() && path.canonicalize().unwrap().starts_with(&inside), "{name}: {path:?}");
            written += 1;
        }
    }
    assert!(written >= 8, "{written}");
    assert_eq!(listing(&room.at("别处")), Vec::<PathBuf>::new());
}
