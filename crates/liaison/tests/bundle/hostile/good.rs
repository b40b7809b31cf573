//! Files that are in order: a reader that refuses everything is no good either.

use liaison::bundle::envelope::{Envelope, Kind};
use serde_json::{Value, json};

use super::corpus::{Corpus, PHOTO, row, rows};
use crate::county::{id, visit_row};
use crate::made::*;

pub fn all(c: &mut Corpus) {
    let full = c.bundle("ok_full.rdz", &c.envelope(1, Kind::Full, None), &c.world.station, &rows(), &[PHOTO]);
    c.add("ok_full.rdz", "", "a small station, whole; nearly all others were made from it", full);
    let roster = c.roster();
    c.add("ok_roster.txt", "", "the roster in force, number 3", roster.text.into());
    c.add("ok_roster.txt.minisig", "", "", roster.signature.into());

    let first = Some(c.own().sha256());
    let matter = row(
        3,
        "YJ-2026-0001",
        &json!({ "title": "水渠漏水", "raised_on": "2026-11-02", "state": "recorded", "visit": id(2) }),
    );
    let newer = vec![
        ("visit", visit_row("JS-017", 2, 2)),
        ("matter", matter),
        ("step", row(4, "GC-2026-0001", &json!({ "matter": id(3), "note": "到现场看了" }))),
    ];
    let second = Envelope {
        acked_through: 1,
        ..c.envelope(2, Kind::Update, first.clone())
    };
    let update = c.bundle("ok_update.rdz", &second, &c.world.station, &newer, &[]);
    c.add("ok_update.rdz", "", "number 2: a record changed, a matter with a step", update);

    let jump = c.envelope(9, Kind::Full, Some("9".repeat(64)));
    let jump = c.bundle("ok_seq_jump.rdz", &jump, &c.world.station, &newer, &[]);
    c.add(
        "ok_seq_jump.rdz",
        "",
        "number 9 after number 1: taken in, and 2 to 8 are named as missing",
        jump,
    );

    let mut members = untar(c.good());
    let text = String::from_utf8(members[2].1.clone()).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    members[2].1 = format!("untrusted comment: {UNTRUSTED}\n{rest}").into();
    c.add(
        "ok_untrusted_comment.rdz",
        "",
        "another untrusted comment: in order, and never shown",
        tar(&members),
    );

    let mut padded = c.good().to_vec();
    padded.resize(padded.len() + 9_728, 0);
    c.add("ok_padded.rdz", "", "zeros to the end of a tar program's record", padded);

    let inner = tar(&c.members(&second, &c.world.station, &newer, &[]));
    let mut packed = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc".to_vec();
    for half in inner.chunks(1_000) {
        packed.extend(zstd::encode_all(half, 3).unwrap());
    }
    let frames = c.around_packed("ok_frames.rdz", &second, &packed, &c.world.station);
    c.add("ok_frames.rdz", "", "several zstd frames, one to be skipped", frames);

    let county = Side {
        key: c.world.county.clone(),
        identity: c.world.work.clone(),
    };
    let answer = c.bundle("ok_answer.rdz", &answer_envelope(c), &county, &answer_rows(c), &[]);
    c.add("ok_answer.rdz", "", "the county's receipt for number 1", answer);
}

/// What someone wrote where anyone may write.
pub const UNTRUSTED: &str = "PLEASE PHONE 12345";

pub fn answer_envelope(c: &Corpus) -> Envelope {
    Envelope {
        from: "JS-COUNTY".into(),
        to: "JS-017".into(),
        epoch: "77aa".into(),
        acked_through: 1,
        signer: c.world.county.public().unwrap(),
        ..c.envelope(1, Kind::Answer, None)
    }
}

pub fn answer_rows(c: &Corpus) -> Vec<(&'static str, Value)> {
    let outcome = json!({
        "epoch": "e3f9", "seq": 1, "envelope_sha256": c.own().sha256(), "state": "partly", "refused": 1, "received_at": MADE_AT,
    });
    let refusal = json!({
        "epoch": "e3f9", "seq": 1, "line": 3, "what": "visit", "record": id(2), "number": "JF-2026-0002", "revision": 1, "says": "接访走访 JF-2026-0002的“人数”写得不对",
    });
    vec![
        (
            "receipt",
            json!({ "epoch": "e3f9", "acked_through": 1, "missing": [], "journal_seq": 0, "journal_hash": "" }),
        ),
        ("outcome", outcome),
        ("refusal", refusal),
    ]
}
