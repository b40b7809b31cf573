//! Media that fail: whatever breaks, under the final name there is a whole bundle or
//! nothing, and what the program could clear away is gone.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::bundle::manifest::Blob;
use liaison::bundle::pack::{self, Contents};
use liaison::bundle::seal::Digest;
use liaison::bundle::{limits, verify};
use liaison::{Error, Result};

use crate::made::*;

const CHILD: &str = "LIAISON_TEST_PACK_INTO";
/// Bytes of each of its three attachments.
const EACH: &str = "LIAISON_TEST_PACK_EACH";

/// They do not compress, so that there are many writes to fail.
fn big_blobs(each: usize) -> Vec<Vec<u8>> {
    let noise = |seed: u64| {
        let mut state = seed;
        (0..each)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 56) as u8
            })
            .collect::<Vec<u8>>()
    };
    (1..=3).map(noise).collect()
}

fn pack_into(home: &Path, folder: &Path, tell: pack::Tell<'_>) -> Result<()> {
    let world = World::new();
    let blobs = big_blobs(std::env::var(EACH).map_or(1_000_000, |each| each.parse().unwrap()));
    let read = |blob: &Blob, out: &mut dyn Write| {
        let bytes = blobs.iter().find(|b| Digest::of(b) == blob.sha256).unwrap();
        out.write_all(bytes).map_err(|e| Error::file("spool", e))
    };
    let mut beside = read;
    let contents = Contents {
        schema: WRITTEN,
        program: "0.1.0",
        rows: &|take| ROWS[..3].iter().try_for_each(|(is, row)| take(is, row)),
        rows_beside: Some(&mut |take| ROWS[3..].iter().try_for_each(|(is, row)| take(is, row))),
        blobs: blobs
            .iter()
            .map(|b| Blob {
                sha256: Digest::of(b),
                size: b.len() as u64,
            })
            .collect(),
        blob: &read,
        blob_beside: Some(&mut beside),
    };
    fs::write(home.join("JS-017.pub"), world.station.key.public()?.file()).map_err(|e| Error::file(home, e))?;
    pack::seal(home, folder, &world.station.key, world.address("JS-017", &world.station, 42), contents, tell)?.put()?;
    Ok(())
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

/// The program that is made to fail: this test binary, started again by the tests below.
#[test]
fn child() {
    if let Some(root) = std::env::var_os(CHILD) {
        let root = Path::new(&root);
        pack_into(&root.join("home"), &root.join("stick"), &mut |_, _, _| Ok(())).unwrap();
    }
}

/// Makes the n-th call of each kind fail, for every n there is.
#[test]
fn a_failing_medium_leaves_no_torn_bundle() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("!! not tried: strace is missing, so no write could be made to fail");
        return;
    }
    let mut tried = 0;
    let ways = [
        ("write,pwrite64", "error=EIO"),
        ("write,pwrite64", "error=ENOSPC"),
        ("fsync", "error=EIO"),
        ("rename", "error=EIO"),
        ("write,fsync,rename", "signal=KILL"),
    ];
    for (calls, harm) in ways {
        for n in 1.. {
            let root = tempfile::tempdir().unwrap();
            let (home, stick, log) = (root.path().join("home"), root.path().join("stick"), root.path().join("log"));
            fs::create_dir_all(&home).unwrap();
            fs::create_dir_all(&stick).unwrap();
            let out = Command::new("strace")
                .args([
                    "-f",
                    "-qq",
                    "-e",
                    &format!("trace={calls}"),
                    "-e",
                    &format!("inject={calls}:{harm}:when={n}"),
                    "-o",
                ])
                .arg(&log)
                .arg(std::env::current_exe().unwrap())
                .args(["--exact", "faults::child", "--test-threads=1", "--nocapture"])
                .env(CHILD, root.path())
                .env("RUST_BACKTRACE", "0")
                .output()
                .unwrap();
            let log = fs::read_to_string(&log).unwrap_or_default();
            let killed = harm.starts_with("signal");
            let hit = log.contains("(INJECTED)") || log.contains("killed by SIGKILL");
            if log.is_empty() {
                eprintln!("!! not tried: strace may not trace here: {}", String::from_utf8_lossy(&out.stderr));
                return;
            }
            let left = names(&stick);
            let whole = "JS-017_e3f9_000042.rdz";
            if left.iter().any(|n| n == whole) {
                let key = liaison::bundle::seal::VerifyKey::from_text(&fs::read_to_string(home.join("JS-017.pub")).unwrap()).unwrap();
                verify::file(&stick.join(whole), &key).unwrap();
            }
            // A killed program can't clear away its *.part; a living one does.
            let parts = left.iter().filter(|n| *n != whole).count();
            assert!(
                parts == 0 || (killed && left.iter().all(|n| n.ends_with(".part") || n == whole)),
                "{calls} {harm} {n}: {left:?}"
            );
            assert!(
                names(&home).iter().all(|n| n == "JS-017.pub"),
                "{calls} {harm} {n}: the sealed payload stays nameless"
            );
            if !hit {
                assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
                break;
            }
            tried += 1;
            assert!(n < 500, "it must end some time");
        }
    }
    println!("{tried} points of failure, no torn bundle");
    assert!(tried > 20, "{tried}");
}

