//! Slips, handovers and lost keys: who is believed, and who is not.

use liaison::bundle::handover::Handover;
use liaison::bundle::roster::{self, County, Next, Roster};
use liaison::bundle::seal::SigningKey;
use liaison::bundle::slip;
use serde_json::{Value, json};

use crate::county::*;
use crate::made::*;

fn files(county: &Home) -> Value {
    let roster = roster_of(county);
    json!({ "text": roster.text, "signature": roster.signature })
}

fn take(home: &mut Home, roster: &Value) -> liaison::Result<Value> {
    home.ask("roster_take", roster.clone())
}

fn slip_of(home: &mut Home) -> String {
    home.ask("slip", json!({})).unwrap()["text"].as_str().unwrap().to_owned()
}

/// A county's word with these handovers.
fn signed(world: &World, number: u64, key: &SigningKey, handovers: &[Handover]) -> liaison::Result<Roster> {
    let county = County {
        signing: key.public()?,
        handovers: handovers.to_vec(),
        ..world.enrolled().county
    };
    roster::make(number, MADE_AT.parse().unwrap(), county, Vec::new(), key)
}

#[test]
fn a_station_that_skipped_rosters_and_rotations_follows() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let old_bundle = station.pack();
    for _ in 0..3 {
        county.ask("roster_rotate", json!({ "signing": true, "work": true })).unwrap();
    }
    // Sealed for the work key of three rotations ago.
    assert_eq!(county.receive_one(&old_bundle)["state"], "filed");
    let answer = county.receipt("JS-017");
    let error = station.ask("receipt_take", json!({ "path": answer })).unwrap_err();
    assert_eq!(error.code(), "untrusted", "an answer by a key not heard of");
    let view = take(station, &files(county)).unwrap();
    assert_eq!((view["number"].as_u64(), view["enrolled"].as_bool()), (Some(5), Some(true)));
    assert!(station.take(&answer)["says"].as_str().unwrap().contains("全部入库"));
    station.pack();
    county.sound();
    station.sound();
}

#[test]
fn a_renewed_station_enrols_by_its_old_key_and_sends_everything() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let deputy = station.deputy("张卫国");
    station.visit(&deputy, "李四");
    let first = station.pack();
    county.receive(&[&first]);
    let under_way = county.receipt("JS-017");
    let sheet = station.ask("keys_renew", json!({})).unwrap();
    assert_eq!(sheet["countersigned"], true);
    assert!(sheet["pages"][0].as_str().unwrap().contains("<svg"));
    // What was sealed to the old identity still opens.
    station.take(&under_way);
    let bundle = station.pack();
    assert_eq!(county.receive_one(&bundle)["state"], "refused", "not enrolled yet");
    let read = county.ask("slip_read", json!({ "text": sheet["text"] })).unwrap();
    assert_eq!(read["standing"], "rotation");
    county.ask("roster_make", json!({ "slips": [{ "text": sheet["text"] }] })).unwrap();
    let members = roster_of(county).members;
    assert_eq!(members.iter().map(|m| m.revoked_after_seq).collect::<Vec<_>>(), [Some(1), None]);
    assert_eq!(county.receive_one(&first)["state"], "again", "the old key's own numbers still hold");
    assert_eq!(county.receive_one(&bundle)["state"], "filed");
    assert_eq!(take(station, &files(county)).unwrap()["enrolled"], true);
    assert!(
        !slip_of(station).contains("old-signature"),
        "the old key is gone once the roster names the new one"
    );
    station.take(&county.receipt("JS-017"));
    station.sound();
}

#[test]
fn a_stolen_computer_is_replaced_by_telephone() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    county.ask("roster_revoke", json!({ "code": "JS-017", "after_seq": 0 })).unwrap();
    // The thief has the old key: what it signs is worth nothing now.
    stations[0].ask("keys_renew", json!({})).unwrap();
    let slip = slip_of(&mut stations[0]);
    let error = county.ask("roster_make", json!({ "slips": [{ "text": slip }] })).unwrap_err();
    assert!(error.code() == "draft" && error.to_string().contains("打电话"), "{error}");
    let wrong = json!({ "slips": [{ "text": slip, "fingerprint": "11111 22222 33333 44444 55555 66666 77777 88888" }] });
    assert!(county.ask("roster_make", wrong).unwrap_err().to_string().contains("不一样"));
    county.enrol(&slip);
    let codes: Vec<_> = roster_of(county).members.iter().map(|m| m.revoked_after_seq).collect();
    assert_eq!(codes, [Some(0), None]);
}

