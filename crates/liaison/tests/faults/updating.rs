//! An update that is killed, or whose disk fails, at any moment: each file of the program is whole, old or new, and
//! once more it comes to its end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::errors::{each_point, harmed, traceable};
use crate::home::{Worker, copied, set_up, sound};

const FILES: [&str; 3] = ["liaison", "liaison-desk", "liaison.so"];

fn shell(folder: &Path, script: &str) {
    let done = Command::new("sh").args(["-ec", script]).current_dir(folder).status().unwrap();
    assert!(done.success(), "{script}");
}

/// A signed update, the makers' key, and a program folder to be updated.
fn made(root: &Path) -> (PathBuf, String, PathBuf) {
    let (staged, old) = (root.join("staged"), root.join("old"));
    fs::create_dir_all(staged.join("program")).unwrap();
    fs::create_dir_all(&old).unwrap();
    for name in FILES {
        fs::write(old.join(name), format!("old {name}").repeat(9_000)).unwrap();
        fs::write(staged.join("program").join(name), format!("new {name}").repeat(9_000)).unwrap();
    }
    let manifest = json!({"format": "liaison-update/1", "version": "0.2.0", "platform": "linux-x86_64", "made_on": "2024-06-01", "changes": []});
    fs::write(staged.join("MANIFEST.json"), manifest.to_string()).unwrap();
    shell(
        &staged,
        "minisign -G -W -p ../key.pub -s ../key >/dev/null
         sha256sum MANIFEST.json program/* >SHA256SUMS
         minisign -S -s ../key -t 'liaison-update/1 0.2.0 linux-x86_64' -m SHA256SUMS >/dev/null
         tar --format=ustar --mode=0644 --owner=0 --group=0 --numeric-owner --mtime=@0 -cf ../u.rdu SHA256SUMS SHA256SUMS.minisig MANIFEST.json program/*",
    );
    (root.join("u.rdu"), fs::read_to_string(root.join("key.pub")).unwrap(), old)
}

/// How many files are new; each must be whole.
fn new_files(program: &Path) -> usize {
    let is_new = |name: &&str| {
        let text = fs::read_to_string(program.join(name)).unwrap_or_else(|e| panic!("{name} is gone: {e}"));
        let whole = |age: &str| text == format!("{age} {name}").repeat(9_000);
        assert!(whole("old") || whole("new"), "{name} is torn");
        whole("new")
    };
    FILES.iter().copied().filter(is_new).count()
}

#[test]
fn cut_off_anywhere_the_program_is_whole_and_the_next_try_succeeds() {
    if !traceable() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (update, key, old) = made(root.path());
    let fresh = root.path().join("fresh");
    set_up(&fresh);
    let (mut tried, mut between) = (0, 0);
    for (calls, harm, step) in [
        ("rename", "signal=KILL:when=#", 1),
        ("rename", "error=EIO:when=#", 1),
        ("link,linkat", "signal=KILL:when=#", 1),
        ("link,linkat", "error=EIO:when=#", 1),
        ("fsync", "error=EIO:when=#", 1),
        ("write", "error=ENOSPC:when=#", 1),
        ("write", "signal=KILL:when=#", 2),
        ("copy_file_range", "error=EIO:when=#", 1),
    ] {
        tried += each_point(calls, harm, step, |n, harm| {
            let (home, program) = (copied(&fresh, &root.path().join("home")), copied(&old, &root.path().join("program")));
            let work = json!({"home": home, "program": program, "key": key, "update": update});
            let (lines, hit) = harmed(&work, calls, harm, &root.path().join("log"));
            let at = format!("{calls} {harm} {n}: {lines:?}");
            assert!(!lines.iter().any(|line| line.contains("panicked")), "{at}");
            let new = new_files(&program);
            let said_done = lines.iter().any(|line| line.starts_with("updated"));
            assert!(new == FILES.len() || !said_done, "{at}: told done with {new} new files");
            // What failed and was told is taken back as a whole; only a kill may leave some of each.
            let killed = harm.starts_with("signal");
            assert!(killed || new == 0 || new == FILES.len(), "{at}: {new} new files");
            between += usize::from(new > 0 && new < FILES.len());
            sound(&home);
            let again = Worker::starts(&work, &[]).ends();
            assert!(again.iter().any(|line| line.starts_with("updated")), "{at}, then {again:?}");
            assert_eq!(new_files(&program), FILES.len(), "{at}");
            let left = fs::read_dir(&program)
                .unwrap()
                .filter(|e| e.as_ref().unwrap().path().extension().is_some_and(|x| x == "new"))
                .count();
            assert_eq!(left, 0, "{at}");
            let unpacked = fs::read_dir(&home)
                .unwrap()
                .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with(".update-"))
                .count();
            assert_eq!(unpacked, 0, "{at}: what a kill left takes room for ever");
            fs::remove_dir_all(&home).unwrap();
            fs::remove_dir_all(&program).unwrap();
            hit
        });
    }
    println!("an update harmed at {tried} points, {between} times cut off between two files");
    assert!(tried > 20, "{tried}");
}
