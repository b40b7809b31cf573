//! The inside: what only whoever holds a key to it can check.

use std::io::{Read, Write as _};

use liaison::bundle::manifest::Blob;
use liaison::bundle::open::Row;
use liaison::bundle::seal::Digest;
use liaison::bundle::verify::Trust;
use liaison::bundle::{limits, open};

use proptest::prelude::*;

use crate::made::*;

/// Opens with the county's work key, trusting the roster.
fn by_county(world: &World, bundle: &[u8]) -> liaison::Result<open::Opened> {
    opened(bundle, Trust::Roster(&world.enrolled()), &world.work)
}

/// Changes the inner members, lists and signs them anew as the station would, and seals.
fn remade(world: &World, change: impl FnOnce(&mut Members)) -> Vec<u8> {
    let bundle = world.good();
    let envelope = envelope(&bundle);
    let mut members = world.inner(&bundle);
    change(&mut members);
    let members = relisted(members, &world.station.key, &envelope.trusted_comment());
    world.around(&envelope, &tar(&members), &world.station)
}

/// Puts raw bytes before the `at`-th inner member, after signing.
fn spliced(world: &World, at: usize, raw: &[u8]) -> Vec<u8> {
    let bundle = world.good();
    let members = world.inner(&bundle);
    let mut all: Vec<u8> = members[..at].iter().flat_map(|(n, b)| entry(n, b)).collect();
    all.extend_from_slice(raw);
    all.extend(tar(&members[at..]));
    world.around(&envelope(&bundle), &all, &world.station)
}

fn manifest(members: &mut Members, change: impl FnOnce(&mut serde_json::Value)) {
    let mut value: serde_json::Value = serde_json::from_slice(&members[0].1).unwrap();
    change(&mut value);
    members[0].1 = serde_json::to_vec_pretty(&value).unwrap();
}

#[test]
fn a_good_bundle_opens_for_all_three_keys() {
    let world = World::new();
    let bundle = world.good();
    for identity in [&world.work, &world.escrow, &world.station.identity] {
        let mut opened = opened(&bundle, Trust::Roster(&world.enrolled()), identity).unwrap();
        assert_eq!(opened.manifest.rows["visit"], 1);
        assert_eq!(opened.manifest.blobs.len(), 2);
        let (mut rows, mut found) = (Vec::new(), Vec::new());
        let mut take_line = |number, row: Result<Row, String>| {
            let row = row.unwrap();
            assert_eq!(number as usize, rows.len() + 1);
            rows.push((row.is, serde_json::Value::Object(row.row)));
            Ok(())
        };
        let mut take_blob = |blob: &Blob, bytes: &mut dyn Read| {
            let mut all = Vec::new();
            // Half of them are left unread: the rest is checked all the same.
            if found.is_empty() {
                bytes.take(5).read_to_end(&mut all).unwrap()
            } else {
                bytes.read_to_end(&mut all).unwrap()
            };
            found.push(blob.sha256.clone());
            Ok(())
        };
        opened.contents(&mut take_line, &mut take_blob).unwrap();
        let expected: Vec<_> = ROWS.iter().map(|(is, row)| ((*is).to_owned(), serde_json::from_str(row).unwrap())).collect();
        assert_eq!(rows, expected, "rows come out as they went in, unknown fields included");
        let mut expected: Vec<String> = blobs().iter().map(|b| Digest::of(b)).collect();
        expected.sort();
        assert_eq!(found, expected);
    }
    // The writer made from FORMAT.md writes the same inside.
    let members = world.inner(&bundle);
    let again = world.around(&envelope(&bundle), &tar(&members), &world.station);
    by_county(&world, &again).unwrap();
    by_county(&world, &remade(&world, |_| ())).unwrap();
}

#[test]
fn fail_wrong_recipient() {
    let world = World::new();
    let says = says(opened(&world.good(), Trust::Roster(&world.enrolled()), &world.other.identity));
    assert!(says.contains("不是加密给这把密钥的"), "{says}");
}

