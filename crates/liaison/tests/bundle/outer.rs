//! The outside: everything a courier or an intake PC can check without any secret.

use std::process::Command;

use liaison::bundle::envelope::{Envelope, Kind};
use liaison::bundle::roster;
use liaison::bundle::seal::{Digest, SigningKey, VerifyKey};
use liaison::bundle::verify::{self, Trust};

use crate::made::*;

#[test]
fn a_good_bundle_is_what_it_says() {
    let world = World::new();
    let bundle = world.good();
    let key = world.station.key.public().unwrap();
    let seen = outer(&bundle, Trust::Key(&key)).unwrap();
    assert_eq!((seen.envelope.from.as_str(), seen.envelope.seq, seen.size), ("JS-017", 42, bundle.len() as u64));
    assert_eq!(seen.envelope.file_name(), "JS-017_e3f9_000042.rdz");
    assert_eq!(seen.envelope_sha256, seen.envelope.sha256());
    outer(&bundle, Trust::Roster(&world.enrolled())).unwrap();
    // A writer made from FORMAT.md alone writes the same bytes around the same payload.
    assert_eq!(tar(&untar(&bundle)), bundle);
}

#[test]
fn envelope_and_instructions_keep_their_words() {
    let world = World::new();
    let mut envelope = envelope(&world.good());
    envelope.signer = world.county.public().unwrap();
    envelope.recipients = vec![world.work.public().unwrap(), world.escrow.public().unwrap(), envelope.recipients[2].clone()];
    envelope.payload_sha256 = Digest::of(b"payload");
    envelope.payload_size = 123_456;
    let text = envelope.print().replace(envelope.recipients[2].as_str(), "age1(the station's own)");
    insta::assert_snapshot!("envelope", text);
    insta::assert_snapshot!("instructions", verify::instructions(&envelope));
}

#[test]
fn fail_wrong_stations_key() {
    let world = World::new();
    let other = world.other.key.public().unwrap();
    assert!(says(outer(&world.good(), Trust::Key(&other))).contains("不是这把公钥"));
    // Whose key bears the right id and is another: the id proves nothing.
    let mine = base64_of(world.station.key.public().unwrap().as_str());
    let mut forged = base64_of(other.as_str());
    forged[2..10].copy_from_slice(&mine[2..10]);
    let forged = liaison::bundle::seal::VerifyKey::from_text(&to_base64(&forged)).unwrap();
    assert!(says(outer(&world.good(), Trust::Key(&forged))).contains("签名不对"));
    let unknown = world.roster(3, vec![world.other.member("JS-018")]);
    assert!(says(outer(&world.good(), Trust::Roster(&unknown))).contains("不在名册"));
}

#[test]
fn fail_revoked_key() {
    let world = World::new();
    let mut member = world.station.member("JS-017");
    member.revoked_after_seq = Some(41);
    let roster = world.roster(4, vec![member.clone()]);
    assert!(says(outer(&world.good(), Trust::Roster(&roster))).contains("停用"));
    outer(&world.bundle("JS-017", &world.station, 41), Trust::Roster(&roster)).unwrap();
    member.revoked_after_seq = None;
    member.valid_from_seq = 43;
    assert!(says(outer(&world.good(), Trust::Roster(&world.roster(5, vec![member])))).contains("停用"));
}

#[test]
fn fail_readdressed() {
    let world = World::new();
    let bundle = world.good();
    let mut envelope = envelope(&bundle);
    // Another enrolled station puts its own name to JS-017's bundle, turned elsewhere.
    envelope.to = "JS-999".into();
    let bad = world.around_payload(&envelope, &member(&bundle, "payload.tar.zst.age"), &world.other);
    assert!(says(outer(&bad, Trust::Roster(&world.enrolled()))).contains("不能代表 JS-017"));
    // The same by JS-017 itself is in order outside, but not for this county.
    let elsewhere = world.around_payload(&envelope, &member(&bundle, "payload.tar.zst.age"), &world.station);
    let key = world.station.key.public().unwrap();
    outer(&elsewhere, Trust::Key(&key)).unwrap();
    assert!(says(opened(&elsewhere, Trust::Key(&key), &world.work)).contains("是给 JS-999 的"));
    assert!(says(outer(&elsewhere, Trust::Roster(&world.enrolled()))).contains("之间"));
    // The envelope alone changed.
    let mut members = untar(&bundle);
    members[0].1 = envelope.print().into();
    assert!(says(outer(&tar(&members), Trust::Roster(&world.enrolled()))).contains("信封被改动过"));
}

