//! `stranger.py`, a reader made from FORMAT.md alone, and the program take in and refuse the
//! same files: what one of them reads otherwise, the page does not say exactly enough.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use liaison::bundle::open;
use liaison::bundle::verify::Trust;

use crate::made::*;

/// What the stranger printed, or why it refused.
fn stranger(folder: &Path) -> Result<String, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bundle/stranger.py");
    let out = Command::new("python3")
        .args([script, "X.rdz", "JS-017.pub", "JS-COUNTY.key"])
        .current_dir(folder)
        .output()
        .unwrap_or_else(|e| panic!("python3: {e} (./dev test installs it)"));
    let said = String::from_utf8(out.stdout).unwrap();
    let wrong = String::from_utf8(out.stderr).unwrap();
    if out.status.success() { Ok(said) } else { Err(wrong) }
}

fn program(path: &Path, world: &World) -> liaison::Result<()> {
    let key = world.station.key.public()?;
    let mut opened = open::open(path, Trust::Key(&key), "JS-COUNTY", &world.work, SCHEMA)?;
    opened.rows(&mut |_, _| Ok(()))
}

/// The bundle with its member at `at` changed, nothing signed anew.
fn with(bundle: &[u8], at: usize, change: impl FnOnce(&mut String)) -> Vec<u8> {
    let mut members = untar(bundle);
    let mut text = String::from_utf8(members[at].1.clone()).unwrap();
    change(&mut text);
    members[at].1 = text.into();
    tar(&members)
}

/// The bundle with an envelope of another wording, signed anew by the station.
fn reworded(world: &World, bundle: &[u8], from: &str, to: &str) -> Vec<u8> {
    let envelope = envelope(bundle);
    let text = envelope.print().replace(from, to);
    assert_ne!(text, envelope.print());
    world.around_text(&text, &envelope, &member(bundle, "payload.tar.zst.age"), &world.station)
}

/// The bundle with its inside changed, listed, signed and sealed anew by the station.
fn remade(world: &World, bundle: &[u8], change: impl FnOnce(&mut Members)) -> Vec<u8> {
    let envelope = envelope(bundle);
    let mut members = world.inner(bundle);
    change(&mut members);
    let members = relisted(members, &world.station.key, &envelope.trusted_comment());
    world.around(&envelope, &tar(&members), &world.station)
}

