//! A station's home that a child process works on until something happens to it.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use age::secrecy::SecretString;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use liaison::desk::Program;
use liaison::vault::Vault;
use liaison::{Call, Desk, Error, contract};
use rusqlite::Connection;
use serde_json::{Value, json};

pub const PASSWORD: &str = "三溪站2024";
/// The digits of the sample county, as read out by telephone.
const HEARD: &str = "48947 70202 62805 45497 01769 47062 28686 35061";
const WORK: &str = "LIAISON_TEST_FAULT";
/// Rows of the old ledger that is taken in.
pub const IMPORTED: u64 = 60;

pub fn asks(desk: &mut Desk, home: &Path, command: &str, question: Value) -> Result<Value, Error> {
    let mut call = Call {
        now: "2026-11-03T09:00:00+08:00".parse().unwrap(),
        documents: home.join("../文档"),
        progress: &mut |_| true,
    };
    contract::answer(desk, &mut call, command, question)
}

/// A station with one deputy and a few visits. Its key slot costs next to nothing to open, so that
/// a thousand programs can be started and killed in a minute.
pub fn set_up(home: &Path) -> String {
    let mut desk = Desk::new(home);
    let station = json!({"code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇"});
    let roster = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/sample").join(name)).unwrap();
    let roster = json!({"text": roster("roster-1.txt"), "signature": roster("roster-1.txt.minisig"), "fingerprint": HEARD});
    let ask = json!({"station": station, "clerk": "林晓芸", "password": PASSWORD, "roster": roster});
    asks(&mut desk, home, "set_up", ask).unwrap();
    let values = json!({"name": "张卫国", "levels": ["县"], "status": "serving", "phone": "13900001234"});
    let saved = asks(&mut desk, home, "save", json!({"noun": "deputy", "values": values})).unwrap();
    let deputy = saved["record"]["id"].as_str().unwrap().to_owned();
    for n in 0..5 {
        asks(&mut desk, home, "save", json!({"noun": "visit", "values": visit(&deputy, n)})).unwrap();
    }
    drop(desk);
    let (key, clerk) = Vault::at(home).open(PASSWORD).unwrap();
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(PASSWORD.to_owned()));
    recipient.set_work_factor(2);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let mut slot = Vec::new();
    let mut writer = encryptor.wrap_output(&mut slot).unwrap();
    writeln!(writer, "{}", hex::encode(key.as_slice())).unwrap();
    writer.finish().unwrap();
    fs::write(home.join(format!("keys/{clerk}.age")), slot).unwrap();
    deputy
}

fn visit(deputy: &str, n: usize) -> Value {
    json!({
        "kind": "station", "date": "2026-11-02", "deputies": [deputy], "citizen": "王五",
        "problem": format!("桥塌了，第 {n} 次"), "handling": "noted",
    })
}

/// A small old ledger that needs no questions.
fn old_ledger() -> Value {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["日期", "代表", "走访对象", "反映问题", "方式"]).unwrap();
    for n in 0..IMPORTED {
        let row = [
            format!("2025.3.{}", n % 28 + 1),
            "张卫国".into(),
            "赵大山".into(),
            format!("第 {n} 件事"),
            "走访入户".into(),
        ];
        sheet.write_row(u32::try_from(n).unwrap() + 1, 0, row).unwrap();
    }
    json!({"name": "旧台账.xlsx", "base64": BASE64_STANDARD.encode(book.save_to_buffer().unwrap())})
}

/// The program at work: this test binary, started again. It says when it begins, names each record
/// whose saving it was told of, and says the code of a trouble it was told of.
#[test]
fn child() {
    let Some(work) = std::env::var_os(WORK) else { return };
    let work: Value = serde_json::from_str(work.to_str().unwrap()).unwrap();
    let home = Path::new(work["home"].as_str().unwrap());
    let mut desk = match work["program"].as_str() {
        Some(folder) => Desk::new(home).with_program(Program {
            version: "0.1.0".into(),
            platform: "linux-x86_64".into(),
            folder: folder.into(),
            key: work["key"].as_str().map(str::to_owned),
        }),
        None => Desk::new(home),
    };
    println!("\nbegun");
    if work["rescue"] == true {
        let found = asks(&mut desk, home, "backups_found", json!({})).unwrap();
        match asks(&mut desk, home, "rescue", json!({"path": found[0]["path"], "phrase": "", "password": PASSWORD})) {
            Ok(_) => println!("\nrescued"),
            Err(error) => println!("\ntrouble {}", error.code()),
        }
        return;
    }
    if let Err(error) = asks(&mut desk, home, "unlock", json!({"password": PASSWORD})) {
        println!("\ntrouble {}", error.code());
        return;
    }
    println!("\nready");
    if work["import"] == true {
        match asks(&mut desk, home, "old_ledger_take", old_ledger()) {
            Ok(done) => println!("\nimported {}", done["counts"]["new"]),
            Err(error) => println!("\ntrouble {}", error.code()),
        }
        println!("\nended");
        return;
    }
    if let Some(update) = work["update"].as_str() {
        match asks(&mut desk, home, "update_take", json!({"path": update})) {
            Ok(done) => println!("\nupdated {}", done["version"]),
            Err(error) => println!("\ntrouble {}", error.code()),
        }
        println!("\nended");
        return;
    }
    if work["purge"] == true {
        let look = asks(&mut desk, home, "purge_look", json!({})).unwrap();
        match asks(&mut desk, home, "purge", json!({"seen": look["seen"]})) {
            Ok(done) => println!("\npurged {}", done["records"]),
            Err(error) => println!("\ntrouble {}", error.code()),
        }
        println!("\nended");
        return;
    }
    if work["backup"] == true {
        let mut call = Call {
            now: work["now"].as_str().unwrap().parse().unwrap(),
            documents: home.join("../文档"),
            progress: &mut |_| true,
        };
        let folder = work["folder"].as_str().unwrap_or_default();
        match contract::answer(&mut desk, &mut call, "backup_make", json!({"folder": folder})) {
            Ok(_) => println!("\nbacked up"),
            Err(error) => println!("\ntrouble {}", error.code()),
        }
        return;
    }
    let out = home.join("../out");
    let others = [
        ("ledgers", "ledger_write", json!({"from": "2026-01-01", "to": "2026-12-31"})),
        ("pack", "bundle_pack", json!({"folder": out})),
    ];
    if let Some((_, command, question)) = others.into_iter().find(|(word, ..)| work[*word] == true) {
        fs::create_dir_all(&out).unwrap();
        if let Err(error) = asks(&mut desk, home, command, question) {
            println!("\ntrouble {} {error}", error.code());
        }
        println!("\nended");
        return;
    }
    let deputy = work["deputy"].as_str().unwrap();
    for n in 0..usize::try_from(work["saves"].as_u64().unwrap()).unwrap() {
        match asks(&mut desk, home, "save", json!({"noun": "visit", "values": visit(deputy, n)})) {
            Ok(saved) => println!("\nsaved {}", saved["record"]["id"].as_str().unwrap()),
            Err(error) => println!("\ntrouble {}", error.code()),
        }
    }
    println!("\nended");
}

