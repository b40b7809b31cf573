//! A made-up county with two stations, a good bundle, and a second writer of the format,
//! independent of the program's own, with which bad ones are made.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use liaison::bundle::envelope::{Envelope, Kind};
use liaison::bundle::manifest::Blob;
use liaison::bundle::open::{self, Opened};
use liaison::bundle::pack::{self, Address, Contents};
use liaison::bundle::roster::{self, County, Member, Roster};
use liaison::bundle::seal::{Digest, Encrypting, Identity, Recipient, SigningKey};
use liaison::bundle::verify::{self, Outer, Trust};
use liaison::{Error, Result};

pub const MADE_AT: &str = "2026-11-03T10:32:00+08:00";
pub use liaison::store::SCHEMA;
/// What bundles made here say they are: those of an older program, which must go on being read.
pub const WRITTEN: u64 = 3;

/// The made-up county's keys; the sample roster is signed with them.
pub fn county_keys() -> (SigningKey, Identity, Identity) {
    (
        SigningKey::from_text(include_str!("../../../../tests/keys/county-signing.key")).unwrap(),
        Identity::from_text(include_str!("../../../../tests/keys/county-work.key")).unwrap(),
        Identity::from_text(include_str!("../../../../tests/keys/county-escrow.key")).unwrap(),
    )
}

pub struct Side {
    pub key: SigningKey,
    pub identity: Identity,
}

impl Side {
    pub fn new() -> Self {
        Self {
            key: SigningKey::generate().unwrap(),
            identity: Identity::generate(),
        }
    }
    pub fn of(signing: &str, identity: &str) -> Self {
        Self {
            key: SigningKey::from_text(signing).unwrap(),
            identity: Identity::from_text(identity).unwrap(),
        }
    }
    /// Its enrolment slip.
    pub fn slip(&self, code: &str) -> String {
        let slip = liaison::bundle::slip::Slip {
            station: code.into(),
            name: format!("{code} 联络站"),
            minisign: self.key.public().unwrap(),
            age: self.identity.public().unwrap(),
            made_at: MADE_AT.parse().unwrap(),
            replaces: None,
        };
        slip.sign(&self.key, None).unwrap()
    }

    pub fn member(&self, code: &str) -> Member {
        Member {
            code: code.into(),
            name: format!("{code} 联络站"),
            minisign: self.key.public().unwrap(),
            age: self.identity.public().unwrap(),
            valid_from_seq: 1,
            revoked_after_seq: None,
        }
    }
}

pub struct World {
    pub county: SigningKey,
    pub work: Identity,
    pub escrow: Identity,
    /// JS-017
    pub station: Side,
    /// JS-018
    pub other: Side,
}

pub type Members = Vec<(String, Vec<u8>)>;

impl World {
    pub fn new() -> Self {
        let (county, work, escrow) = county_keys();
        Self {
            county,
            work,
            escrow,
            station: Side::new(),
            other: Side::new(),
        }
    }

    pub fn roster(&self, number: u64, members: Vec<Member>) -> Roster {
        let county = County {
            code: "JS-COUNTY".into(),
            name: "嘉水县人大常委会代表工作委员会".into(),
            signing: self.county.public().unwrap(),
            work: self.work.public().unwrap(),
            escrow: self.escrow.public().unwrap(),
            handovers: Vec::new(),
        };
        roster::make(number, MADE_AT.parse().unwrap(), county, members, &self.county).unwrap()
    }

    pub fn enrolled(&self) -> Roster {
        self.roster(3, vec![self.station.member("JS-017"), self.other.member("JS-018")])
    }

    pub fn recipients(&self, side: &Side) -> Vec<Recipient> {
        vec![self.work.public().unwrap(), self.escrow.public().unwrap(), side.identity.public().unwrap()]
    }

    pub fn address(&self, from: &str, side: &Side, seq: u64) -> Address {
        Address {
            from: from.into(),
            to: "JS-COUNTY".into(),
            epoch: "e3f9".into(),
            seq,
            prev: (seq > 1).then(|| "0".repeat(64)),
            kind: Kind::Full,
            acked_through: 0,
            unfinished: Vec::new(),
            part: None,
            recipients: self.recipients(side),
            roster: 3,
            made_at: MADE_AT.parse().unwrap(),
        }
    }