fn manifest(members: &mut Members, from: &str, to: &str) {
    let text = String::from_utf8(members[0].1.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    members[0].1 = text.replacen(from, to, 1).into();
}

#[test]
fn fail_two_readers_of_one_page() {
    let world = World::new();
    let good = world.good();
    let packed = zstd::encode_all(&tar(&world.inner(&good))[..], 3).unwrap();
    let around = |packed: &[u8]| world.around_zstd(&envelope(&good), packed, &world.station);
    let mut wide = zstd::Encoder::new(Vec::new(), 3).unwrap();
    wide.window_log(24).unwrap();
    wide.write_all(&tar(&world.inner(&good))).unwrap();
    wide.flush().unwrap();
    let prehashed = |text: &mut String| {
        let line = text.lines().nth(1).unwrap().to_owned();
        let mut raw = base64::prelude::BASE64_STANDARD.decode(&line).unwrap();
        raw[1] = b'd';
        *text = text.replace(&line, &base64::prelude::BASE64_STANDARD.encode(raw));
    };
    let mut more = envelope(&good).recipients;
    more.push(world.other.identity.public().unwrap());
    let inner = tar(&world.inner(&good));
    let two = inner
        .chunks(inner.len() / 2 + 1)
        .flat_map(|half| zstd::encode_all(half, 3).unwrap())
        .collect::<Vec<u8>>();
    let skipped = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc";

    let sound = [
        ("as packed", good.clone()),
        ("another untrusted comment", with(&good, 2, |t| *t = t.replacen("signature", "anything", 1))),
        ("a record of zeros", [&good[..], &[0; 9_728]].concat()),
        ("two frames", around(&two)),
        ("a skippable frame", around(&[&packed[..], skipped].concat())),
        (
            "a line that is no JSON",
            remade(&world, &good, |m| {
                let size = m[1].1.len() as u64 + blobs().iter().map(|b| b.len() as u64).sum::<u64>();
                m[1].1.extend_from_slice(b"{no\n");
                manifest(m, &format!("\"total-size\": {size}"), &format!("\"total-size\": {}", size + 4));
                manifest(m, "\"visit\": 1", "\"visit\": 2");
            }),
        ),
    ];
    let mut broken = vec![
        ("a record too many", [&good[..], &[0; 10_240]].concat()),
        ("half a block", [&good[..], &[0; 100]].concat()),
        ("one block at the end", good[..good.len() - 512].to_vec()),
        ("cut", good[..good.len() / 2].to_vec()),
        ("CR LF", with(&good, 2, |t| *t = t.replace('\n', "\r\n"))),
        ("five lines", with(&good, 2, |t| t.push('\n'))),
        ("not prehashed", with(&good, 2, prehashed)),
        ("VERIFY.txt", with(&good, 4, |t| *t = t.replacen("sha256sum", "md5sum", 1))),
        ("seq 042", reworded(&world, &good, "seq: 42", "seq: 042")),
        ("seq 2^63", reworded(&world, &good, "seq: 42", "seq: 9223372036854775808")),
        ("seq in other digits", reworded(&world, &good, "seq: 42", "seq: ４２")),
        ("to itself", reworded(&world, &good, "to: JS-COUNTY", "to: JS-017")),
        ("a line twice", reworded(&world, &good, "epoch: e3f9\n", "epoch: e3f9\nepoch: e3f9\n")),
        ("a kind", reworded(&world, &good, "kind: full", "kind: Full")),
        ("no offset", reworded(&world, &good, "+08:00", "Z")),
        ("a day", reworded(&world, &good, "2026-11-03", "2026-11-31")),
        ("a leap second", reworded(&world, &good, ":00+08:00", ":60+08:00")),
        ("newer", reworded(&world, &good, "rdz/1", "rdz/2")),
        (
            "a fourth recipient",
            world.around_payload(&envelope(&good), &encrypt(&more, &packed), &world.station),
        ),
        (
            "another station's seal",
            world.around(&envelope(&good), &tar(&world.inner(&good)), &world.other),
        ),
        ("garbage after the frame", around(&[&packed[..], b"garbage"].concat())),
        ("a wide window", around(&wide.finish().unwrap())),
        ("inner signature of another", {
            let listed = relisted(world.inner(&good), &world.other.key, &envelope(&good).trusted_comment());
            world.around(&envelope(&good), &tar(&listed), &world.station)
        }),
        ("a member more", remade(&world, &good, |m| m.push(("extra.txt".into(), b"x".to_vec())))),
        ("a blob less", remade(&world, &good, |m| drop(m.remove(2)))),
        (
            "a blob under another name",
            remade(&world, &good, |m| m[3].0 = format!("blobs/{}", "f".repeat(64))),
        ),
        ("no end of line", remade(&world, &good, |m| m[1].1.truncate(20))),
    ];
    for (from, to) in [
        ("\"seq\": 42", "\"seq\": 41"),
        ("\"seq\": 42", "\"seq\": \"42\""),
        ("\"seq\": 42", "\"seq\": 42, \"seq\": 42"),
        ("\"seq\": 42", "\"seq\": 42.0"),
        ("\"kind\": \"full\"", "\"kind\": \"update\""),
        ("\"schema\": 3", "\"schema\": 99"),
        ("\"visit\": 1", "\"visit\": 2"),
        ("\"visit\": 1", "\"visit\": -1"),
        ("\"visit\": 1", "\"visit\": 0"),
        ("\"unfinished\": []", "\"unfinished\": [42]"),
        ("\"unfinished\": []", "\"unfinished\": [2, 1]"),
        ("\"program\"", "\"more\": 1, \"program\""),
    ] {
        broken.push((to, remade(&world, &good, |m| manifest(m, from, to))));
    }
    // One bit of every member and of every header.
    for at in (0..good.len()).step_by(good.len() / 40) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        broken.push(("a bit", bad));
    }

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("X.rdz");
    fs::write(folder.path().join("JS-017.pub"), world.station.key.public().unwrap().file()).unwrap();
    fs::write(folder.path().join("JS-COUNTY.key"), world.work.file().unwrap().as_bytes()).unwrap();
    for (what, bundle) in sound {
        fs::write(&path, bundle).unwrap();
        program(&path, &world).unwrap_or_else(|e| panic!("{what}: the program: {e}"));
        let said = stranger(folder.path()).unwrap_or_else(|e| panic!("{what}: the stranger: {e}"));
        assert!(said.starts_with("rdz/1 from=JS-017 to=JS-COUNTY epoch=e3f9 seq=42\n"), "{said}");
        assert!(said.contains("\"blobs\": 2"), "{said}");
    }
    for (what, bundle) in broken {
        fs::write(&path, bundle).unwrap();
        assert!(program(&path, &world).is_err(), "{what}: the program takes it in");
        let why = stranger(folder.path()).expect_err(what);
        // A sentence of its own, not a fall.
        assert!(!why.is_empty() && !why.contains("Traceback"), "{what}: {why}");
    }
}
