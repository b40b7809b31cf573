//! A backup that is killed, or whose disk fails or is full: what lies there under a backup's name is
//! whole, the one before is untouched, and no backup is told of that is not there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use liaison::Desk;
use serde_json::{Value, json};

use crate::errors::{each_point, harmed, traceable};
use crate::home::{Worker, asks, copied, set_up, sound};

/// A place with a home and one backup, of the day before.
struct Place {
    root: tempfile::TempDir,
    before: (String, Vec<u8>),
}

fn backups_in(place: &Path) -> Vec<PathBuf> {
    let folder = place.join("文档/备份");
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

impl Place {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let fresh = root.path().join("fresh");
        fs::create_dir_all(fresh.join("文档/备份")).unwrap();
        set_up(&fresh.join("home"));
        let lines = Worker::starts(&work(&fresh, "2026-11-02"), &[]).ends();
        assert!(lines.contains(&"backed up".to_owned()), "{lines:?}");
        let [one] = &backups_in(&fresh)[..] else { panic!("one backup") };
        let before = (one.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(one).unwrap());
        Self { root, before }
    }

    fn copy(&self) -> PathBuf {
        copied(&self.root.path().join("fresh"), &self.root.path().join("place"))
    }

    /// After whatever happened: answers how many backups lie there.
    fn is_whole(&self, place: &Path, lines: &[String], at: &str) -> usize {
        let (name, bytes) = &self.before;
        assert_eq!(&fs::read(place.join("文档/备份").join(name)).unwrap(), bytes, "{at}: the one before");
        let mut named = 0;
        for path in backups_in(place).iter().filter(|path| path.extension().is_some_and(|e| e == "tar")) {
            let look = asks(&mut Desk::new(place.join("nowhere")), place, "backup_look", json!({"path": path}));
            assert_eq!(look.unwrap_or_else(|e| panic!("{at}: {e}"))["records"], 6, "{at}");
            named += 1;
        }
        assert!(named == 2 || !lines.contains(&"backed up".to_owned()), "{at}: told of and not there");
        assert_eq!(sound(&place.join("home")), 5, "{at}");
        named
    }
}

fn work(place: &Path, day: &str) -> Value {
    json!({"home": place.join("home"), "backup": true, "now": format!("{day}T09:00:00+08:00")})
}

#[test]
fn killed_at_any_moment_of_a_backup_the_old_one_stays() {
    let ours = Place::new();
    let mut whole = Duration::ZERO;
    let (mut killed, mut there) = (0, 0);
    for n in 0..80 {
        let place = ours.copy();
        let mut worker = Worker::starts(&work(&place, "2026-11-03"), &[]);
        worker.until("ready");
        let began = Instant::now();
        if n == 0 {
            worker.child.wait().unwrap();
            whole = began.elapsed();
        } else {
            std::thread::sleep(whole.mul_f64(f64::from(n) / 80.0));
            worker.child.kill().unwrap();
        }
        let lines = worker.ends();
        killed += usize::from(!lines.contains(&"backed up".to_owned()));
        there += usize::from(ours.is_whole(&place, &lines, &format!("kill {n}")) == 2);
        // The next one is made as if nothing had been.
        let again = Worker::starts(&work(&place, "2026-11-04"), &[]).ends();
        assert!(again.contains(&"backed up".to_owned()), "{again:?}");
        let left = fs::read_dir(place.join("home")).unwrap().map(|e| e.unwrap().file_name());
        let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with(".backup-")).collect();
        assert!(left.is_empty(), "{left:?} takes room for ever");
        fs::remove_dir_all(place).unwrap();
    }
    println!("killed {killed} times while backing up, a new backup there {there} times, whole each time");
    assert!(killed > 40, "{killed}");
}

#[test]
fn a_backup_on_a_failing_disk_is_whole_or_not_there() {
    if !traceable() {
        return;
    }
    let ours = Place::new();
    let mut tried = 0;
    for (calls, harm, step) in [
        ("write", "error=EIO:when=#", 1),
        ("write", "signal=KILL:when=#", 1),
        ("pwrite64", "error=ENOSPC:when=#", 29),
        ("fsync,fdatasync", "error=EIO:when=#", 1),
        ("rename,renameat,renameat2,link,linkat", "error=EIO:when=#", 1),
        ("rename,renameat,renameat2,link,linkat", "signal=KILL:when=#", 1),
    ] {
        let points = each_point(calls, harm, step, |n, harm| {
            let place = ours.copy();
            let (lines, hit) = harmed(&work(&place, "2026-11-03"), calls, harm, &ours.root.path().join("log"));
            ours.is_whole(&place, &lines, &format!("{calls} {harm} {n}: {lines:?}"));
            fs::remove_dir_all(place).unwrap();
            hit
        });
        println!("{calls} {harm}: {points} points");
        tried += points;
    }
    println!("{tried} points of failure while backing up, nothing torn");
    assert!(tried > 40, "{tried}");
}

#[test]
fn a_full_stick_is_called_full_and_keeps_what_it_holds() {
    let ours = Place::new();
    let place = ours.copy();
    let stick = place.join("U盘");
    fs::create_dir(&stick).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=300k", "tmpfs"]).arg(&stick).output();
    if !mounted.is_ok_and(|m| m.status.success()) {
        eprintln!("!! not tried: only root may mount a full stick");
        return;
    }
    fs::write(stick.join("别的.txt"), "还在").unwrap();
    let mut ask = work(&place, "2026-11-03");
    ask["folder"] = json!(stick);
    let lines = Worker::starts(&ask, &[]).ends();
    let left: Vec<_> = fs::read_dir(&stick).unwrap().map(|e| e.unwrap().file_name()).collect();
    Command::new("umount").arg(&stick).output().unwrap();
    assert!(lines.contains(&"trouble disk_full".to_owned()), "{lines:?}");
    assert_eq!(left, ["别的.txt"]);
    ours.is_whole(&place, &lines, "full");
}
