//! The power is cut while records are saved: what the disk holds then is what the PC starts with.
//!
//! Two ways, each on an ext4 of its own in a loop-mounted file. *Snapshot*: the file is copied while
//! the program writes, and the copy is mounted. *Shutdown*: the file system is told to forget all it
//! has not written (`EXT4_IOC_SHUTDOWN`, its log not flushed), and mounted anew.
//!
//! What must be there is what was acknowledged *before* the cut. The ioctl once seemed to lose an
//! acknowledged row now and then: it answers success to the one flush that is under way at that very
//! moment, and did so too for a bare program that appends 512 bytes and calls fsync (2 of 40 cuts,
//! always the last append alone). A PC whose power is gone acknowledges nothing, so such a row was
//! never promised; the test counts them and allows that one, no other.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::home::{Worker, missing, said, set_up, sound};
use crate::times;

fn sh(folder: &Path, script: &str) -> bool {
    let out = Command::new("sh").args(["-euc", script]).current_dir(folder).output().unwrap();
    if !out.status.success() {
        eprintln!("{script}: {}", String::from_utf8_lossy(&out.stderr));
    }
    out.status.success()
}

/// Right after a kill the system may hold the disk a moment longer.
fn unmount(root: &Path) {
    assert!(sh(
        root,
        "for n in $(seq 50); do umount disk 2>/dev/null && exit 0; sleep 0.1; done; umount disk"
    ));
}

/// A test that fails leaves no disk behind.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["-q", "-l"]).arg(self.0.join("disk")).status();
    }
}

/// Forgets what is not on the disk, once told to; ready before, so that the cut comes at once.
const SHUTDOWN: &str = "import fcntl, os, struct, sys
f = os.open(sys.argv[1], os.O_RDONLY)
print('ready', flush=True)
sys.stdin.readline()
fcntl.ioctl(f, 0x8004587D, struct.pack('I', 2))";

#[derive(Default, Debug)]
struct Tally {
    cuts: usize,
    acknowledged: usize,
    /// Acknowledged by the flush that was under way when the file system was shut down, and not there.
    in_flight: usize,
    /// Cuts after which a file that was never flushed had lost its content.
    unflushed: usize,
}

fn cut(root: &Path, deputy: &str, shut_down: bool, wait: Duration, tally: &mut Tally) {
    assert!(sh(root, "cp --sparse=always base.img disk.img && mount -o loop disk.img disk"));
    let home = root.join("disk/home");
    let mut worker = Worker::starts(&json!({"home": home, "deputy": deputy, "saves": 100_000}), &[]);
    worker.until("ready");
    std::thread::sleep(wait);
    fs::write(root.join("disk/unflushed"), "not yet on the disk").unwrap();
    let before = if shut_down {
        let mut switch = Command::new("python3")
            .args(["-c", SHUTDOWN, "disk"])
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        switch.stdout.take().unwrap().read_exact(&mut [0; 6]).unwrap();
        let before = worker.saved();
        switch.stdin.take().unwrap().write_all(b"\n").unwrap();
        assert!(switch.wait().unwrap().success());
        before
    } else {
        let before = worker.saved();
        assert!(sh(root, "cp --sparse=always disk.img snapshot.img"));
        before
    };
    worker.child.kill().unwrap();
    let all = said(&worker.ends(), "saved");
    unmount(root);
    let after = if shut_down { "disk.img" } else { "snapshot.img" };
    assert!(sh(root, &format!("mount -o loop {after} disk")));
    tally.unflushed += usize::from(fs::read_to_string(root.join("disk/unflushed")).unwrap_or_default().is_empty());
    assert_eq!(missing(&home, &before), [""; 0], "acknowledged before the power went");
    if shut_down {
        let lost = missing(&home, &all);
        let last = all.iter().next_back();
        assert!(
            lost.is_empty() || (lost.len() == 1 && lost.first() == last),
            "more than the flush under way: {lost:?}"
        );
        tally.in_flight += lost.len();
    } else {
        // Copying takes longer than an instant. The note of what was saved, written after the
        // database, may be caught later than it was, as no cut of power leaves them.
        let _ = fs::remove_file(home.join("station.db-saved"));
    }
    sound(&home);
    tally.cuts += 1;
    tally.acknowledged += before.len();
    unmount(root);
}

#[test]
fn after_a_power_cut_every_acknowledged_save_is_there() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let made = "test $(id -u) = 0; command -v python3; mkdir disk; truncate -s 96M base.img; mkfs.ext4 -q -F base.img; mount -o loop base.img disk";
    if !sh(root, made) {
        eprintln!("!! not tried: cutting the power needs root, loop devices, mkfs.ext4 and python3");
        return;
    }
    let _mounted = Mounted(root);
    let deputy = set_up(&root.join("disk/home"));
    unmount(root);
    let cuts = times(60);
    let mut part = 0.3_f64;
    for shut_down in [false, true] {
        let mut tally = Tally::default();
        for _ in 0..cuts.div_ceil(2) {
            part = (part + 0.618_034).fract();
            cut(root, &deputy, shut_down, Duration::from_secs_f64(0.02 + 0.25 * part), &mut tally);
        }
        println!("{}: {tally:?}, 0 lost", if shut_down { "shutdown" } else { "snapshot" });
        assert!(tally.acknowledged > tally.cuts, "{tally:?}");
        // A cut that loses nothing at all would prove nothing.
        assert!(tally.unflushed > tally.cuts / 2, "{tally:?}");
    }
}
