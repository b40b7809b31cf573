//! Attacks on the inside, by someone who can sign the outside: a station gone bad, or a
//! program with a fault.

use std::io::Write as _;

use liaison::bundle::envelope::{Envelope, Kind};
use liaison::bundle::limits;
use serde_json::{Value, json};

use super::corpus::{Corpus, PHOTO, row, rows};
use crate::county::visit_row;
use crate::made::*;

pub fn all(c: &mut Corpus) {
    packing(c);
    names(c);
    listing(c);
    manifest(c);
    records(c);
}

/// Seals an inner tar in the good envelope.
fn around(c: &Corpus, name: &str, inner: &[u8]) -> Vec<u8> {
    c.around(name, &c.own(), inner, &c.world.station)
}

fn packing(c: &mut Corpus) {
    let inner = tar(&c.inner());
    let packed = zstd::encode_all(&inner[..], 3).unwrap();
    let around_packed = |c: &Corpus, name: &str, packed: &[u8]| c.around_packed(name, &c.own(), packed, &c.world.station);

    let name = "fail_wrong_recipient.rdz";
    let strangers = vec![c.stranger.identity.public().unwrap(); 3];
    let payload = c.sealed(name, &strangers, &packed);
    let bad = c.world.around_payload(&c.own(), &payload, &c.world.station);
    c.add(name, "9", "encrypted for three others than the envelope names", bad);

    let mut wide = zstd::Encoder::new(Vec::new(), 3).unwrap();
    wide.window_log(24).unwrap();
    wide.write_all(&inner).unwrap();
    wide.flush().unwrap();
    let mut zeros = zstd::Encoder::new(Vec::new(), 1).unwrap();
    zeros.write_all(&inner).unwrap();
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 256 << 20), &mut zeros).unwrap();
    let four = [&entry("MANIFEST.json", b"{}")[..], &header("records.jsonl", 4 << 30, b'0')].concat();
    for (name, packed, changed) in [
        ("fail_not_zstd.rdz", inner.clone(), "the payload is not compressed"),
        ("fail_zstd_cut.rdz", packed[..packed.len() / 2].to_vec(), "the compressed stream is cut"),
        ("fail_zstd_tail.rdz", [&packed[..], b"garbage"].concat(), "bytes after the compressed stream"),
        ("fail_zstd_window.rdz", wide.finish().unwrap(), "a zstd window of 2^24"),
        ("fail_zeros_after_the_end.rdz", zeros.finish().unwrap(), "256 MiB of zeros after the inner tar"),
    ] {
        let bad = around_packed(c, name, &packed);
        c.add(name, "9", changed, bad);
    }
    for (name, inner, changed) in [
        ("fail_inner_cut.rdz", inner[..2_000].to_vec(), "the inner tar is cut"),
        ("fail_inner_tail.rdz", [&inner[..], b"x"].concat(), "a byte after the inner tar"),
        ("fail_four_gib.rdz", four, "records.jsonl of 4 GiB is announced"),
        (
            "fail_blob_too_big.rdz",
            {
                let m = c.inner();
                let mut all: Vec<u8> = m[..2].iter().flat_map(|(n, b)| entry(n, b)).collect();
                all.extend(header(&m[2].0, limits::BLOB + 1, b'0'));
                all
            },
            "an attachment of 20 MiB and a byte is announced",
        ),
    ] {
        let bad = around(c, name, &inner);
        c.add(name, "9", changed, bad);
    }
}

fn names(c: &mut Corpus) {
    let members = c.inner();
    let blob = members[2].0.clone();
    for (name, raw, changed) in [
        ("fail_inner_extra.rdz", entry("extra.txt", b"x"), "an extra member"),
        ("fail_inner_symlink.rdz", header("blobs/link", 0, b'2').to_vec(), "a symbolic link"),
        ("fail_inner_pax.rdz", header("PaxHeaders/x", 0, b'x').to_vec(), "a PAX header"),
        ("fail_inner_dotdot.rdz", entry("blobs/../../evil", b"x"), "a name that climbs out"),
        ("fail_inner_duplicate.rdz", entry(&blob, b"x"), "an attachment twice"),
        (
            "fail_inner_case_twin.rdz",
            entry(&blob.to_uppercase().replace("BLOBS", "Blobs"), b"x"),
            "an attachment's twin in upper case",
        ),
    ] {
        let mut all: Vec<u8> = members[..3].iter().flat_map(|(n, b)| entry(n, b)).collect();
        all.extend(raw);
        all.extend(tar(&members[3..]));
        let bad = around(c, name, &all);
        c.add(name, "9", &format!("inside, {changed}"), bad);
    }
    let bad = c.remade("fail_inner_order.rdz", |m| m.swap(0, 1));
    c.add("fail_inner_order.rdz", "9", "inside, records before the manifest; listed so, signed", bad);
}

