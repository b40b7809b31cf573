//! Attacks on the outside: what anyone with public keys can see.

use liaison::bundle::envelope::{Envelope, Kind};
use liaison::bundle::seal::VerifyKey;
use liaison::bundle::verify;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::corpus::Corpus;
use crate::made::*;

pub fn all(c: &mut Corpus) {
    shape(c);
    names(c);
    signature(c);
    wording(c);
    speakers(c);
    payload(c);
}

/// Member 1–5 of the good bundle changed, nothing signed anew.
fn with(c: &Corpus, at: usize, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut members = untar(c.good());
    change(&mut members[at].1);
    tar(&members)
}

/// Raw bytes before member `at`.
fn before(c: &Corpus, at: usize, raw: &[u8]) -> Vec<u8> {
    let members = untar(c.good());
    let mut all: Vec<u8> = members[..at].iter().flat_map(|(n, b)| entry(n, b)).collect();
    all.extend_from_slice(raw);
    all.extend(tar(&members[at..]));
    all
}

fn shape(c: &mut Corpus) {
    let good = c.good().to_vec();
    c.add("fail_empty.rdz", "1", "no byte", Vec::new());
    c.add("fail_not_a_tar.rdz", "1", "a text", "交接包\n".repeat(200).into());
    c.add("fail_cut_in_header.rdz", "1", "cut in the first header", good[..300].to_vec());
    c.add("fail_cut_in_payload.rdz", "6", "cut in the payload", good[..good.len() - 4_000].to_vec());
    c.add("fail_cut_at_end.rdz", "7", "the last block is missing", good[..good.len() - 512].to_vec());
    c.add("fail_trailing_bytes.rdz", "7", "a byte after the end", [&good[..], b"x"].concat());
    c.add(
        "fail_trailing_member.rdz",
        "7",
        "a member after the end",
        [&good[..], &entry("later.txt", b"x")].concat(),
    );
    let mut bad = good.clone();
    bad[511] = b'x';
    c.add("fail_byte_header.rdz", "1", "one byte of the first header", bad);
    let mut bad = good.clone();
    bad[512 + c_len(&good) + 1] = b'x';
    c.add("fail_hidden_in_padding.rdz", "1", "something in the padding after ENVELOPE.txt", bad);
    for (name, at, bytes, changed) in [
        ("fail_header_mode.rdz", 100, &b"0000755\0"[..], "a header with another mode"),
        ("fail_header_binary_size.rdz", 124, b"\x80\0\0\0", "a size in GNU's binary"),
    ] {
        let mut bad = good.clone();
        bad[at..at + bytes.len()].copy_from_slice(bytes);
        let mut head: [u8; 512] = bad[..512].try_into().unwrap();
        sign_header(&mut head);
        bad[..512].copy_from_slice(&head);
        c.add(name, "1", changed, bad);
    }
    let mut order = untar(&good);
    order.swap(1, 2);
    c.add("fail_order.rdz", "1", "members 2 and 3 exchanged", tar(&order));
    let mut fewer = untar(&good);
    fewer.pop();
    c.add("fail_no_instructions.rdz", "7", "VERIFY.txt is missing", tar(&fewer));
    let big = with(c, 0, |b| b.resize(5_000, b'\n'));
    c.add("fail_envelope_too_big.rdz", "1", "ENVELOPE.txt of 5,000 bytes", big);
}

fn c_len(bundle: &[u8]) -> usize {
    member(bundle, "ENVELOPE.txt").len()
}

