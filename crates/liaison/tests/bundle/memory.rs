//! Memory: however much goes into a bundle, packing it takes no more than 64 MiB beyond what an
//! unlocked program holds.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use serde_json::json;

use crate::county::*;

const CHILD: &str = "LIAISON_TEST_MEMORY";
const PICTURES: u64 = 50;
const PICTURE: usize = 2_000_000;

/// VmHWM, the highest resident set since it was last cleared; KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Packs in a process of its own, whose peak nothing else moves.
#[test]
fn child() {
    let Some(root) = std::env::var_os(CHILD) else { return };
    let root = Path::new(&root);
    let mut ask = opened_at(root);
    // Unlocking takes 64 MB for the password's scrypt.
    if fs::write("/proc/self/clear_refs", "5").is_err() {
        println!("\nnot told");
        return;
    }
    let before = peak();
    ask("bundle_pack", json!({ "folder": root.join("stick") }));
    println!("\ngrew {}", peak() - before);
}

#[test]
fn a_hundred_megabytes_of_pictures_are_packed_in_little_memory() {
    let mut pair = Pair::new(&["JS-017"]);
    let mut station = pair.stations.remove(0);
    let deputy = station.deputy("张卫国");
    let visit = station.visit(&deputy, "李四");
    // Noise, so that nothing shrinks; the first bytes make each another picture.
    let mut state = 1_u64;
    let mut picture: Vec<u8> = std::iter::repeat_with(|| noise(&mut state)).take(PICTURE).collect();
    for n in 0..PICTURES {
        picture[..3].copy_from_slice(b"\xff\xd8\xff");
        picture[3..11].copy_from_slice(&n.to_le_bytes());
        let base64 = base64::prelude::BASE64_STANDARD.encode(&picture);
        station
            .ask(
                "attach",
                json!({ "noun": "visit", "id": visit, "name": format!("照片{n}.jpg"), "base64": base64 }),
            )
            .unwrap();
    }
    station.leave();
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::child", "--nocapture"])
        .env(CHILD, station.root.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{said}{}", String::from_utf8_lossy(&out.stderr));
    let Some(grew) = said.lines().find_map(|l| l.strip_prefix("grew ")) else {
        eprintln!("!! not tried: this system does not tell a process its peak of memory");
        return;
    };
    let kib: u64 = grew.parse().unwrap();
    println!("packing {PICTURES} pictures: {kib} KiB more");
    assert!(kib <= 64 << 10, "{kib} KiB");
    let packed = fs::read_dir(station.stick()).unwrap().next().unwrap().unwrap().metadata().unwrap().len();
    assert!(packed > PICTURES * PICTURE as u64, "{packed}");
}

fn noise(state: &mut u64) -> u8 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 56) as u8
}
