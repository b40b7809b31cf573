//! The log in the home: what was asked, how it ended, how long it took, where the program fell over.
//! An event is made of names in the program, numbers and versions; no value of a record has a way in,
//! so a clerk can hand the file over. It goes through the `log` crate, but nobody else's lines are
//! taken: other crates write addresses and paths into theirs.

use std::fmt::{self, Display, Formatter};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, SecondsFormat};

/// Its folder in the home.
pub const FOLDER: &str = "log";
const NOW: &str = "now.txt";
const BEFORE: &str = "before.txt";
/// Bytes of the file that is written; then it becomes the one before, which is dropped.
const LARGEST: u64 = 256 << 10;
const TARGET: &str = "liaison::diary";

/// What is noted.
#[derive(Debug, Clone, Copy)]
pub enum Event<'p> {
    /// The program of this name began, in this version.
    Begun(&'static str, &'static str),
    /// A command of the contract was answered: its name, "ok" or the code of its error, milliseconds.
    Answered(&'static str, &'static str, u64),
    /// The program fell over: file and line of its source.
    Fell(&'p str, u32),
}

impl Display for Event<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begun(program, version) => write!(f, "begun {program} {version}"),
            Self::Answered(name, code, millis) => write!(f, "{name} {code} {millis} ms"),
            Self::Fell(file, line) => {
                // The source's place on the builder's machine is nobody's business.
                let path: Vec<&str> = file.split(['/', '\\']).collect();
                write!(f, "fell {}:{line}", path[path.len().saturating_sub(3)..].join("/"))
            }
        }
    }
}

/// Notes an event, where a diary is kept.
pub fn note(event: Event<'_>) {
    log::info!(target: TARGET, "{event}");
}

/// From now on a fall of the program is noted, and told on stderr by its place alone: a panic's message
/// can quote what was being worked on, and that is people's data.
pub fn watch_for_falls() {
    std::panic::set_hook(Box::new(|info| {
        if let Some(at) = info.location() {
            let event = Event::Fell(at.file(), at.line());
            note(event);
            let _ = writeln!(std::io::stderr(), "程序内部出错：{event}");
        }
    }));
}

/// A diary in a home. Before there is a home, and where it can't be written, nothing is kept: no work
/// waits for it or fails by it.
pub struct Diary {
    home: PathBuf,
    clock: fn() -> DateTime<FixedOffset>,
}

impl Diary {
    /// In this home, by the host's clock.
    pub fn at(home: impl Into<PathBuf>, clock: fn() -> DateTime<FixedOffset>) -> Self {
        Self { home: home.into(), clock }
    }

    /// Keeps it for this process, from now on.
    pub fn keep(self) {
        if log::set_boxed_logger(Box::new(self)).is_ok() {
            log::set_max_level(log::LevelFilter::Info);
        }
    }

    /// Adds a line.
    pub fn write(&self, line: &dyn Display) {
        if !self.home.is_dir() {
            return;
        }
        let folder = self.home.join(FOLDER);
        let file = folder.join(NOW);
        // Best effort, all of it.
        let _ = fs::create_dir(&folder);
        if fs::metadata(&file).is_ok_and(|m| m.len() >= LARGEST) {
            let _ = fs::rename(&file, folder.join(BEFORE));
        }
        let at = (self.clock)().to_rfc3339_opts(SecondsFormat::Secs, false);
        if let Ok(mut file) = OpenOptions::new().append(true).create(true).open(&file) {
            let _ = file.write_all(format!("{at} {line}\n").as_bytes());
        }
    }
}

impl log::Log for Diary {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            self.write(record.args());
        }
    }

    fn flush(&self) {}
}

/// The last lines, oldest first.
pub fn last(home: &Path, lines: usize) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(home.join(FOLDER).join(name)).unwrap_or_default();
    let all = read(BEFORE) + &read(NOW);
    let all: Vec<&str> = all.lines().collect();
    all[all.len().saturating_sub(lines)..].iter().map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2024-06-05T12:00:00+08:00").unwrap()
    }

    #[test]
    fn it_stays_small_and_keeps_the_newest() {
        let home = tempfile::tempdir().unwrap();
        let diary = Diary::at(home.path(), noon);
        for n in 0..20_000u64 {
            diary.write(&Event::Answered("page", "ok", n));
        }
        let size: u64 = fs::read_dir(home.path().join(FOLDER))
            .unwrap()
            .map(|f| f.unwrap().metadata().unwrap().len())
            .sum();
        assert!(size < 2 * LARGEST + 200, "{size}");
        let last = last(home.path(), 3);
        assert_eq!(last.len(), 3);
        assert_eq!(last[2], "2024-06-05T12:00:00+08:00 page ok 19999 ms");
    }

    #[test]
    fn others_and_no_home_leave_nothing() {
        use log::Log as _;
        let home = tempfile::tempdir().unwrap();
        let diary = Diary::at(home.path(), noon);
        diary.log(&log::Record::builder().target("ureq").args(format_args!("GET 张三")).build());
        Diary::at(home.path().join("none"), noon).write(&"x");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }
}
