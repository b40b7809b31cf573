//! The roster: never trusted on first use alone, never taken back.

use liaison::bundle::roster::verify;

use crate::made::*;

const TEXT: &str = include_str!("../../../../assets/sample/roster-1.txt");
const SIGNATURE: &str = include_str!("../../../../assets/sample/roster-1.txt.minisig");

#[test]
fn the_sample_roster_is_in_order() {
    let roster = verify(TEXT.as_bytes(), SIGNATURE).unwrap();
    assert_eq!((roster.number, roster.stations(), roster.county.code.as_str()), (1, 3, "JS-COUNTY"));
    let (signing, work, escrow) = county_keys();
    assert_eq!(roster.county.signing, signing.public().unwrap());
    assert_eq!(
        (roster.county.work.clone(), roster.county.escrow.clone()),
        (work.public().unwrap(), escrow.public().unwrap())
    );
    assert_eq!(roster.fingerprint(), "48947 70202 62805 45497 01769 47062 28686 35061");
}

#[test]
fn fail_roster_changed_anywhere() {
    let mut refused = 0;
    for at in 0..TEXT.len() {
        let mut bad = TEXT.as_bytes().to_vec();
        bad[at] ^= 0x01;
        assert!(verify(&bad, SIGNATURE).is_err(), "byte {at}");
        refused += 1;
    }
    println!("{refused} bytes of a roster changed one at a time, all refused");
    for bad in [
        TEXT.replace('\n', "\r\n"),
        TEXT.trim_end().to_owned(),
        format!("{TEXT}\n"),
        TEXT.replace("number: 1", "number: 01"),
    ] {
        assert!(verify(bad.as_bytes(), SIGNATURE).is_err());
    }
}

#[test]
fn fail_roster_rollback_and_other_hands() {
    let world = World::new();
    let (second, third) = (world.roster(2, vec![]), world.enrolled());
    assert!(third.follows(&second).unwrap());
    assert!(!third.follows(&third).unwrap(), "the very same roster changes nothing");
    assert!(says(second.follows(&third)).contains("旧名册"));
    let twin = world.roster(3, vec![]);
    assert!(says(twin.follows(&third)).contains("两份不同"));

    // Another key that calls itself the county's.
    let mut forger = World::new();
    forger.county = liaison::bundle::seal::SigningKey::generate().unwrap();
    let forged = forger.roster(9, vec![]);
    assert!(says(forged.follows(&third)).contains("不是本站信任"));
    // The county's text under a forger's signature.
    let signature = forger.county.sign(third.text.as_bytes(), "rdz-roster/1 county=JS-COUNTY number=3").unwrap();
    assert!(says(verify(third.text.as_bytes(), &signature)).contains("签名"));
    // The county's key, signing for another number.
    let signature = world.county.sign(third.text.as_bytes(), "rdz-roster/1 county=JS-COUNTY number=4").unwrap();
    assert!(says(verify(third.text.as_bytes(), &signature)).contains("不一致"));
}

#[test]
fn fail_roster_with_one_key_for_two() {
    let world = World::new();
    let text = world.enrolled().text;
    let mine = world.station.key.public().unwrap();
    let bad = text.replace(world.other.key.public().unwrap().as_str(), mine.as_str());
    let signature = world.county.sign(bad.as_bytes(), "rdz-roster/1 county=JS-COUNTY number=3").unwrap();
    assert!(says(verify(bad.as_bytes(), &signature)).contains("重复"));
    // The same key under another key id is the same key.
    for taken in [mine, world.county.public().unwrap()] {
        use base64::Engine as _;
        let mut raw = base64::prelude::BASE64_STANDARD.decode(taken.as_str()).unwrap();
        raw[2] ^= 1;
        let twin = base64::prelude::BASE64_STANDARD.encode(raw);
        let bad = text.replace(world.other.key.public().unwrap().as_str(), &twin);
        let signature = world.county.sign(bad.as_bytes(), "rdz-roster/1 county=JS-COUNTY number=3").unwrap();
        assert!(says(verify(bad.as_bytes(), &signature)).contains("重复"));
    }
    let newer = text.replace("rdz-roster/1", "rdz-roster/2");
    let signature = world.county.sign(newer.as_bytes(), "rdz-roster/2 county=JS-COUNTY number=3").unwrap();
    assert!(says(verify(newer.as_bytes(), &signature)).contains("升级"));
}