#[test]
fn fail_truncated_inside() {
    let world = World::new();
    let bundle = world.good();
    let envelope = envelope(&bundle);
    let payload = member(&bundle, "payload.tar.zst.age");
    let mut packed = Vec::new();
    world.work.decrypt(&payload[..]).unwrap().read_to_end(&mut packed).unwrap();
    let inner = zstd::decode_all(&packed[..]).unwrap();
    let head = payload.windows(4).position(|w| w == b"--- ").unwrap();
    let mut tried = 0;
    for cut in (head + 60..payload.len()).step_by(997).chain([payload.len() - 1]) {
        let bad = world.around_payload(&envelope, &payload[..cut], &world.station);
        assert!(!says(by_county(&world, &bad)).is_empty(), "age cut at {cut}");
        tried += 1;
    }
    for cut in (0..packed.len()).step_by(997).chain([packed.len() - 1, packed.len() - 4]) {
        let bad = world.around_zstd(&envelope, &packed[..cut], &world.station);
        assert!(!says(by_county(&world, &bad)).is_empty(), "zstd cut at {cut}");
        tried += 1;
    }
    for cut in (0..inner.len()).step_by(512).chain([inner.len() - 1]) {
        let bad = world.around(&envelope, &inner[..cut], &world.station);
        assert!(!says(by_county(&world, &bad)).is_empty(), "tar cut at {cut}");
        tried += 1;
    }
    println!("{tried} cuts, all refused");
}

#[test]
fn fail_one_byte_changed_inside() {
    let world = World::new();
    let bundle = world.good();
    let envelope = envelope(&bundle);
    let members = world.inner(&bundle);
    for at in 0..members.len() {
        let mut bad = members.clone();
        // The first byte of the inner signature is the untrusted comment's key word.
        let place = if bad[at].0.ends_with("minisig") { 90 } else { 0 };
        bad[at].1[place] ^= 0x01;
        let bad = world.around(&envelope, &tar(&bad), &world.station);
        let says = says(by_county(&world, &bad));
        assert!(says.contains("签名") || says.contains("校验清单"), "{}: {says}", members[at].0);
    }
    // Ciphertext changed under a good outer signature: age notices.
    let mut payload = member(&bundle, "payload.tar.zst.age");
    let last = payload.len() - 1;
    payload[last] ^= 0x01;
    let bad = world.around_payload(&envelope, &payload, &world.station);
    assert!(says(by_county(&world, &bad)).contains("损坏"));
}

/// Anyone can encrypt to the county; only the sender can sign what is inside.
#[test]
fn fail_inner_reencrypted_by_someone_else() {
    let world = World::new();
    let bundle = world.good();
    let inner = tar(&world.inner(&bundle));
    let mut envelope = envelope(&bundle);
    envelope.from = "JS-018".into();
    envelope.recipients = world.recipients(&world.other);
    let bad = world.around(&envelope, &inner, &world.other);
    outer(&bad, Trust::Roster(&world.enrolled())).unwrap();
    assert!(says(by_county(&world, &bad)).contains("不是这把公钥"));
}

#[test]
fn fail_envelope_of_one_with_payload_of_another() {
    let world = World::new();
    let (first, second) = (world.bundle("JS-017", &world.station, 42), world.bundle("JS-017", &world.station, 43));
    let mixed = world.around_payload(&envelope(&second), &member(&first, "payload.tar.zst.age"), &world.station);
    outer(&mixed, Trust::Roster(&world.enrolled())).unwrap();
    assert!(says(by_county(&world, &mixed)).contains("与信封不一致"));
    // Signed for the right number, with a manifest of the other.
    let bad = remade(&world, |m| manifest(m, |v| v["seq"] = 43.into()));
    assert!(says(by_county(&world, &bad)).contains("不是同一个包"));
    let bad = remade(&world, |m| manifest(m, |v| v["prev"] = "1".repeat(64).into()));
    assert!(says(by_county(&world, &bad)).contains("不是同一个包"));
}

