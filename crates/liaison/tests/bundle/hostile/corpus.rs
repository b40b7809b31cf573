//! What the hostile files are made from: fixed made-up keys, one good bundle, and a second
//! writer that seals whatever it is given. Everything comes out the same each time, save the
//! encryption: where the file in `tests/hostile` holds, encrypted, what is to be encrypted
//! now, its ciphertext is taken.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use liaison::bundle::envelope::{Envelope, Kind};
use liaison::bundle::roster::Roster;
use liaison::bundle::seal::{Digest, Recipient};
use liaison::store::JournalRow;
use serde_json::{Value, json};

use crate::county::{id, visit_row};
use crate::made::*;

macro_rules! side {
    ($code:literal) => {
        Side::of(
            include_str!(concat!("../../../../../tests/keys/station-", $code, "-signing.key")),
            include_str!(concat!("../../../../../tests/keys/station-", $code, ".key")),
        )
    };
}

/// One file: its bytes, what was done to it, and which check of FORMAT.md must stop it.
pub struct Vector {
    pub name: String,
    pub changed: String,
    pub check: &'static str,
    pub bytes: Vec<u8>,
}

pub struct Corpus {
    pub world: World,
    /// JS-019: revoked after number 5.
    pub revoked: Side,
    /// Not in the roster.
    pub stranger: Side,
    pub vectors: Vec<Vector>,
    kept: BTreeMap<String, Vec<u8>>,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hostile")
}

impl Corpus {
    /// As it should lie in the folder.
    pub fn made() -> Self {
        let (county, work, escrow) = county_keys();
        let world = World {
            county,
            work,
            escrow,
            station: side!("017"),
            other: side!("018"),
        };
        let mut kept = BTreeMap::new();
        for entry in fs::read_dir(folder()).unwrap() {
            let path = entry.unwrap().path();
            kept.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        }
        let mut corpus = Self {
            world,
            revoked: side!("019"),
            stranger: Side::of(
                // Any key that no roster names: a county's of another place, to whom nothing here belongs.
                include_str!("../../../../../tests/keys/stranger-signing.key"),
                include_str!("../../../../../tests/keys/stranger.key"),
            ),
            vectors: Vec::new(),
            kept,
        };
        super::good::all(&mut corpus);
        super::outside::all(&mut corpus);
        super::inside::all(&mut corpus);
        super::others::all(&mut corpus);
        corpus
    }

    pub fn add(&mut self, name: &str, check: &'static str, changed: &str, bytes: Vec<u8>) {
        self.vectors.push(Vector {
            name: name.to_owned(),
            changed: changed.to_owned(),
            check,
            bytes,
        });
    }

    pub fn get(&self, name: &str) -> &[u8] {
        &self
            .vectors
            .iter()
            .find(|v| v.name == name)
            .unwrap_or_else(|| panic!("{name} is not made yet"))
            .bytes
    }

    /// The good bundle that most others were changed from.
    pub fn good(&self) -> &[u8] {
        self.get("ok_full.rdz")
    }

    pub fn roster(&self) -> Roster {
        let mut late = self.revoked.member("JS-019");
        late.revoked_after_seq = Some(5);
        let made = self
            .world
            .roster(3, vec![self.world.station.member("JS-017"), self.world.other.member("JS-018"), late]);
        let signature = signed(&self.world.county, made.text.as_bytes(), "rdz-roster/1 county=JS-COUNTY number=3");
        Roster { signature, ..made }
    }

    /// Bundle `seq` of JS-017, its payload still to come.
    pub fn envelope(&self, seq: u64, kind: Kind, prev: Option<String>) -> Envelope {
        Envelope {
            from: "JS-017".into(),
            to: "JS-COUNTY".into(),
            epoch: "e3f9".into(),
            seq,
            prev,
            kind,
            acked_through: 0,
            payload_sha256: String::new(),
            payload_size: 0,
            signer: self.world.station.key.public().unwrap(),
            recipients: self.world.recipients(&self.world.station),
            roster: 3,
            made_at: MADE_AT.parse().unwrap(),
        }
    }

    /// The inside of a bundle, listed and signed.
    pub fn members(&self, envelope: &Envelope, signer: &Side, rows: &[(&str, Value)], blobs: &[&[u8]]) -> Members {
        let records: String = rows.iter().map(|(is, row)| format!("{}\n", json!({ "is": is, "row": row }))).collect();
        let mut counts = BTreeMap::<&str, u64>::new();
        for (is, _) in rows {
            *counts.entry(is).or_default() += 1;
        }
        let mut blobs: Vec<(String, &[u8])> = blobs.iter().map(|b| (Digest::of(b), *b)).collect();
        blobs.sort();
        let listed: Vec<Value> = blobs.iter().map(|(sha256, b)| json!({ "sha256": sha256, "size": b.len() })).collect();
        let manifest = json!({
            "format": "rdz/1", "from": envelope.from, "to": envelope.to, "epoch": envelope.epoch, "seq": envelope.seq,
            "prev": envelope.prev, "kind": envelope.kind.word(), "schema": WRITTEN, "program": "0.1.0", "unfinished": [],
            "rows": counts, "blobs": listed, "total-size": records.len() + blobs.iter().map(|(_, b)| b.len()).sum::<usize>(),
        });
        let mut members: Members = vec![
            ("MANIFEST.json".into(), serde_json::to_vec_pretty(&manifest).unwrap()),
            ("records.jsonl".into(), records.into()),
        ];
        members.extend(blobs.into_iter().map(|(sha256, b)| (format!("blobs/{sha256}"), b.to_vec())));
        relisted(members, &signer.key, &envelope.trusted_comment())
    }