/// By the roster, stations speak to the county and only the county answers: no station can
/// send another one a receipt.
#[test]
fn fail_not_between_station_and_county() {
    let world = World::new();
    let good = envelope(&world.good());
    let payload = member(&world.good(), "payload.tar.zst.age");
    let county = Side {
        key: world.county.clone(),
        identity: world.work.clone(),
    };
    let sent = |from: &str, to: &str, kind: Kind, signer: &Side| {
        let envelope = Envelope {
            from: from.into(),
            to: to.into(),
            kind,
            ..good.clone()
        };
        outer(&world.around_payload(&envelope, &payload, signer), Trust::Roster(&world.enrolled()))
    };
    sent("JS-017", "JS-COUNTY", Kind::Update, &world.station).unwrap();
    sent("JS-COUNTY", "JS-017", Kind::Answer, &county).unwrap();
    for (from, to, kind, signer) in [
        ("JS-018", "JS-017", Kind::Answer, &world.other),
        ("JS-018", "JS-017", Kind::Full, &world.other),
        ("JS-017", "JS-COUNTY", Kind::Answer, &world.station),
        ("JS-COUNTY", "JS-017", Kind::Full, &county),
    ] {
        assert!(says(sent(from, to, kind, signer)).contains("之间"), "{from} {to}");
    }
}

#[test]
fn fail_signature_for_another_number() {
    let world = World::new();
    let bundle = world.good();
    let mut members = untar(&bundle);
    members[2].1 = world
        .station
        .key
        .sign(&members[1].1, "rdz/1 from=JS-017 to=JS-COUNTY epoch=e3f9 seq=43")
        .unwrap()
        .into();
    let key = world.station.key.public().unwrap();
    assert!(says(outer(&tar(&members), Trust::Key(&key))).contains("与信封不一致"));
}

#[test]
fn fail_envelope_wording() {
    let world = World::new();
    let bundle = world.good();
    let good = envelope(&bundle);
    let payload = member(&bundle, "payload.tar.zst.age");
    let key = world.station.key.public().unwrap();
    let huge = "seq: 9223372036854775808";
    for (from, to) in [
        ("seq: 42", huge),
        ("seq: 42", "seq: 042"),
        ("seq: 42", "seq: 0"),
        ("seq: 42", "seq: +42"),
        ("seq: 42", "seq:  42"),
        ("seq: 42", "seq: 1000000"),
        ("epoch: e3f9", "epoch: E3F9"),
        ("from: JS-017", "from: ../017"),
        ("from: JS-017", "from: JS-COUNTY"),
        ("kind: full", "kind: everything"),
        ("kind: full", "kind: full\nextra: 1"),
        ("roster: 3\n", ""),
        ("format: rdz/1\nfrom: JS-017", "from: JS-017\nformat: rdz/1"),
        ("+08:00", "+08:00 "),
        ("+08:00\n", "+08:00"),
        ("+08:00\n", "+08:00\n\n"),
        ("\n", "\r\n"),
        ("prev: 0", "prev: g"),
        ("recipients: age1", "recipients: age2"),
    ] {
        let text = good.print().replacen(from, to, if from == "\n" { 99 } else { 1 });
        assert_ne!(text, good.print(), "{from}");
        let bad = world.around_text(&text, &good, &payload, &world.station);
        let says = says(outer(&bad, Trust::Key(&key)));
        assert!(says.contains("信封"), "{from} → {to}: {says}");
    }
    assert!(Envelope::parse(good.print().replace("seq: 42", huge).as_bytes()).is_err());
}

#[test]
fn fail_newer_format() {
    let world = World::new();
    let bundle = world.good();
    let good = envelope(&bundle);
    let key = world.station.key.public().unwrap();
    let text = good.print().replace("rdz/1", "rdz/2-sm");
    let bad = world.around_text(&text, &good, b"whatever comes then", &world.station);
    assert!(says(outer(&bad, Trust::Key(&key))).contains("先升级"));
}