#[test]
fn fail_newer_schema_or_format_inside() {
    let world = World::new();
    let bad = remade(&world, |m| manifest(m, |v| v["schema"] = (SCHEMA + 1).into()));
    assert!(says(by_county(&world, &bad)).contains("先升级"));
    let bad = remade(&world, |m| manifest(m, |v| v["format"] = "rdz/2".into()));
    assert!(says(by_county(&world, &bad)).contains("先升级"));
}

#[test]
fn fail_manifest_that_does_not_fit() {
    let world = World::new();
    type Change = fn(&mut serde_json::Value);
    let changes: [(Change, &str); 12] = [
        (|v| v["total-size"] = 1.into(), "大小"),
        (|v| v["total-size"] = (limits::RECORDS * 4).into(), "大小"),
        (|v| v["blobs"] = serde_json::json!([]), "对不上"),
        (|v| v["blobs"].as_array_mut().unwrap().reverse(), "次序"),
        (|v| v["blobs"][0]["size"] = 1.into(), "大小"),
        (|v| v["extra"] = 1.into(), "清单"),
        (|v| v["rows"] = serde_json::json!({ "visit": -1 }), "清单"),
        (|v| v["rows"] = serde_json::json!({ "visit": u64::MAX, "step": 2 }), "条数"),
        // A receiver passes over these numbers: only earlier ones, each once, in order.
        (|v| v["unfinished"] = serde_json::json!([42]), "没有做成"),
        (|v| v["unfinished"] = serde_json::json!([0]), "没有做成"),
        (|v| v["unfinished"] = serde_json::json!([7, 7]), "没有做成"),
        (|v| v["unfinished"] = serde_json::json!([9, 7]), "没有做成"),
    ];
    for (change, word) in changes {
        let bad = remade(&world, |m| manifest(m, change));
        let says = says(by_county(&world, &bad));
        assert!(says.contains(word), "{says} instead of {word}");
    }
    let bad = remade(&world, |m| m[0].1 = b"[[[[[[[[[[[[[[[[[[".repeat(1000));
    assert!(says(by_county(&world, &bad)).contains("清单"));
}

#[test]
fn fail_inner_members_that_do_not_belong() {
    let world = World::new();
    let count = world.inner(&world.good()).len();
    let first_blob = world.inner(&world.good())[2].clone();
    let mut names: Vec<(Vec<u8>, &str)> = ["../evil", "/etc/evil", "CON", "blobs/con.x", "a:b", "blobs/..", "名"]
        .map(|n| (entry(n, b"x"), "文件名"))
        .to_vec();
    names.push((header("blobs/link", 0, b'2').to_vec(), "链接"));
    names.push((header("PaxHeaders/x", 0, b'x').to_vec(), "扩展头"));
    names.push((header("PaxHeaders/g", 0, b'g').to_vec(), "扩展头"));
    for (raw, word) in &names {
        for at in 0..=count {
            let says = says(by_county(&world, &spliced(&world, at, raw)));
            assert!(says.contains(word), "{says} instead of {word}");
        }
    }
    for at in 3..=count {
        assert!(says(by_county(&world, &spliced(&world, at, &entry(&first_blob.0, b"twin")))).contains("同名"));
        assert!(
            says(by_county(
                &world,
                &spliced(&world, at, &entry(&first_blob.0.to_uppercase().replace("BLOBS", "Blobs"), b"twin"))
            ))
            .contains("同名")
        );
    }
    // Extra members, unlisted and listed.
    for at in 0..=count {
        assert!(!says(by_county(&world, &spliced(&world, at, &entry("extra.txt", b"x")))).is_empty());
    }
    let bad = remade(&world, |m| m.push(("extra.txt".into(), b"x".to_vec())));
    assert!(says(by_county(&world, &bad)).contains("不该有"));
    let bad = remade(&world, |m| m.push((format!("blobs/{}", "f".repeat(64)), b"x".to_vec())));
    assert!(says(by_county(&world, &bad)).contains("对不上"));
    let bad = remade(&world, |m| {
        m.remove(2);
    });
    assert!(says(by_county(&world, &bad)).contains("对不上"));
    let bad = remade(&world, |m| m.swap(0, 1));
    assert!(says(by_county(&world, &bad)).contains("次序"));
    let bad = remade(&world, |m| m.swap(2, 3));
    assert!(says(by_county(&world, &bad)).contains("对不上"));
}