/// A child and what it has said so far.
pub struct Worker {
    pub child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    reader: std::thread::JoinHandle<()>,
}

impl Worker {
    /// Starts the work, under `before` when that is a program and its words.
    pub fn starts(work: &Value, before: &[String]) -> Self {
        let exe = std::env::current_exe().unwrap().display().to_string();
        let mut words = before.to_vec();
        words.extend([exe, "--exact".into(), "home::child".into(), "--nocapture".into(), "--test-threads=1".into()]);
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .env(WORK, work.to_string())
            .env("RUST_BACKTRACE", "0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (out, told) = (child.stdout.take().unwrap(), Arc::clone(&lines));
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                told.lock().unwrap().push(line);
            }
        });
        Self { child, lines, reader }
    }

    /// Waits until it says so, or has ended.
    pub fn until(&mut self, word: &str) {
        while !self.lines.lock().unwrap().iter().any(|line| line == word) && self.child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    /// The records whose saving it was told of until now.
    pub fn saved(&self) -> BTreeSet<String> {
        self.lines
            .lock()
            .unwrap()
            .iter()
            .filter_map(|line| line.strip_prefix("saved ").map(str::to_owned))
            .collect()
    }

    /// Its end: all it said.
    pub fn ends(mut self) -> Vec<String> {
        self.child.wait().unwrap();
        self.reader.join().unwrap();
        Arc::try_unwrap(self.lines).unwrap().into_inner().unwrap()
    }
}

/// What was said of a kind.
pub fn said(lines: &[String], kind: &str) -> BTreeSet<String> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix(kind).map(|rest| rest.trim().to_owned()))
        .collect()
}

/// The database as any tool with the key sees it.
pub fn database(home: &Path) -> Connection {
    let (key, _) = Vault::at(home).open(PASSWORD).unwrap();
    let conn = Connection::open(home.join("station.db")).unwrap();
    conn.pragma_update(None, "key", format!("x'{}'", hex::encode(key.as_slice()))).unwrap();
    conn
}

/// Which of these visits are not there, whole: record, journal row and image.
pub fn missing(home: &Path, saved: &BTreeSet<String>) -> Vec<String> {
    let conn = database(home);
    let mut there = conn
        .prepare(
            "SELECT count(*) FROM visit v JOIN journal j ON j.record = v.id JOIN journal_image i USING (seq)
             JOIN link l ON l.id = v.id JOIN search_doc s ON s.id = v.id WHERE v.id = ?1",
        )
        .unwrap();
    saved
        .iter()
        .filter(|id| there.query_row([id.as_str()], |r| r.get::<_, i64>(0)).unwrap() == 0)
        .cloned()
        .collect()
}

/// Opened as a clerk opens it: the check of everything finds no trouble. Answers how many visits there are.
pub fn sound(home: &Path) -> u64 {
    let mut desk = Desk::new(home);
    asks(&mut desk, home, "unlock", json!({"password": PASSWORD})).unwrap();
    let audit = asks(&mut desk, home, "audit", json!({})).unwrap();
    assert_eq!(audit["sound"], true, "{audit}");
    asks(&mut desk, home, "page", json!({"noun": "visit", "limit": 1})).unwrap()["total"]
        .as_u64()
        .unwrap()
}

/// A copy of a closed home, to be harmed.
pub fn copied(from: &Path, to: &Path) -> PathBuf {
    let out = Command::new("cp").arg("-a").args([from, to]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    to.to_owned()
}
