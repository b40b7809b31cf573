//! Media that are full, at both ends and at each step: whatever does not fit is said, changes
//! nothing and leaves nothing; with room again the same thing goes through.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::bundle::seal::VerifyKey;
use liaison::bundle::verify;
use serde_json::{Value, json};

use crate::county::*;
use crate::faults;

const PAGE: u64 = 4096;

/// A small disk mounted over a folder, until it is dropped.
struct Disk(PathBuf);

impl Disk {
    /// None where only root may mount one, said aloud.
    fn over(folder: &Path, megabytes: u32) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).output();
        if mounted.is_ok_and(|m| m.status.success()) {
            return Some(Self(folder.to_owned()));
        }
        eprintln!("!! not tried: only root may mount a small disk");
        None
    }

    /// Fills it but for so many pages.
    fn leave(&self, pages: u64) {
        let path = self.0.join("filler");
        let _ = fs::remove_file(&path);
        let mut filler = File::create(&path).unwrap();
        for piece in [1 << 20, PAGE as usize] {
            while filler.write_all(&vec![0; piece]).is_ok() {}
        }
        let size = filler.metadata().unwrap().len();
        filler.set_len(size.saturating_sub(pages * PAGE)).unwrap();
    }

    fn holds(&self) -> Vec<String> {
        let mut all: Vec<String> = fs::read_dir(&self.0).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        all.retain(|n| n != "filler");
        all.sort();
        all
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

/// A home moved to a small disk, with a small stick.
struct Cramped {
    home: Home,
    disk: Disk,
    stick: Disk,
    /// With which it signs.
    key: VerifyKey,
}

impl Cramped {
    fn of(home: &Home) -> Option<Self> {
        let mut cramped = Home::new();
        cramped.minutes = home.minutes;
        let disk = Disk::over(&cramped.folder(), 16)?;
        let stick = Disk::over(&cramped.stick(), 16)?;
        copy_all(&home.folder(), &cramped.folder());
        cramped.ask("unlock", json!({ "password": PASSWORD })).unwrap();
        let key = secrets(&cramped).key.public().unwrap();
        Some(Self {
            home: cramped,
            disk,
            stick,
            key,
        })
    }

    /// Asks with ever more room, until it goes through; each time before it must be called full
    /// and nothing may have changed. Answers what came out and how often it did not fit.
    fn squeeze(&mut self, on_stick: bool, command: &str, question: &Value, step: u64) -> (Value, u32) {
        let tables = self.home.tables();
        let (before, stick) = (came_in(&tables), self.stick.holds());
        let mut tried = 0;
        for pages in (0..).map(|n| n * step) {
            let (tight, roomy) = if on_stick { (&self.stick, &self.disk) } else { (&self.disk, &self.stick) };
            let _ = fs::remove_file(roomy.0.join("filler"));
            tight.leave(pages);
            let asked = self.home.ask(command, question.clone());
            let code = match &asked {
                Ok(answer) => answer["files"][0]["trouble"]["code"].as_str().unwrap_or("").to_owned(),
                Err(error) => error.code().to_owned(),
            };
            if code.is_empty() {
                let _ = fs::remove_file(tight.0.join("filler"));
                self.home.sound();
                return (asked.unwrap(), tried);
            }
            assert_eq!(code, "disk_full", "{command} with {pages} pages: {asked:?}");
            // What was given its name before the room ended is whole; there is never a torn one.
            for name in self.stick.holds().into_iter().filter(|name| name.ends_with(".rdz")) {
                verify::file(&self.home.stick().join(name), &self.key).unwrap();
            }
            assert!(!on_stick || self.stick.holds() == stick, "{command} with {pages} pages");
            assert!(self.disk.holds().iter().all(|n| !n.starts_with(".tmp")), "{:?}", self.disk.holds());
            assert!(came_in(&tables) == before, "{command} with {pages} pages");
            tried += 1;
            assert!(tried < 2_000, "it must fit some time");
        }
        unreachable!()
    }
}

/// A photo that does not shrink.
fn photo(home: &mut Home, visit: &str, name: &str, size: u32) {
    use base64::Engine as _;
    let mut state = u64::from(size);
    let noise = (0..size).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    });
    let bytes: Vec<u8> = b"\xff\xd8\xff".iter().copied().chain(noise).collect();
    let encoded = base64::prelude::BASE64_STANDARD.encode(&bytes);
    home.ask("attach", json!({ "noun": "visit", "id": visit, "name": name, "base64": encoded }))
        .unwrap();
}

