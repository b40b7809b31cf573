//! An office that is asked for everything, and whose answers and files are read for what they must not say.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::clerk::Clerk;

/// A voter, and what must not be found of her.
pub struct Voter {
    pub name: String,
    pub phone: String,
    pub village: String,
}

/// Made-up ones, each with words nobody else has.
pub fn voters() -> Vec<Voter> {
    ["𬭚三䶮", "㛃守密", "田𡐓山"]
        .iter()
        .zip(1..)
        .map(|(name, n)| Voter {
            name: (*name).to_owned(),
            phone: format!("1398765{n}{n}0{n}"),
            village: format!("老鹰岩{n}{n}组"),
        })
        .collect()
}

impl Voter {
    fn markers(&self) -> [String; 4] {
        [
            self.name.clone(),
            self.phone.clone(),
            self.village.clone(),
            // As a clerk may type it.
            format!("{}-{}-{}", &self.phone[..3], &self.phone[3..7], &self.phone[7..]),
        ]
    }

    /// Every word of hers in one sentence.
    pub fn everything(&self) -> String {
        self.markers().join("，")
    }
}

/// An office, what it was asked, and what of its answers and files names a voter.
pub struct Asked<'a> {
    pub clerk: &'a mut Clerk,
    markers: Vec<String>,
    pub seen: BTreeSet<PathBuf>,
    pub asked: BTreeSet<&'static str>,
    leaks: Vec<String>,
    files: usize,
    long: usize,
}

impl<'a> Asked<'a> {
    pub fn at(clerk: &'a mut Clerk, voters: &[Voter]) -> Self {
        let mut asked = Self {
            clerk,
            markers: voters.iter().flat_map(Voter::markers).collect(),
            seen: BTreeSet::new(),
            asked: BTreeSet::new(),
            leaks: Vec::new(),
            files: 0,
            long: 0,
        };
        asked.files_since();
        asked
    }

    /// Asks, and looks through the answer and every file it left.
    pub fn tells(&mut self, command: &'static str, question: Value) -> Value {
        let asked = format!("{command} {question}");
        let answer = self.clerk.does(command, question);
        self.asked.insert(command);
        self.looks(&asked, &answer.to_string());
        for path in self.files_since() {
            let at = format!("{asked} → {}", path.display());
            self.looks(&at, &path.display().to_string());
            let words = words_of(&path);
            self.files += 1;
            self.long += words.len();
            self.looks(&at, &words);
        }
        answer
    }

    pub fn looks(&mut self, at: &str, said: &str) {
        let bare: String = said.chars().filter(|c| !c.is_whitespace()).collect();
        let found = self.markers.iter().filter(|m| bare.contains(m.as_str()));
        let found: Vec<String> = found.cloned().collect();
        if !found.is_empty() {
            self.leaks.push(format!("{found:?} in {at}"));
        }
    }

    fn files_since(&mut self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        below(&self.clerk.folder.path().join("文档"), &mut found);
        found.into_iter().filter(|path| self.seen.insert(path.clone())).collect()
    }

    pub fn told_nothing(self, asked: &mut BTreeSet<&'static str>) {
        assert!(self.leaks.is_empty(), "{}", self.leaks.join("\n"));
        assert!(self.files > 10 && self.long > 10_000, "{} files, {} characters", self.files, self.long);
        asked.extend(self.asked);
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            below(&entry.path(), found);
        } else {
            found.push(entry.path());
        }
    }
}

/// What a file says, read by something else than what wrote it.
fn words_of(path: &Path) -> String {
    let ends = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    match ends {
        "xlsx" => {
            let mut parts = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
            let mut all = String::new();
            for n in 0..parts.len() {
                let mut part = parts.by_index(n).unwrap();
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                all.push_str(&part.name().unwrap());
                all.push_str(&String::from_utf8_lossy(&bytes));
            }
            all
        }
        "pdf" => {
            let out = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(path).arg("-").output().unwrap();
            assert!(out.status.success(), "{}", path.display());
            String::from_utf8(out.stdout).unwrap()
        }
        "html" | "css" | "txt" => std::fs::read_to_string(path).unwrap(),
        // Sealed, or the markers would be no secret to begin with.
        "tar" | "rdz" => String::new(),
        _ => panic!("a kind of file nobody reads here: {}", path.display()),
    }
}