    /// A good bundle of JS-017, number 42.
    pub fn good(&self) -> Vec<u8> {
        self.bundle("JS-017", &self.station, 42)
    }

    pub fn bundle(&self, from: &str, side: &Side, seq: u64) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), &side.key, self.address(from, side, seq), &mut |_, _, _| Ok(())).unwrap();
        std::fs::read(path).unwrap()
    }

    /// The payload's members, by the county's key.
    pub fn inner(&self, bundle: &[u8]) -> Members {
        let sealed = member(bundle, "payload.tar.zst.age");
        let plain = self.work.decrypt(&sealed[..]).unwrap();
        untar(&zstd::decode_all(plain).unwrap())
    }

    /// Seals an inner tar into a whole bundle: encrypted, enveloped and signed by `signer`,
    /// whatever the tar holds.
    pub fn around(&self, envelope: &Envelope, inner: &[u8], signer: &Side) -> Vec<u8> {
        self.around_zstd(envelope, &zstd::encode_all(inner, 3).unwrap(), signer)
    }

    pub fn around_zstd(&self, envelope: &Envelope, packed: &[u8], signer: &Side) -> Vec<u8> {
        self.around_payload(envelope, &encrypt(&envelope.recipients, packed), signer)
    }

    pub fn around_payload(&self, envelope: &Envelope, payload: &[u8], signer: &Side) -> Vec<u8> {
        let mut envelope = envelope.clone();
        envelope.payload_sha256 = Digest::of(payload);
        envelope.payload_size = payload.len() as u64;
        envelope.signer = signer.key.public().unwrap();
        self.around_text(&envelope.print(), &envelope, payload, signer)
    }

    /// The same with an ENVELOPE.txt of one's own wording.
    pub fn around_text(&self, text: &str, envelope: &Envelope, payload: &[u8], signer: &Side) -> Vec<u8> {
        let sums = verify::sums(&Digest::of(text.as_bytes()), &Digest::of(payload));
        let signature = signed(&signer.key, sums.as_bytes(), &envelope.trusted_comment());
        tar(&[
            ("ENVELOPE.txt".into(), text.into()),
            ("SHA256SUMS".into(), sums.into()),
            ("SHA256SUMS.minisig".into(), signature.into()),
            ("payload.tar.zst.age".into(), payload.into()),
            ("VERIFY.txt".into(), verify::instructions(envelope).into()),
        ])
    }
}

/// Signed by Debian's minisign: the same each time, which the program's own signatures are not.
pub fn signed(key: &SigningKey, data: &[u8], comment: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let secret = serde_json::to_value(key).unwrap();
    std::fs::write(folder.path().join("key"), secret.as_str().unwrap()).unwrap();
    std::fs::write(folder.path().join("data"), data).unwrap();
    let made = Command::new("minisign")
        .args(["-SHm", "data", "-s", "key", "-t", comment])
        .current_dir(folder.path())
        .output();
    let made = made.unwrap_or_else(|e| panic!("minisign: {e} (./dev test installs it)"));
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::read_to_string(folder.path().join("data.minisig")).unwrap()
}

/// Lists and signs the inner members anew, after something was done to them.
pub fn relisted(mut members: Members, signer: &SigningKey, comment: &str) -> Members {
    members.retain(|(name, _)| !name.starts_with("SHA256SUMS"));
    let sums: String = members.iter().map(|(name, bytes)| format!("{}  {name}\n", Digest::of(bytes))).collect();
    let signature = signed(signer, sums.as_bytes(), comment);
    members.push(("SHA256SUMS".into(), sums.into()));
    members.push(("SHA256SUMS.minisig".into(), signature.into()));
    members
}

pub fn encrypt(recipients: &[Recipient], bytes: &[u8]) -> Vec<u8> {
    let mut sealed = Encrypting::to(recipients, Vec::new()).unwrap();
    sealed.write_all(bytes).unwrap();
    sealed.finish().unwrap()
}