#[test]
fn fail_slip_with_a_wrong_signature_or_a_key_of_another() {
    let mut pair = Pair::new(&["JS-017", "JS-018"]);
    let Pair { county, stations } = &mut pair;
    let good = Side::new().slip("JS-019");
    slip::read(&good).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone().into_bytes();
        bad[at] ^= 1;
        assert!(String::from_utf8(bad).map_or(true, |bad| slip::read(&bad).is_err()), "byte {at}");
    }
    for bad in [good.replace('\n', "\r\n"), format!("{good}\n"), good.trim_end().to_owned(), good.repeat(2)] {
        assert!(slip::read(&bad).is_err());
    }
    // Another station's key under one's own code, and one key twice.
    let theirs = slip_of(&mut stations[1]);
    let mine = secrets(&stations[0]);
    let stolen = slip::Slip {
        station: "JS-019".into(),
        ..slip::read(&theirs).unwrap()
    };
    assert!(stolen.sign(&mine.key, None).is_err(), "signed by a key that is not on it");
    let under_other_code = Side {
        key: mine.key,
        identity: mine.identity,
    }
    .slip("JS-019");
    let error = county.ask("slip_read", json!({ "text": under_other_code })).unwrap_err();
    assert!(error.to_string().contains("已经登记给 JS-017"), "{error}");
    // Another station's key countersigns: that is no rotation.
    let (new, other) = (Side::new(), secrets(&stations[1]));
    let crossed = slip::Slip {
        replaces: Some((other.key.public().unwrap(), 5)),
        ..slip::read(&new.slip("JS-017")).unwrap()
    };
    let crossed = crossed.sign(&new.key, Some(&other.key)).unwrap();
    assert_eq!(county.ask("slip_read", json!({ "text": crossed })).unwrap()["standing"], "fresh");
    // The county's own code; and only the county enrols.
    assert!(county.ask("slip_read", json!({ "text": Side::new().slip("JS-COUNTY") })).is_err());
    assert_eq!(stations[0].ask("slip_read", json!({ "text": good })).unwrap_err().code(), "not_allowed");
}

#[test]
fn fail_handover_forged_dropped_or_by_a_key_laid_aside() {
    let world = World::new();
    let [a, b, c] = [(); 3].map(|()| SigningKey::generate().unwrap());
    let hand = |number, old: &SigningKey, new: &SigningKey| Handover::make("JS-COUNTY", number, old, &new.public().unwrap()).unwrap();
    let trusted = signed(&world, 3, &a, &[]).unwrap();
    let (first, second) = (hand(4, &a, &b), hand(6, &b, &c));
    let fourth = signed(&world, 4, &b, std::slice::from_ref(&first)).unwrap();
    let sixth = signed(&world, 6, &c, &[first.clone(), second.clone()]).unwrap();
    assert!(fourth.follows(&trusted).unwrap() && sixth.follows(&trusted).unwrap() && sixth.follows(&fourth).unwrap());

    let mut forged = hand(4, &c, &b);
    forged.old = a.public().unwrap();
    assert!(says(signed(&world, 4, &b, &[forged])).contains("不是旧密钥签的"));
    let of_another_county = Handover::make("JS-OTHER", 4, &a, &b.public().unwrap()).unwrap();
    assert!(says(signed(&world, 4, &b, &[of_another_county])).contains("不是旧密钥签的"));
    for broken in [
        vec![second.clone(), first.clone()],
        vec![first.clone()],
        vec![first.clone(), hand(3, &b, &c)],
        vec![first.clone(), hand(9, &b, &c)],
    ] {
        assert!(says(signed(&world, 6, &c, &broken)).contains("接不上"));
    }
    // Back to a key laid aside, in one roster and against the one in force.
    assert!(says(signed(&world, 7, &a, &[first.clone(), hand(7, &b, &a)])).contains("接不上"));
    assert!(says(signed(&world, 9, &a, &[]).unwrap().compare(&fourth)).contains("旧密钥"));
    // One handover less than the roster in force has.
    assert!(says(signed(&world, 7, &c, std::slice::from_ref(&second)).unwrap().follows(&fourth)).contains("少了"));
    // Signed by the old key after it had handed over.
    let after = signed(&world, 5, &a, &[]).unwrap();
    assert!(says(sixth.follows(&after)).contains("旧名册"));
    // A key nothing leads to is a person's matter.
    assert_eq!(signed(&world, 9, &c, &[]).unwrap().compare(&trusted).unwrap(), Next::Stranger);
}

#[test]
fn a_county_that_lost_its_key_is_believed_by_telephone_alone() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let deputy = station.deputy("张卫国");
    station.visit(&deputy, "李四");
    county.receive(&[&station.pack()]);
    station.take(&county.receipt("JS-017"));
    county.ask("roster_rotate", json!({ "stolen": true })).unwrap();
    let mut new = files(county);
    assert_eq!(take(station, &new).unwrap_err().code(), "untrusted");
    let look = station.ask("roster_look", new.clone()).unwrap();
    assert_eq!((look["ask"].as_bool(), look["replaces"].as_bool()), (Some(true), Some(true)));
    new["fingerprint"] = json!("48947 70202 62805 45497 01769 47062 28686 35061");
    assert_eq!(station.ask("roster_confirm", new.clone()).unwrap_err().code(), "draft");
    new["fingerprint"] = json!(look["fingerprint"].as_str().unwrap().replace(' ', "-"));
    station.ask("roster_confirm", new).unwrap();
    let full = station.pack();
    let sent = envelope(&std::fs::read(&full).unwrap());
    assert_eq!((sent.kind, sent.seq), (liaison::bundle::envelope::Kind::Full, 1));
    assert_eq!(county.receive_one(&full)["state"], "filed");
}

#[test]
fn fail_twin_keys_in_a_roster() {
    let world = World::new();
    let mut twin = world.other.member("JS-018");
    twin.age = world.station.identity.public().unwrap();
    let county = world.enrolled().county;
    let made = roster::make(4, MADE_AT.parse().unwrap(), county, vec![world.station.member("JS-017"), twin], &world.county);
    assert!(says(made).contains("重复"));
}