/// A long bundle is flushed while it is written, by a thread of its own; the system tells of a
/// page it could not write only once, to whoever asked first.
#[test]
fn a_flush_that_fails_on_the_way_is_not_forgotten() {
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("!! not tried: strace is missing, so no flush could be made to fail");
        return;
    }
    for n in 1..=2 {
        let root = tempfile::tempdir().unwrap();
        let (stick, log) = (root.path().join("stick"), root.path().join("log"));
        fs::create_dir_all(root.path().join("home")).unwrap();
        fs::create_dir_all(&stick).unwrap();
        let inject = format!("inject=fdatasync:error=EIO:when={n}");
        let out = Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=fdatasync", "-e", &inject, "-o"])
            .arg(&log)
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "faults::child", "--test-threads=1", "--nocapture"])
            .env(CHILD, root.path())
            .env(EACH, "15000000")
            .output()
            .unwrap();
        let log = fs::read_to_string(&log).unwrap_or_default();
        if log.is_empty() {
            eprintln!("!! not tried: strace may not trace here: {}", String::from_utf8_lossy(&out.stderr));
            return;
        }
        assert!(log.contains("(INJECTED)"), "{log}");
        assert!(
            !out.status.success() && String::from_utf8_lossy(&out.stderr).contains("Os { code: 5"),
            "{out:?}"
        );
        assert!(names(&stick).is_empty(), "{:?}", names(&stick));
    }
}

#[test]
fn cancelled_at_any_step_leaves_nothing_behind() {
    let mut steps = 0;
    for n in 0.. {
        let root = tempfile::tempdir().unwrap();
        let (home, stick) = (root.path().join("home"), root.path().join("stick"));
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(&stick).unwrap();
        let mut told = 0;
        let done = pack_into(&home, &stick, &mut |_, _, _| {
            told += 1;
            if told > n { Err(Error::Cancelled) } else { Ok(()) }
        });
        match done {
            Ok(()) => break,
            Err(error) => {
                assert_eq!(error.code(), "cancelled");
                assert!(names(&stick).is_empty() && names(&home) == ["JS-017.pub"]);
                steps += 1;
            }
        }
    }
    assert!(steps >= 7, "{steps}");
}

/// One line or attachment that no reader takes would make every bundle worthless, unnoticed.
#[test]
fn what_no_reader_takes_is_not_written() {
    let world = World::new();
    let root = tempfile::tempdir().unwrap();
    let long = format!("\"{}\"", "a".repeat(limits::LINE as usize));
    let seal = |row: &str, size: u64| {
        let contents = Contents {
            schema: SCHEMA,
            program: "0.1.0",
            rows: &|take| take("visit", &format!("{{\"problem\":{row}}}")),
            rows_beside: None,
            blobs: vec![Blob { sha256: "0".repeat(64), size }],
            blob: &|_, _| Err(Error::Cancelled),
            blob_beside: None,
        };
        let address = world.address("JS-017", &world.station, 42);
        pack::seal(root.path(), root.path(), &world.station.key, address, contents, &mut |_, _, _| Ok(())).unwrap_err()
    };
    assert!(matches!(seal("\"b\"", limits::BLOB), Error::Cancelled));
    assert!(seal("\"b\"", limits::BLOB + 1).to_string().contains("附件"));
    assert!(seal(&long, 1).to_string().contains("太长"));
    assert!(names(root.path()).is_empty());
}

#[test]
fn a_file_already_there_is_never_touched() {
    let root = tempfile::tempdir().unwrap();
    let there = root.path().join("JS-017_e3f9_000042.rdz");
    fs::write(&there, b"of another day").unwrap();
    let error = pack_into(root.path(), root.path(), &mut |_, _, _| Ok(())).unwrap_err();
    assert!(error.to_string().contains("已经有了"), "{error}");
    assert_eq!(fs::read(&there).unwrap(), b"of another day");
}