    /// Packs an inner tar; the kept ciphertext where it holds the same.
    pub fn sealed(&self, name: &str, recipients: &[Recipient], packed: &[u8]) -> Vec<u8> {
        if let Some(kept) = self.kept.get(name) {
            let payload = member(kept, "payload.tar.zst.age");
            let mut identities = [&self.world.work, &self.stranger.identity].into_iter();
            let plain = identities.find_map(|i| {
                let mut all = Vec::new();
                std::io::Read::read_to_end(&mut i.decrypt(&payload[..]).ok()?, &mut all).ok()?;
                Some(all)
            });
            let same = |plain: &[u8]| plain == packed || zstd::decode_all(plain).is_ok_and(|p| zstd::decode_all(packed).is_ok_and(|q| p == q));
            if plain.is_some_and(|plain| same(&plain)) {
                return payload;
            }
        }
        encrypt(recipients, packed)
    }

    /// A bundle around an inner tar.
    pub fn around(&self, name: &str, envelope: &Envelope, inner: &[u8], signer: &Side) -> Vec<u8> {
        let packed = zstd::encode_all(inner, 3).unwrap();
        self.around_packed(name, envelope, &packed, signer)
    }

    pub fn around_packed(&self, name: &str, envelope: &Envelope, packed: &[u8], signer: &Side) -> Vec<u8> {
        let payload = self.sealed(name, &envelope.recipients, packed);
        self.world.around_payload(envelope, &payload, signer)
    }

    /// A whole bundle of these rows.
    pub fn bundle(&self, name: &str, envelope: &Envelope, signer: &Side, rows: &[(&str, Value)], blobs: &[&[u8]]) -> Vec<u8> {
        let members = self.members(envelope, signer, rows, blobs);
        self.around(name, envelope, &tar(&members), signer)
    }

    /// The inside of the good bundle.
    pub fn inner(&self) -> Members {
        self.world.inner(self.good())
    }

    /// The good bundle's envelope.
    pub fn own(&self) -> Envelope {
        envelope(self.good())
    }

    /// Its inside changed, listed, signed and sealed anew by the station itself.
    pub fn remade(&self, name: &str, change: impl FnOnce(&mut Members)) -> Vec<u8> {
        let mut members = self.inner();
        change(&mut members);
        let members = relisted(members, &self.world.station.key, &self.own().trusted_comment());
        self.around(name, &self.own(), &tar(&members), &self.world.station)
    }
}

/// A small attachment.
pub const PHOTO: &[u8] = b"\xff\xd8\xff\xe0 made-up photo of a ditch \xff\xd9";

/// A record's head and some fields.
pub fn row(n: u32, number: &str, fields: &Value) -> Value {
    let mut row = json!({
        "id": id(n), "station": "JS-017", "number": number, "revision": 1, "made_at": MADE_AT, "made_by": "林晓芸",
        "changed_at": MADE_AT, "changed_by": "林晓芸", "deleted_at": "",
    });
    row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    row
}

/// A small station: who it is, a deputy, a visit with a photo, a journal.
pub fn rows() -> Vec<(&'static str, Value)> {
    let mut visit = visit_row("JS-017", 2, 1);
    visit["deputies"] = json!([id(1)]);
    let photo = json!({
        "noun": "visit", "record": id(2), "id": id(5), "sha256": Digest::of(PHOTO), "name": "水渠.jpg", "media": "image/jpeg",
        "size": PHOTO.len(), "made_at": MADE_AT, "deleted_at": "",
    });
    let mut rows = vec![
        (
            "station",
            json!({ "role": "station", "code": "JS-017", "name": "JS-017 联络站", "town": "红石坝镇" }),
        ),
        ("deputy", row(1, "DB-0001", &json!({ "name": "张卫国", "levels": ["县"], "status": "serving" }))),
        ("visit", visit),
        ("attachment", photo),
    ];
    let mut before = String::new();
    for (seq, (noun, n)) in [("deputy", 1), ("visit", 2)].into_iter().enumerate() {
        let mut link = JournalRow {
            seq: seq as i64 + 1,
            at: MADE_AT.into(),
            clerk: "林晓芸".into(),
            deed: "新增".into(),
            noun: noun.into(),
            record: id(n),
            revision: 1,
            image_sha256: Digest::of(noun.as_bytes()),
            hash: String::new(),
        };
        link.hash = link.chained(&before);
        before.clone_from(&link.hash);
        rows.push(("journal", serde_json::to_value(&link).unwrap()));
    }
    rows
}
