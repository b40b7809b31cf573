//! Chains, rosters and receipts: files each in order by themselves that do not fit what is
//! held already, or come from the wrong hand.

use liaison::bundle::envelope::{Envelope, Kind};
use liaison::bundle::seal::SigningKey;

use super::corpus::Corpus;
use super::good::{answer_envelope, answer_rows};
use crate::county::visit_row;
use crate::made::*;

pub fn all(c: &mut Corpus) {
    chain(c);
    rosters(c);
    receipts(c);
}

fn chain(c: &mut Corpus) {
    let again = c.good().to_vec();
    c.add("fail_replay.rdz", "chain", "number 1 once more, byte for byte", again);
    let name = "fail_fork.rdz";
    let other = [("visit", visit_row("JS-017", 7, 1))];
    let bad = c.bundle(name, &c.envelope(1, Kind::Full, None), &c.world.station, &other, &[]);
    c.add(name, "chain", "number 1 with another content", bad);
    let name = "fail_fork_prev.rdz";
    let bad = c.bundle(name, &c.envelope(2, Kind::Full, Some("1".repeat(64))), &c.world.station, &other, &[]);
    c.add(name, "chain", "number 2 after another number 1", bad);
}

fn rosters(c: &mut Corpus) {
    let good = c.roster().text;
    let (county, stranger, station) = (c.world.county.clone(), c.stranger.key.clone(), c.world.station.key.clone());
    let text_of = |key: &SigningKey| key.public().unwrap().as_str().to_owned();
    let next = good.replace("number: 3", "number: 4");
    let forged = next.replace(&text_of(&county), &text_of(&stranger));
    let older = c.world.roster(2, vec![c.world.station.member("JS-017")]).text;
    let twin = c.world.roster(3, vec![c.world.station.member("JS-017")]).text;
    let other = text_of(&c.world.other.key);
    for (name, changed, text, key, number) in [
        ("rollback", "number 2, when 3 is in force", older, &county, 2),
        ("two_texts", "another number 3", twin, &county, 3),
        ("other_key", "number 4, by a key that calls itself the county's", forged, &stranger, 4),
        ("by_station", "number 4, signed by a station", next.clone(), &station, 4),
        ("comment", "number 4, signed as number 5", next.clone(), &county, 5),
        ("crlf", "number 4 with CR LF, signed", next.replace('\n', "\r\n"), &county, 4),
        (
            "one_key_for_two",
            "number 4: JS-018 bears JS-017's key",
            next.replace(&other, &text_of(&station)),
            &county,
            4,
        ),
        (
            "countys_key",
            "number 4: JS-018 bears the county's key",
            next.replace(&other, &text_of(&county)),
            &county,
            4,
        ),
        ("newer", "a later format", next.replace("rdz-roster/1", "rdz-roster/2"), &county, 4),
        ("extra_line", "number 4 with a line more", format!("{next}note: x\n"), &county, 4),
        ("changed", "number 4, one digit changed after signing", next.clone(), &county, 4),
    ] {
        let name = format!("fail_roster_{name}.txt");
        let signature = signed(key, text.as_bytes(), &format!("rdz-roster/1 county=JS-COUNTY number={number}"));
        let text = if name.contains("changed") {
            text.replace("revoked-after-seq: 5", "revoked-after-seq: 9")
        } else {
            text
        };
        c.add(&name, "roster", changed, text.into());
        c.add(&format!("{name}.minisig"), "", "", signature.into());
    }
}

/// Answers to JS-017 that are none.
fn receipts(c: &mut Corpus) {
    let rows_of_it = answer_rows(c);
    let good = answer_envelope(c);
    let county = Side {
        key: c.world.county.clone(),
        identity: c.world.work.clone(),
    };
    let to_other = Envelope {
        to: "JS-018".into(),
        recipients: c.world.recipients(&c.world.other),
        ..good.clone()
    };
    let by_station = Envelope {
        from: "JS-018".into(),
        ..good.clone()
    };
    let full = Envelope {
        kind: Kind::Full,
        ..good.clone()
    };
    let for_others = Envelope {
        recipients: c.world.recipients(&c.world.other),
        ..good.clone()
    };
    let made: [(&str, &str, &str, &Envelope, &Side); 6] = [
        ("fail_receipt_by_stranger.rdz", "2", "by a key no roster names", &good, &c.stranger),
        ("fail_receipt_in_its_name.rdz", "5", "by JS-018 in the county's name", &good, &c.world.other),
        ("fail_receipt_by_station.rdz", "5", "by JS-018 in its own name", &by_station, &c.world.other),
        ("fail_receipt_no_answer.rdz", "5", "by the county, of kind full", &full, &county),
        ("fail_receipt_to_another.rdz", "8", "by the county, to JS-018", &to_other, &county),
        (
            "fail_receipt_sealed_for_another.rdz",
            "9",
            "by the county, encrypted for JS-018",
            &for_others,
            &county,
        ),
    ];
    let mut all = Vec::new();
    for (name, check, changed, envelope, signer) in made {
        all.push((name, check, changed, c.bundle(name, envelope, signer, &rows_of_it, &[])));
    }
    let mut bad = rows_of_it.clone();
    bad[1].1["seq"] = serde_json::json!("1");
    all.push((
        "fail_receipt_line.rdz",
        "12",
        "by the county, with a line that does not read",
        c.bundle("fail_receipt_line.rdz", &good, &county, &bad, &[]),
    ));
    for (name, check, changed, bytes) in all {
        c.add(name, check, &format!("a receipt {changed}"), bytes);
    }
    let station = c.good().to_vec();
    c.add("fail_receipt_is_a_bundle.rdz", "8", "a station's own bundle, taken as a receipt", station);
}