#[test]
fn fail_crlf_listing() {
    let world = World::new();
    let bundle = world.good();
    let key = world.station.key.public().unwrap();
    let comment = envelope(&bundle).trusted_comment();
    let listing = String::from_utf8(member(&bundle, "SHA256SUMS")).unwrap();
    for bad in [
        listing.replace('\n', "\r\n"),
        listing.replace("  ", " *"),
        format!("{listing}{}  VERIFY.txt\n", "0".repeat(64)),
        listing.to_uppercase(),
    ] {
        let mut members = untar(&bundle);
        members[1].1 = bad.clone().into();
        members[2].1 = world.station.key.sign(bad.as_bytes(), &comment).unwrap().into();
        let says = says(outer(&tar(&members), Trust::Key(&key)));
        assert!(says.contains("校验清单") || says.contains("信封被改动过"), "{says}");
    }
    // A signature file with CR LF is not read either.
    let mut members = untar(&bundle);
    members[2].1 = String::from_utf8(members[2].1.clone()).unwrap().replace('\n', "\r\n").into();
    assert!(says(outer(&tar(&members), Trust::Key(&key))).contains("签名文件的格式"));
}

#[test]
fn fail_payload_for_others_than_the_envelope_names() {
    let world = World::new();
    let bundle = world.good();
    let good = envelope(&bundle);
    let key = world.station.key.public().unwrap();
    let mut more = good.recipients.clone();
    more.push(world.other.identity.public().unwrap());
    for recipients in [more, good.recipients[..2].to_vec()] {
        let bad = world.around_payload(&good, &encrypt(&recipients, b"x"), &world.station);
        assert!(says(outer(&bad, Trust::Key(&key))).contains("没有写明的人"));
    }
    let bad = world.around_payload(&good, b"age-encryption.org/v1\n-> scrypt AAAA 18\nAAAA\n--- AAAA\n", &world.station);
    assert!(says(outer(&bad, Trust::Key(&key))).contains("X25519"));
    let bad = world.around_payload(&good, b"not age at all", &world.station);
    assert!(says(outer(&bad, Trust::Key(&key))).contains("加密部分"));
}

/// The untrusted comment is anyone's to write; nothing of it may ever reach a person.
#[test]
fn fail_edited_untrusted_comment_is_never_shown() {
    let world = World::new();
    let bundle = world.good();
    let key = world.station.key.public().unwrap();
    let mut members = untar(&bundle);
    let text = String::from_utf8(members[2].1.clone()).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    members[2].1 = format!("untrusted comment: PLEASE PHONE 12345\n{rest}").into();
    let seen = outer(&tar(&members), Trust::Key(&key)).unwrap();
    assert!(!format!("{seen:?}").contains("12345"));
    let other = world.other.key.public().unwrap();
    assert!(!says(outer(&tar(&members), Trust::Key(&other))).contains("12345"));
    members[2].1 = format!("PLEASE PHONE 12345\n{rest}").into();
    assert!(!says(outer(&tar(&members), Trust::Key(&key))).contains("12345"));
}