#[test]
fn fail_crlf_inner_listing() {
    let world = World::new();
    let bundle = world.good();
    let envelope = envelope(&bundle);
    let mut members = world.inner(&bundle);
    let at = members.iter().position(|(n, _)| n == "SHA256SUMS").unwrap();
    members[at].1 = String::from_utf8(members[at].1.clone()).unwrap().replace('\n', "\r\n").into();
    members[at + 1].1 = world.station.key.sign(&members[at].1, &envelope.trusted_comment()).unwrap().into();
    let bad = world.around(&envelope, &tar(&members), &world.station);
    assert!(says(by_county(&world, &bad)).contains("校验清单"));
}

#[test]
fn fail_four_gib_of_zeros() {
    let world = World::new();
    let bundle = world.good();
    let envelope = envelope(&bundle);
    let members = world.inner(&bundle);
    let four = 4_u64 << 30;
    // Announced: refused before it is read.
    for (at, name) in [(0, "MANIFEST.json"), (1, "records.jsonl"), (2, "blobs/zeros"), (4, "SHA256SUMS")] {
        let mut all: Vec<u8> = members[..at].iter().flat_map(|(n, b)| entry(n, b)).collect();
        all.extend(header(name, four, b'0'));
        let bad = world.around(&envelope, &all, &world.station);
        assert!(says(by_county(&world, &bad)).contains("大得不正常"), "{name}");
    }
    // Not announced: after the archive's end. 400 kB of file that would fill a disk.
    let mut bomb = zstd::Encoder::new(Vec::new(), 1).unwrap();
    bomb.write_all(&tar(&members)).unwrap();
    std::io::copy(&mut std::io::repeat(0).take(four), &mut bomb).unwrap();
    let started = std::time::Instant::now();
    let bad = world.around_zstd(&envelope, &bomb.finish().unwrap(), &world.station);
    assert!(bad.len() < 2_000_000);
    assert!(says(by_county(&world, &bad)).contains("末尾"));
    println!("4 GiB of zeros in {} bytes, refused in {:?}", bad.len(), started.elapsed());
}

#[test]
fn fail_trailing_bytes_inside() {
    let world = World::new();
    let bundle = world.good();
    let envelope = envelope(&bundle);
    let inner = tar(&world.inner(&bundle));
    let bad = world.around(&envelope, &[&inner[..], b"x"].concat(), &world.station);
    assert!(says(by_county(&world, &bad)).contains("末尾"));
    let packed = [zstd::encode_all(&inner[..], 3).unwrap(), b"garbage".to_vec()].concat();
    let bad = world.around_zstd(&envelope, &packed, &world.station);
    assert!(!says(by_county(&world, &bad)).is_empty());
    let payload = [member(&bundle, "payload.tar.zst.age"), b"garbage".to_vec()].concat();
    let bad = world.around_payload(&envelope, &payload, &world.station);
    assert!(says(by_county(&world, &bad)).contains("损坏"));
}

#[test]
fn fail_window_larger_than_agreed() {
    let world = World::new();
    let bundle = world.good();
    let inner = tar(&world.inner(&bundle));
    let mut packed = zstd::Encoder::new(Vec::new(), 3).unwrap();
    packed.window_log(27).unwrap();
    packed.include_contentsize(false).unwrap();
    packed.write_all(&inner).unwrap();
    // Written in two parts, so that the frame does not shrink its window to the content.
    packed.flush().unwrap();
    let bad = world.around_zstd(&envelope(&bundle), &packed.finish().unwrap(), &world.station);
    assert!(!says(by_county(&world, &bad)).is_empty());
}