fn names(c: &mut Corpus) {
    let pax = [&header("PaxHeaders/x", 18, b'x')[..], &entry("", b"18 path=../../evil\n")[512..]].concat();
    for (name, raw, changed) in [
        ("fail_extra_member.rdz", entry("extra.txt", b"x"), "an extra member, unlisted"),
        ("fail_symlink.rdz", header("link", 0, b'2').to_vec(), "a symbolic link"),
        ("fail_pax.rdz", pax, "a PAX header that renames the next member"),
        ("fail_dotdot.rdz", entry("../evil", b"x"), "a name that climbs out"),
        ("fail_absolute.rdz", entry("/etc/evil", b"x"), "an absolute name"),
        ("fail_device.rdz", entry("CON", b"x"), "a name Windows keeps for a device"),
        ("fail_stream.rdz", entry("a:b", b"x"), "a name that is a stream on Windows"),
        (
            "fail_case_twin.rdz",
            entry("envelope.TXT", b"x"),
            "a name that differs from another in case only",
        ),
        ("fail_duplicate.rdz", entry("ENVELOPE.txt", b"x"), "a name that stands twice"),
    ] {
        let bad = before(c, 1, &raw);
        c.add(name, "1", &format!("{changed}, after ENVELOPE.txt"), bad);
    }
    let last = before(c, 5, &entry("extra.txt", b"x"));
    c.add("fail_extra_member_last.rdz", "7", "an extra member at the end", last);
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn signature(c: &mut Corpus) {
    for (name, at, check, changed) in [
        ("fail_byte_envelope.rdz", 0, "3", "one bit of ENVELOPE.txt"),
        ("fail_byte_sums.rdz", 1, "2", "one bit of SHA256SUMS"),
        ("fail_byte_signature.rdz", 2, "2", "one bit of the signature"),
        ("fail_byte_payload.rdz", 3, "6", "one bit of the payload"),
        ("fail_byte_instructions.rdz", 4, "7", "one bit of VERIFY.txt"),
    ] {
        let bad = with(c, at, |b| {
            let middle = b.len() / 2;
            b[if at == 2 { 90 } else { middle }] ^= 1;
        });
        c.add(name, check, changed, bad);
    }
    let bad = with(c, 2, |b| b.extend_from_slice(b"untrusted comment: PLEASE PHONE 12345\n"));
    c.add("fail_signature_fifth_line.rdz", "2", "bytes behind the signature, in its member", bad);
    let bad = with(c, 2, |b| *b = text(b).replace('\n', "\r\n").into());
    c.add("fail_signature_crlf.rdz", "2", "a signature file with CR LF", bad);
    let bad = with(c, 2, |b| {
        let line = text(b).lines().nth(1).unwrap().to_owned();
        let mut raw = BASE64_STANDARD.decode(&line).unwrap();
        raw[1] = b'd';
        *b = text(b).replace(&line, &BASE64_STANDARD.encode(raw)).into();
    });
    c.add("fail_signature_not_prehashed.rdz", "2", "minisign's older kind of signature", bad);

    let listing = text(&member(c.good(), "SHA256SUMS"));
    let comment = c.own().trusted_comment();
    let station = &c.world.station.key;
    let relisted = |listing: String, comment: &str| {
        let mut members = untar(c.good());
        members[2].1 = signed(station, listing.as_bytes(), comment).into();
        members[1].1 = listing.into();
        tar(&members)
    };
    let made = [
        (
            "fail_sums_crlf.rdz",
            "3",
            "SHA256SUMS with CR LF, signed",
            relisted(listing.replace('\n', "\r\n"), &comment),
        ),
        (
            "fail_sums_binary.rdz",
            "3",
            "SHA256SUMS in sha256sum's binary form, signed",
            relisted(listing.replace("  ", " *"), &comment),
        ),
        (
            "fail_sums_third_line.rdz",
            "4",
            "SHA256SUMS with a third line, signed",
            relisted(format!("{listing}{}  VERIFY.txt\n", "0".repeat(64)), &comment),
        ),
        (
            "fail_comment_of_another_number.rdz",
            "4",
            "signed for number 2",
            relisted(listing.clone(), "rdz/1 from=JS-017 to=JS-COUNTY epoch=e3f9 seq=2"),
        ),
    ];
    for (name, check, changed, bytes) in made {
        c.add(name, check, changed, bytes);
    }
}

/// Envelopes of another wording, signed by the station itself.
fn wording(c: &mut Corpus) {
    let good = c.own();
    let payload = member(c.good(), "payload.tar.zst.age");
    for (name, from, to) in [
        ("seq_2_63", "seq: 1", "seq: 9223372036854775808"),
        ("seq_001", "seq: 1", "seq: 001"),
        ("prev_of_the_first", "prev: none", &format!("prev: {}", "0".repeat(64))),
        ("no_prev", "seq: 1\n", "seq: 2\n"),
        ("from_a_path", "from: JS-017", "from: ../017"),
        ("to_itself", "to: JS-COUNTY", "to: JS-017"),
        ("kind", "kind: full", "kind: everything"),
        ("extra_line", "kind: full", "kind: full\nextra: 1"),
        ("line_twice", "epoch: e3f9\n", "epoch: e3f9\nepoch: e3f9\n"),
        ("line_missing", "roster: 3\n", ""),
        ("crlf", "\n", "\r\n"),
        ("time_in_z", "+08:00", "Z"),
        ("leap_second", ":00+08:00", ":60+08:00"),
        ("two_recipients", &format!(" {}", good.recipients[2].as_str()), ""),
        ("newer", "rdz/1", "rdz/2-sm"),
    ] {
        let bad = good.print().replace(from, to);
        assert_ne!(bad, good.print(), "{name}");
        let bytes = c.world.around_text(&bad, &good, &payload, &c.world.station);
        let show = |t: &str| t.replace('\n', "⏎").replace('\r', "␍").chars().take(40).collect::<String>();
        c.add(
            &format!("fail_envelope_{name}.rdz"),
            "4",
            &format!("the envelope says `{}` for `{}`", show(to), show(from)),
            bytes,
        );
    }
}

fn speakers(c: &mut Corpus) {
    let good = c.own();
    let payload = member(c.good(), "payload.tar.zst.age");
    let w = &c.world;
    let by = |from: &str, seq: u64, signer: &Side| {
        let envelope = Envelope {
            from: from.into(),
            seq,
            prev: (seq > 1).then(|| "0".repeat(64)),
            ..good.clone()
        };
        w.around_payload(&envelope, &payload, signer)
    };
    // The stranger's key under the station's key id.
    let mine = BASE64_STANDARD.decode(w.station.key.public().unwrap().as_str()).unwrap();
    let unknown = by("JS-017", 1, &c.stranger);
    let mut same_id = untar(&unknown);
    let lines: Vec<String> = text(&same_id[2].1).lines().map(str::to_owned).collect();
    let mut raw = BASE64_STANDARD.decode(&lines[1]).unwrap();
    raw[2..10].copy_from_slice(&mine[2..10]);
    same_id[2].1 = format!("{}\n{}\n{}\n{}\n", lines[0], BASE64_STANDARD.encode(raw), lines[2], lines[3]).into();
    let same_id = tar(&same_id);
    let other_signer = {
        let envelope = Envelope {
            signer: VerifyKey::from_text(w.other.key.public().unwrap().as_str()).unwrap(),
            ..good.clone()
        };
        w.around_text(&envelope.print(), &envelope, &payload, &w.station)
    };
    let elsewhere = Envelope {
        to: "JS-018".into(),
        ..good.clone()
    };
    let answer = Envelope {
        kind: Kind::Answer,
        ..good.clone()
    };
    let made = [
        ("fail_wrong_key.rdz", "2", "signed with a key no roster names", unknown),
        ("fail_wrong_key_right_id.rdz", "2", "the same, bearing the key id of JS-017", same_id),
        (
            "fail_revoked_key.rdz",
            "5",
            "JS-019 after its key was revoked after 5: number 6",
            by("JS-019", 6, &c.revoked),
        ),
        (
            "fail_readdressed_from.rdz",
            "5",
            "JS-018 sends JS-017's payload as JS-017's",
            by("JS-017", 1, &w.other),
        ),
        (
            "fail_signer_of_another.rdz",
            "5",
            "the envelope's `signer` is another station's key",
            other_signer,
        ),
        (
            "fail_readdressed_to.rdz",
            "5",
            "JS-017 to JS-018",
            w.around_payload(&elsewhere, &payload, &w.station),
        ),
        (
            "fail_answer_by_station.rdz",
            "5",
            "JS-017 answers like a county",
            w.around_payload(&answer, &payload, &w.station),
        ),
    ];
    for (name, check, changed, bytes) in made {
        c.add(name, check, changed, bytes);
    }
}

fn payload(c: &mut Corpus) {
    let good = c.own();
    let payload = member(c.good(), "payload.tar.zst.age");
    let w = &c.world;
    let longer = Envelope {
        payload_size: good.payload_size + 1,
        ..good.clone()
    };
    let wrong_size = {
        let mut members = untar(c.good());
        members[0].1 = longer.print().into();
        members[1].1 = verify::sums(&longer.sha256(), &good.payload_sha256).into();
        members[2].1 = signed(&w.station.key, &members[1].1, &good.trusted_comment()).into();
        tar(&members)
    };
    let end = payload.windows(4).position(|w| w == b"--- ").unwrap();
    let more = [&payload[..end], b"-> X25519 AAAA\nAAAA\n", &payload[end..]].concat();
    let scrypt = b"age-encryption.org/v1\n-> scrypt AAAA 18\nAAAA\n--- AAAA\n";
    let made = [
        ("fail_payload_size.rdz", "6", "the envelope's `payload-size` is one more", wrong_size),
        (
            "fail_fourth_recipient.rdz",
            "6",
            "encrypted for one more than the envelope names",
            w.around_payload(&good, &more, &w.station),
        ),
        ("fail_scrypt.rdz", "6", "encrypted with a password", w.around_payload(&good, scrypt, &w.station)),
        (
            "fail_not_age.rdz",
            "6",
            "the payload is not encrypted",
            w.around_payload(&good, b"PK\x03\x04 a zip", &w.station),
        ),
        (
            "fail_age_cut.rdz",
            "9",
            "the ciphertext is cut, well signed",
            w.around_payload(&good, &payload[..payload.len() - 100], &w.station),
        ),
        (
            "fail_age_tail.rdz",
            "9",
            "bytes after the ciphertext, well signed",
            w.around_payload(&good, &[&payload[..], b"garbage"].concat(), &w.station),
        ),
    ];
    for (name, check, changed, bytes) in made {
        c.add(name, check, changed, bytes);
    }
}