/// A signature over the bytes themselves, not over their hash, is minisign's old kind.
#[test]
fn fail_signature_not_prehashed() {
    let world = World::new();
    let bundle = world.good();
    let mut members = untar(&bundle);
    let text = String::from_utf8(members[2].1.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut raw = base64_of(lines[1]);
    raw[1] = b'd';
    members[2].1 = format!("{}\n{}\n{}\n{}\n", lines[0], to_base64(&raw), lines[2], lines[3]).into();
    let key = world.station.key.public().unwrap();
    assert!(says(outer(&tar(&members), Trust::Key(&key))).contains("预散列"));
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.decode(text).unwrap()
}

fn to_base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

/// FORMAT.md's examples are read by the reader it describes.
#[test]
fn the_format_page_tells_the_truth() {
    let page = include_str!("../../src/bundle/FORMAT.md");
    let block = |kind: &str| -> &str {
        let start = page.find(&format!("```{kind}\n")).unwrap_or_else(|| panic!("no {kind}")) + kind.len() + 4;
        &page[start..start + page[start..].find("```").unwrap()]
    };
    let envelope = Envelope::parse(block("text envelope").as_bytes()).unwrap();
    assert!(page.contains(&format!("trusted comment: {}\n", envelope.trusted_comment())));
    let manifest = liaison::bundle::manifest::Manifest::parse(block("json manifest").as_bytes()).unwrap();
    manifest.agrees(&envelope).unwrap();
    let sample = include_str!("../../../../assets/sample/roster-1.txt");
    assert!(sample.starts_with(block("text roster")));
    a_slip_and_a_handover_as_on_the_page(block("text slip"), block("text roster"), block("text handover"), block("text statement"));
    assert_eq!(
        block("text fingerprint").trim(),
        liaison::bundle::seal::fingerprint(&["RWS3DPbqcAeZyzHAdiOKpYRiWzzlieB2oQ19y00w+hCyJ37I2DtYhC5L"])
    );
    let by_hand: Vec<&str> = block("sh").lines().map(|l| l.split(" #").next().unwrap().trim()).collect();
    let told = verify::instructions(&envelope);
    let commands: Vec<&str> = told
        .lines()
        .filter_map(|l| l.strip_prefix("    "))
        .filter(|l| !l.starts_with("Trusted"))
        .collect();
    assert_eq!(by_hand, commands);
}

/// The page's slip is one; its handover leads from the page's roster to the next.
fn a_slip_and_a_handover_as_on_the_page(slip: &str, roster: &str, handover: &str, statement: &str) {
    let slip = liaison::bundle::slip::read(slip).unwrap();
    assert_eq!((slip.station.as_str(), slip.replaces.map(|(_, through)| through)), ("JS-017", Some(41)));

    let (county, ..) = county_keys();
    let next = SigningKey::from_text(include_str!("../../../../tests/keys/county-signing-next.key")).unwrap();
    let verified = |text: &str, number: u64, key: &SigningKey| {
        let comment = format!("rdz-roster/1 county=JS-COUNTY number={number}");
        roster::verify(text.as_bytes(), &key.sign(text.as_bytes(), &comment).unwrap())
    };
    let first = verified(roster, 1, &county).unwrap();
    let (old, new) = (county.public().unwrap(), next.public().unwrap());
    let (head, stations) = roster.split_once("\n\n").unwrap();
    let head = head.replace("number: 1", "number: 2").replace(old.as_str(), new.as_str());
    let text = format!("{head}\n\n{handover}\n{stations}");
    let second = verified(&text, 2, &next).unwrap();
    assert!(second.follows(&first).unwrap());
    assert_eq!(liaison::bundle::handover::statement("JS-COUNTY", 2, &old, &new), statement);
    // One digit else, and it leads nowhere.
    assert!(verified(&text.replacen("handover: 2", "handover: 3", 1), 2, &next).is_err());
}

/// A key made by the tool the format names serves as one of ours; one with a slip of the pen does not.
#[test]
fn a_key_file_of_stock_minisign_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new("minisign")
        .args(["-GW", "-p", "a.pub", "-s", "a.key"])
        .current_dir(folder.path())
        .output();
    assert!(made.unwrap().status.success());
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let key = SigningKey::from_text(&text("a.key")).unwrap();
    assert_eq!(key.public().unwrap(), VerifyKey::from_text(&text("a.pub")).unwrap());
    let signature = key.sign(b"said", "comment").unwrap();
    assert_eq!(key.public().unwrap().verify(b"said", signature.as_bytes()).unwrap(), "comment");

    let secret = text("a.key");
    let line = secret.lines().nth(1).unwrap();
    for at in [0, 2, 4, 70, 100, 157] {
        let mut bytes = base64_of(line);
        bytes[at] ^= 1;
        assert!(SigningKey::from_text(&secret.replace(line, &to_base64(&bytes))).is_err(), "{at}");
    }
    let locked = base64_of(line);
    assert!(SigningKey::from_text(&secret.replace(line, &to_base64(&locked[..157]))).is_err());
}