pub const ROWS: &[(&str, &str)] = &[
    ("station", r#"{"code":"JS-017","name":"红石坝代表联络站"}"#),
    ("deputy", r#"{"id":"0198-1","station":"JS-017","revision":1,"name":"䶮𬭚"}"#),
    (
        "visit",
        r#"{"id":"0198-2","station":"JS-017","revision":2,"problem":"村口的桥 \"塌\" 了\n请修","later_field":[1,{"a":2}]}"#,
    ),
    ("journal", r#"{"seq":1,"deed":"新增"}"#),
];

pub fn blobs() -> [Vec<u8>; 2] {
    [
        b"\xff\xd8\xff a picture".to_vec(),
        (0..70_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect(),
    ]
}

/// Packs ROWS and blobs with the program's own writer.
pub fn write(folder: &Path, key: &SigningKey, address: Address, tell: pack::Tell<'_>) -> Result<std::path::PathBuf> {
    let read = |blob: &Blob, out: &mut dyn Write| {
        let bytes = blobs().into_iter().find(|b| Digest::of(b) == blob.sha256).unwrap();
        out.write_all(&bytes).map_err(|e| Error::file("spool", e))
    };
    let mut beside = read;
    let contents = Contents {
        schema: WRITTEN,
        program: "0.1.0",
        rows: &|take| ROWS[..3].iter().try_for_each(|(is, row)| take(is, row)),
        rows_beside: Some(&mut |take| ROWS[3..].iter().try_for_each(|(is, row)| take(is, row))),
        blobs: blobs()
            .iter()
            .map(|b| Blob {
                sha256: Digest::of(b),
                size: b.len() as u64,
            })
            .collect(),
        blob: &read,
        blob_beside: Some(&mut beside),
    };
    let ready = pack::seal(folder, folder, key, address, contents, tell)?;
    Ok(ready.put()?.path)
}

pub fn outer(bundle: &[u8], trust: Trust<'_>) -> Result<Outer> {
    verify::outer(bundle, Path::new("X.rdz"), trust)
}

pub fn opened(bundle: &[u8], trust: Trust<'_>, identity: &Identity) -> Result<Opened> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("X.rdz");
    std::fs::write(&path, bundle).unwrap();
    open::open(&path, trust, "JS-COUNTY", identity, SCHEMA)
}

/// The sentence a person sees; the test fails when there is none.
#[track_caller]
pub fn says<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => panic!("this bundle must be refused"),
        Err(error) => {
            assert!(matches!(error.code(), "untrusted" | "not_ready"), "{error:?}");
            error.to_string()
        }
    }
}

/// A ustar header as FORMAT.md describes it, made from the text alone.
pub fn header(name: &str, size: u64, kind: u8) -> [u8; 512] {
    let mut h = [0; 512];
    h[..name.len()].copy_from_slice(name.as_bytes());
    h[100..108].copy_from_slice(b"0000644\0");
    h[108..116].copy_from_slice(b"0000000\0");
    h[116..124].copy_from_slice(b"0000000\0");
    h[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    h[136..148].copy_from_slice(b"00000000000\0");
    h[156] = kind;
    h[257..265].copy_from_slice(b"ustar\x0000");
    h[329..337].copy_from_slice(b"0000000\0");
    h[337..345].copy_from_slice(b"0000000\0");
    sign_header(&mut h);
    h
}

/// Sets the checksum.
pub fn sign_header(h: &mut [u8; 512]) {
    h[148..156].fill(b' ');
    let sum: u32 = h.iter().map(|b| u32::from(*b)).sum();
    h[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

pub fn entry(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = header(name, bytes.len() as u64, b'0').to_vec();
    all.extend_from_slice(bytes);
    all.resize(all.len().next_multiple_of(512), 0);
    all
}

pub fn tar(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut all: Vec<u8> = members.iter().flat_map(|(name, bytes)| entry(name, bytes)).collect();
    all.resize(all.len() + 1024, 0);
    all
}

pub fn untar(bytes: &[u8]) -> Members {
    let mut members = Vec::new();
    let mut at = 0;
    while bytes[at] != 0 {
        let name = std::str::from_utf8(&bytes[at..at + 100]).unwrap().trim_end_matches('\0').to_owned();
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[at + 124..at + 135]).unwrap(), 8).unwrap();
        members.push((name, bytes[at + 512..at + 512 + size].to_vec()));
        at += 512 + size.next_multiple_of(512);
    }
    members
}

pub fn member(bundle: &[u8], name: &str) -> Vec<u8> {
    untar(bundle).into_iter().find(|(n, _)| n == name).unwrap().1
}

pub fn envelope(bundle: &[u8]) -> Envelope {
    Envelope::parse(&member(bundle, "ENVELOPE.txt")).unwrap()
}