fn listing(c: &mut Corpus) {
    let members = c.inner();
    for (name, at, changed) in [
        ("fail_byte_manifest.rdz", 0, "one bit of MANIFEST.json"),
        ("fail_byte_records.rdz", 1, "one bit of records.jsonl"),
        ("fail_byte_blob.rdz", 2, "one bit of an attachment"),
        ("fail_byte_inner_sums.rdz", 3, "one bit of the inner SHA256SUMS"),
        ("fail_byte_inner_signature.rdz", 4, "one bit of the inner signature"),
    ] {
        let mut bad = members.clone();
        let middle = if at == 4 { 90 } else { bad[at].1.len() / 2 };
        bad[at].1[middle] ^= 1;
        let bad = around(c, name, &tar(&bad));
        c.add(name, "10", changed, bad);
    }
    let mut bad = members.clone();
    bad[3].1 = String::from_utf8(bad[3].1.clone()).unwrap().replace('\n', "\r\n").into();
    bad[4].1 = signed(&c.world.station.key, &bad[3].1, &c.own().trusted_comment()).into();
    let bad = around(c, "fail_inner_sums_crlf.rdz", &tar(&bad));
    c.add("fail_inner_sums_crlf.rdz", "10", "the inner SHA256SUMS with CR LF, signed", bad);

    // Anyone can encrypt to the county; only the sender can sign what is inside.
    let name = "fail_inner_reencrypted.rdz";
    let theirs = Envelope {
        from: "JS-018".into(),
        recipients: c.world.recipients(&c.world.other),
        ..c.own()
    };
    let bad = c.around(name, &theirs, &tar(&members), &c.world.other);
    c.add(name, "10", "JS-018 seals JS-017's inside as its own", bad);
    let name = "fail_payload_of_another.rdz";
    let second = c.envelope(2, Kind::Full, Some(c.own().sha256()));
    let payload = member(c.good(), "payload.tar.zst.age");
    let bad = c.world.around_payload(&second, &payload, &c.world.station);
    c.add(name, "10", "the envelope of number 2 with the payload of number 1", bad);
}

fn manifest(c: &mut Corpus) {
    type Change = fn(&mut Value);
    let changes: [(&str, &str, Change); 9] = [
        ("seq", "`seq` 2", |v| v["seq"] = 2.into()),
        ("newer_schema", "a later `schema`", |v| v["schema"] = 99.into()),
        ("newer_format", "`format` rdz/2", |v| v["format"] = "rdz/2".into()),
        ("total_size", "a `total-size` too small", |v| v["total-size"] = 1.into()),
        ("no_blobs", "no `blobs`", |v| v["blobs"] = json!([])),
        ("extra_key", "a key more", |v| v["extra"] = 1.into()),
        ("negative_rows", "a negative count", |v| v["rows"]["visit"] = json!(-1)),
        ("unfinished_later", "its own number as `unfinished`", |v| v["unfinished"] = json!([1])),
        ("deep", "nested 3,000 deep", |v| *v = Value::Null),
    ];
    for (name, changed, change) in changes {
        let name = format!("fail_manifest_{name}.rdz");
        let bad = c.remade(&name, |m| {
            let mut value: Value = serde_json::from_slice(&m[0].1).unwrap();
            change(&mut value);
            m[0].1 = if value.is_null() {
                b"[".repeat(3_000)
            } else {
                serde_json::to_vec_pretty(&value).unwrap()
            };
        });
        c.add(&name, "11", &format!("the manifest: {changed}"), bad);
    }
    let name = "fail_manifest_key_twice.rdz";
    let bad = c.remade(name, |m| {
        let text = String::from_utf8(m[0].1.clone()).unwrap();
        m[0].1 = text.replace("\"seq\": 1,", "\"seq\": 1, \"seq\": 1,").into();
    });
    c.add(name, "11", "the manifest: a key that stands twice", bad);
    let name = "fail_blob_unlisted.rdz";
    let bad = c.remade(name, |m| m.insert(3, (format!("blobs/{}", "f".repeat(64)), b"x".to_vec())));
    c.add(name, "11", "an attachment the manifest does not list", bad);
    let name = "fail_blob_missing.rdz";
    let bad = c.remade(name, |m| drop(m.remove(2)));
    c.add(name, "11", "an attachment of the manifest is missing", bad);
}

