//! A clerk at her desk, for journeys that read like her day.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use liaison::{Call, Desk, Error, Trouble, contract};
use serde_json::{Value, json};

pub const PASSWORD: &str = "三溪站2024";

pub struct Clerk {
    pub desk: Desk,
    pub home: PathBuf,
    pub now: DateTime<FixedOffset>,
    pub folder: tempfile::TempDir,
}

impl Clerk {
    /// At a PC where nothing is set up.
    pub fn arrives() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        Self {
            desk: Desk::new(&home),
            home,
            now: DateTime::parse_from_rfc3339("2024-06-03T09:00:00+08:00").unwrap(),
            folder,
        }
    }

    /// At a station that was just set up.
    pub fn sets_up() -> Self {
        let mut clerk = Self::arrives();
        clerk.does("set_up", json!({"station": station(), "clerk": "林晓芸", "password": PASSWORD}));
        clerk
    }

    pub fn asks(&mut self, command: &str, question: Value) -> Result<Value, Error> {
        let mut call = Call {
            now: self.now,
            documents: self.folder.path().join("文档"),
            progress: &mut |_| true,
        };
        contract::answer(&mut self.desk, &mut call, command, question)
    }

    /// Asks for something that must work.
    pub fn does(&mut self, command: &str, question: Value) -> Value {
        self.asks(command, question.clone()).unwrap_or_else(|e| panic!("{command} {question}: {e}"))
    }

    /// Asks for something that must be refused in words.
    pub fn is_refused(&mut self, command: &str, question: Value) -> Trouble {
        let trouble = self.asks(command, question).expect_err(command).trouble();
        for sentence in [&trouble.what, &trouble.data, &trouble.next] {
            assert!(sentence.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "not a sentence: {sentence}");
        }
        trouble
    }

    /// Goes to another PC clock time.
    pub fn on(&mut self, day: &str) -> &mut Self {
        self.now = DateTime::parse_from_rfc3339(&format!("{day}T09:00:00+08:00")).unwrap();
        self
    }

    /// Saves a new record; answers its id.
    pub fn records(&mut self, noun: &str, values: Value) -> String {
        text(&self.does("save", json!({"noun": noun, "values": values}))["record"]["id"])
    }

    pub fn deputy(&mut self, name: &str) -> String {
        self.records("deputy", json!({"name": name, "levels": ["县"], "status": "serving", "phone": "13900001234"}))
    }

    pub fn matter(&mut self, title: &str) -> String {
        self.records("matter", json!({"title": title, "raised_on": self.now.date_naive().to_string(), "category": "交通道路", "content": "路灯坏了三盏", "source": "other", "citizen": "𬭚三䶮"}))
    }

    /// Moves a matter; answers its new state.
    pub fn moves(&mut self, id: &str, kind: &str, mut step: Value) -> String {
        step["kind"] = kind.into();
        text(&self.does("move_matter", json!({"id": id, "step": step}))["record"]["state"])
    }

    pub fn open(&mut self, noun: &str, id: &str) -> Value {
        self.does("record", json!({"noun": noun, "id": id}))
    }

    pub fn finds(&mut self, typed: &str) -> Vec<String> {
        titles(&self.does("find", json!({"text": typed, "limit": 50})))
    }
}

pub fn station() -> Value {
    json!({"code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇", "home": "三溪镇代表之家", "phone": "0718-6000017", "head": "覃𡐓山", "staff": "林晓芸"})
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not text: {value}")).to_owned()
}

pub fn titles(hits: &Value) -> Vec<String> {
    hits.as_array().unwrap().iter().map(|h| text(&h["title"])).collect()
}

pub fn fields(trouble: &Trouble) -> Vec<&str> {
    trouble.remarks.iter().map(|r| r.field.as_str()).collect()
}

/// A person at a terminal: age asks for the passphrase there and nowhere else.
const TERMINAL: &str = r#"
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp("age", ["age", "-d", sys.argv[1]])
seen = b""
while b"passphrase" not in seen:
    seen += os.read(fd, 1024)
os.write(fd, sys.argv[2].encode() + b"\n")
out = b""
try:
    while chunk := os.read(fd, 1024):
        out += chunk
except OSError:
    pass
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

/// What stock `age -d` makes of a file sealed with a passphrase.
pub fn aged(path: &std::path::Path, passphrase: &str) -> String {
    let output = std::process::Command::new("python3")
        .args(["-c", TERMINAL])
        .arg(path)
        .arg(passphrase)
        .output()
        .expect("python3 and age are installed by ./dev");
    assert!(output.status.success(), "{}: {}", path.display(), output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}