#[test]
fn full_at_each_step_nothing_is_torn_and_nothing_lost() {
    let mut pair = Pair::new(&["JS-017"]);
    let (mut county, mut station) = (pair.county, pair.stations.remove(0));
    let deputy = station.deputy("张卫国");
    let visit = station.visit(&deputy, "李四");
    photo(&mut station, &visit, "水渠.jpg", 600_000);
    station.leave();
    county.leave();
    let (Some(mut station), Some(mut county)) = (Cramped::of(&station), Cramped::of(&county)) else {
        return;
    };
    let on_stick = |home: &Cramped| json!({ "folder": home.home.stick() });

    // Packing: the stick is full, then the disk on which the rows wait, sealed, and the number is noted.
    let (_, stick) = station.squeeze(true, "bundle_pack", &on_stick(&station), 8);
    let visit = station.home.visit(&deputy, "王五");
    photo(&mut station.home, &visit, "桥.jpg", 400_000);
    let (packed, home) = station.squeeze(false, "bundle_pack", &on_stick(&station), 1);
    println!("packing: {stick} times too little room on the stick, {home} times at home");
    assert!(stick > 10 && home > 2);

    // Receiving: the disk is full while the file is copied, then in the transaction.
    let bundle = county.home.root.path().join("in.rdz");
    fs::copy(packed["path"].as_str().unwrap(), &bundle).unwrap();
    let (received, home) = county.squeeze(false, "bundle_receive", &json!({ "paths": [bundle] }), 16);
    assert_eq!(received["files"][0]["state"], "filed", "{received}");
    println!("receiving: {home} times too little room");
    assert!(home > 10);
    assert_eq!((county.home.count("visit"), county.home.count("deputy")), (2, 1));

    // The receipt: the folder it is written to is full, then the county's own disk.
    let ask = json!({ "station": "JS-017", "folder": county.home.stick() });
    let (_, stick) = county.squeeze(true, "receipt_write", &ask, 1);
    let (receipt, home) = county.squeeze(false, "receipt_write", &ask, 1);
    println!("writing receipts: {stick} times too little room in the folder, {home} times at home");
    assert!(stick > 0);
    let taken = station.home.root.path().join("receipt.rdz");
    fs::copy(receipt["path"].as_str().unwrap(), &taken).unwrap();
    let (taken, home) = station.squeeze(false, "receipt_take", &json!({ "path": taken }), 1);
    println!("taking a receipt: {home} times too little room");
    assert!(taken["says"].as_str().unwrap().contains("已收到"), "{taken}");

    // The next handoff has all, once, and nothing is waited for that never was.
    station.home.visit(&deputy, "赵六");
    station.home.pack();
    let stick = station.home.stick();
    for file in county.home.receive(&[&stick]) {
        assert!(matches!(file["state"].as_str(), Some("filed" | "again")), "{file}");
    }
    let inbox = county.home.ask("inbox", json!({})).unwrap();
    assert_eq!(inbox[0]["missing"], json!([]), "{inbox}");
    let (ours, theirs) = (came_in(&station.home.tables()), came_in(&county.home.tables()));
    for table in ["deputy", "visit", "link", "attachment", "blob", "search_doc"] {
        assert_eq!(ours[table], theirs[table], "{table}");
    }
}

const CHILD: &str = "LIAISON_TEST_WRITES_RECEIPT";

/// A county that writes a receipt to a stick which is pulled: started again below.
#[test]
fn child() {
    let Some(root) = std::env::var_os(CHILD) else { return };
    let root = Path::new(&root);
    let mut county = Home::at(root);
    county.ask("unlock", json!({ "password": PASSWORD })).unwrap();
    county.receipt("JS-017");
}

#[test]
fn pulled_right_after_done_the_receipt_is_whole() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    county.receive(&[&stations[0].pack()]);
    county.leave();
    let root = tempfile::tempdir().unwrap();
    copy_all(&county.folder(), &root.path().join("home"));
    let Some(pulled) = faults::pulled(root.path(), "media::child", CHILD) else {
        return;
    };
    let taken = stations[0].take(&pulled);
    assert_eq!(taken["acked_through"], 1, "{taken}");
}