/// A stick that gives another payload the second time, sealed by anyone, must not pass for
/// one without rows or attachments.
#[test]
fn fail_less_the_second_time() {
    let world = World::new();
    let bundle = world.good();
    let members = world.inner(&bundle);
    let at = usize::try_from(outer(&bundle, Trust::Roster(&world.enrolled())).unwrap().payload_at).unwrap();
    let recipients = envelope(&bundle).recipients;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("X.rdz");
    for kept in [&members[..1], &members[..3]] {
        std::fs::write(&path, &bundle).unwrap();
        let mut opened = open::open(&path, Trust::Roster(&world.enrolled()), "JS-COUNTY", &world.work, SCHEMA).unwrap();
        let other = encrypt(&recipients, &zstd::encode_all(&tar(kept)[..], 3).unwrap());
        std::fs::write(&path, [&bundle[..at], &other].concat()).unwrap();
        assert!(says(opened.contents(&mut |_, _| Ok(()), &mut |_, _| Ok(()))).contains("变了"));
    }
}

/// One bad record of 500 is handed over as a reason; the other 499 come through.
#[test]
fn fail_bad_records_never_block_the_rest() {
    let world = World::new();
    let deep = format!(r#"{{"is":"visit","row":{{"a":{}{}}}}}"#, "[".repeat(2000), "]".repeat(2000));
    for (line, word) in [
        ("{not json", "读不出来"),
        (deep.as_str(), "层次太深"),
        (r#"{"is":"visit"}"#, "缺少"),
        (r#"{"is":"visit","row":[1]}"#, "缺少"),
        ("{\"is\":\"\u{7}\",\"row\":{}}", "读不出来"),
    ] {
        let mut text = String::new();
        for n in 1..=500 {
            text.push_str(&if n == 250 {
                line.to_owned()
            } else {
                format!(r#"{{"is":"visit","row":{{"id":"{n}"}}}}"#)
            });
            text.push('\n');
        }
        let bundle = remade(&world, |m| {
            let old = m[1].1.len() as u64;
            m[1].1 = text.into_bytes();
            let new = m[1].1.len() as u64;
            manifest(m, |v| {
                v["total-size"] = (v["total-size"].as_u64().unwrap() - old + new).into();
                v["rows"] = serde_json::json!({ "visit": 500 });
            });
        });
        let (mut good, mut reasons) = (0, Vec::new());
        by_county(&world, &bundle)
            .unwrap()
            .rows(&mut |number, row| {
                match row {
                    Ok(_) => good += 1,
                    Err(reason) => reasons.push((number, reason)),
                }
                Ok(())
            })
            .unwrap();
        assert_eq!(good, 499);
        assert!(matches!(&reasons[..], [(250, reason)] if reason.contains(word)), "{reasons:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is cut out of a good inside and put in elsewhere, well sealed and signed: it is
    /// refused in words or it is the good inside; nothing panics.
    #[test]
    fn fail_any_splice(cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..1600_usize, any::<prop::sample::Index>(), any::<bool>()), 1..4)) {
        let world = World::new();
        let bundle = world.good();
        let good = tar(&world.inner(&bundle));
        let mut bad = good.clone();
        for (from, length, to, keep) in cuts {
            let from = from.index(bad.len());
            let piece = bad[from..(from + length).min(bad.len())].to_vec();
            if !keep {
                bad.drain(from..from + piece.len());
            }
            let to = to.index(bad.len() + 1);
            bad.splice(to..to, piece);
        }
        match by_county(&world, &world.around(&envelope(&bundle), &bad, &world.station)) {
            // Zeros at the very end are the padding that tar allows.
            Ok(_) => prop_assert!(bad.starts_with(&good) && bad[good.len()..].iter().all(|b| *b == 0)),
            Err(error) => prop_assert!(error.code() == "untrusted"),
        }
        // The same with the whole file.
        let cut = bad.len() % bundle.len();
        let whole = [&bundle[cut..], &bundle[..cut]].concat();
        prop_assert_eq!(outer(&whole, Trust::Roster(&world.enrolled())).is_ok(), cut == 0);
    }
}