/// The good bundle with other records, number 2; the manifest counts them right.
fn recorded(c: &Corpus, name: &str, text: &str) -> Vec<u8> {
    let second = c.envelope(2, Kind::Full, Some(c.own().sha256()));
    let mut members = c.members(&second, &c.world.station, &[], &[]);
    members[1].1 = text.into();
    let rows: Value = text
        .lines()
        .filter_map(|l| serde_json::from_str::<Value>(l).ok())
        .filter(|v| v["row"].is_object())
        .fold(json!({}), |mut rows, v| {
            let is = v["is"].as_str().unwrap();
            rows[is] = json!(rows[is].as_u64().unwrap_or(0) + 1);
            rows
        });
    let unread = text.lines().count() as u64 - rows.as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
    let mut manifest: Value = serde_json::from_slice(&members[0].1).unwrap();
    manifest["rows"] = rows;
    if unread > 0 {
        manifest["rows"]["visit"] = json!(manifest["rows"]["visit"].as_u64().unwrap_or(0) + unread);
    }
    manifest["total-size"] = text.len().into();
    members[0].1 = serde_json::to_vec_pretty(&manifest).unwrap();
    let members = relisted(members, &c.world.station.key, &second.trusted_comment());
    c.around(name, &second, &tar(&members), &c.world.station)
}

fn line(is: &str, row: &Value) -> String {
    format!("{}\n", json!({ "is": is, "row": row }))
}

fn records(c: &mut Corpus) {
    let visit = |n: u32| visit_row("JS-017", n, 1);
    let good = line("visit", &visit(10));
    let edited = |n: u32, key: &str, value: Value| {
        let mut row = visit(n);
        row[key] = value;
        line("visit", &row)
    };
    let long = edited(11, "problem", json!("a".repeat(limits::LINE as usize)));
    for (name, text, changed) in [
        ("fail_records_no_lf.rdz", good.trim_end().to_owned(), "the last line has no end"),
        ("fail_records_long_line.rdz", format!("{good}{long}"), "a line of more than 4 MiB"),
    ] {
        let bad = recorded(c, name, &text);
        c.add(name, "12", &format!("records.jsonl: {changed}"), bad);
    }
    let name = "fail_records_counts.rdz";
    let second = c.envelope(2, Kind::Full, Some(c.own().sha256()));
    let mut members = c.members(&second, &c.world.station, &rows(), &[PHOTO]);
    let text = String::from_utf8(members[0].1.clone()).unwrap();
    members[0].1 = text.replace("\"visit\": 1", "\"visit\": 2").into();
    let members = relisted(members, &c.world.station.key, &second.trusted_comment());
    let bad = c.around(name, &second, &tar(&members), &c.world.station);
    c.add(name, "12", "the manifest counts a visit that is not there", bad);

    let deep = format!("{{\"is\":\"visit\",\"row\":{{\"a\":{}{}}}}}\n", "[".repeat(2_000), "]".repeat(2_000));
    let many: String = (100..600)
        .map(|n| {
            if n == 350 {
                edited(n, "people", json!("三个人"))
            } else {
                line("visit", &visit(n))
            }
        })
        .collect();
    let theirs = {
        let mut row = visit_row("JS-018", 12, 1);
        row["number"] = json!("JF-2026-0012");
        line("visit", &row)
    };
    let step = json!({ "seq": -1, "at": MADE_AT, "clerk": "林", "deed": "新增", "noun": "visit", "record": "", "revision": 1, "image_sha256": "", "hash": "" });
    for (name, text, changed) in [
        ("fail_record_one_of_500.rdz", many, "one bad record of 500"),
        ("fail_record_no_json.rdz", format!("{{not json\n{good}"), "a line that is no JSON"),
        ("fail_record_deep.rdz", format!("{deep}{good}"), "a line nested 2,000 deep"),
        ("fail_record_of_another.rdz", format!("{theirs}{good}"), "a record of another station"),
        (
            "fail_record_id.rdz",
            format!("{}{good}", edited(13, "id", json!("../13"))),
            "an id that is none",
        ),
        (
            "fail_record_revision.rdz",
            format!("{}{good}", edited(14, "revision", json!(-1))),
            "a negative revision",
        ),
        (
            "fail_record_stolen_id.rdz",
            format!("{}{good}", line("deputy", &row(2, "DB-0002", &json!({ "name": "冒名" })))),
            "the id of a visit on a deputy",
        ),
        (
            "fail_record_unknown.rdz",
            format!("{}{good}", line("proposal", &json!({ "id": "x" }))),
            "a kind no reader knows",
        ),
        (
            "fail_record_journal.rdz",
            format!("{}{good}", line("journal", &step)),
            "a journal's place that there is not",
        ),
    ] {
        let bad = recorded(c, name, &text);
        c.add(name, "12", &format!("records.jsonl: {changed}; the rest is taken"), bad);
    }
}