/// Whoever had the stick before may have left something under the name of the part: a link to
/// the clerk's own file, a pipe that nobody empties. It goes; what it points to stays.
#[cfg(unix)]
#[test]
fn fail_something_else_under_the_parts_name() {
    let part = "JS-017_e3f9_000042.rdz.part";
    for lay in ["ln -s ../own", "ln ../own", "mkfifo", "echo old >"] {
        let root = tempfile::tempdir().unwrap();
        let (home, stick, own) = (root.path().join("home"), root.path().join("stick"), root.path().join("own"));
        fs::create_dir_all(&home).unwrap();
        fs::create_dir_all(&stick).unwrap();
        fs::write(&own, b"of the clerk").unwrap();
        crate::stock::sh(&stick, &format!("{lay} {part}"));
        pack_into(&home, &stick, &mut |_, _, _| Ok(())).unwrap();
        assert_eq!(fs::read(&own).unwrap(), b"of the clerk", "{lay}");
        assert_eq!(names(&stick), ["JS-017_e3f9_000042.rdz"], "{lay}");
        assert!(fs::symlink_metadata(stick.join("JS-017_e3f9_000042.rdz")).unwrap().is_file(), "{lay}");
    }
}

/// The name is looked at again when it is given: writing a slow stick takes minutes.
#[cfg(unix)]
#[test]
fn fail_a_file_that_came_meanwhile() {
    let root = tempfile::tempdir().unwrap();
    let (home, stick) = (root.path().join("home"), root.path().join("stick"));
    fs::create_dir_all(&home).unwrap();
    fs::create_dir_all(&stick).unwrap();
    let there = stick.join("JS-017_e3f9_000042.rdz");
    let error = pack_into(&home, &stick, &mut |_, _, _| {
        fs::write(&there, b"of another").map_err(|e| Error::file(&there, e))
    })
    .unwrap_err();
    assert!(error.to_string().contains("已经有了"), "{error}");
    assert_eq!(fs::read(&there).unwrap(), b"of another");
    assert_eq!(names(&stick), ["JS-017_e3f9_000042.rdz"]);
    // A link that leads nowhere is there too.
    fs::remove_file(&there).unwrap();
    std::os::unix::fs::symlink("nowhere", &there).unwrap();
    let error = pack_into(&home, &stick, &mut |_, _, _| Ok(())).unwrap_err();
    assert!(error.to_string().contains("已经有了"), "{error}");
}

#[test]
fn a_full_stick_is_called_full() {
    let root = tempfile::tempdir().unwrap();
    let stick = root.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(&stick).output();
    if !mounted.is_ok_and(|m| m.status.success()) {
        eprintln!("!! not tried: only root may mount a full stick");
        return;
    }
    let error = pack_into(root.path(), &stick, &mut |_, _, _| Ok(()));
    let left = names(&stick);
    Command::new("umount").arg(&stick).output().unwrap();
    assert_eq!(error.unwrap_err().code(), "disk_full");
    assert!(left.is_empty(), "{left:?}");
}

/// The stick is pulled the moment `child` says it may be: what the exFAT image holds then is
/// what the other PC would find. None, said aloud, where no such stick can be made.
pub fn pulled(root: &Path, child: &str, variable: &str) -> Option<PathBuf> {
    let script = "
        umask 022; mkdir -p home stick; truncate -s 64M img; mkfs.exfat img
        L=$(losetup -f --show img); trap 'umount stick || true; losetup -d $L || true' EXIT
        mount.exfat-fuse $L stick
        \"$PACKER\" --exact \"$CHILD\"; cp img snap
        umount stick; losetup -d $L
        fsck.exfat -n snap; L=$(losetup -f --show snap); mount.exfat-fuse $L stick
        cp stick/*.rdz pulled.rdz";
    let can = Command::new("sh")
        .args([
            "-c",
            "command -v mkfs.exfat mount.exfat-fuse fsck.exfat losetup && test $(id -u) = 0 && test -e /dev/fuse && losetup -f",
        ])
        .output();
    if !can.is_ok_and(|out| out.status.success()) {
        eprintln!("!! not tried: a stick to pull needs root, loop devices, exfat-fuse and exfatprogs");
        return None;
    }
    let out = Command::new("sh")
        .args(["-euc", script])
        .current_dir(root)
        .env(variable, root)
        .env("CHILD", child)
        .env("PACKER", std::env::current_exe().unwrap())
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    Some(root.join("pulled.rdz"))
}

#[test]
fn pulled_right_after_done_the_bundle_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let Some(pulled) = pulled(root.path(), "faults::child", CHILD) else { return };
    let key = liaison::bundle::seal::VerifyKey::from_text(&fs::read_to_string(root.path().join("home/JS-017.pub")).unwrap()).unwrap();
    verify::file(&pulled, &key).unwrap();
}
