//! Stock tools on both sides: Debian's tar, sha256sum, minisign, zstd and age open what the
//! program wrote, by VERIFY.txt's own commands; and write what the program opens.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::bundle::envelope::{Envelope, Kind};
use liaison::bundle::seal::{Digest, Identity, SigningKey, VerifyKey};
use liaison::bundle::verify::{self, Trust};
use serde_json::{Value, json};

use crate::county::*;
use crate::made::*;

/// Runs a shell script that stops at the first failure; answers what it printed.
#[track_caller]
pub fn sh(folder: &Path, script: &str) -> String {
    let out = Command::new("sh")
        .arg("-euc")
        .arg(script)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let (said, wrong) = (
        String::from_utf8_lossy(&out.stdout).into_owned(),
        String::from_utf8_lossy(&out.stderr).into_owned(),
    );
    assert!(
        out.status.success(),
        "{script}\n{said}\n{wrong}\n(needs the packages tar, coreutils, minisign, zstd and age; ./dev test installs them)"
    );
    said
}

/// Follows VERIFY.txt to the letter in `folder`, where the bundle lies; what comes out is in
/// `folder/out`.
#[track_caller]
pub fn follow_instructions(folder: &Path, name: &str, signer: &VerifyKey, receiver: &Identity) {
    let text = sh(folder, &format!("tar -xOf {name} VERIFY.txt"));
    let (from, to) = text.lines().nth(1).unwrap().strip_prefix("从 ").unwrap().split_once(" 到 ").unwrap();
    let to = to.split_once('，').unwrap().0;
    fs::write(folder.join(format!("{from}.pub")), signer.file()).unwrap();
    fs::write(folder.join(format!("{to}.key")), receiver.file().unwrap().as_bytes()).unwrap();
    let lines: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("    ")).collect();
    let (shown, commands): (Vec<&str>, Vec<&str>) = lines.into_iter().partition(|l| l.starts_with("Trusted comment: "));
    assert_eq!((shown.len(), commands.len()), (1, 10), "{text}");
    let said = sh(folder, &commands.join("\n"));
    assert_eq!(said.matches(shown[0]).count(), 2, "both signatures say {}:\n{said}", shown[0]);
    assert!(said.contains("ENVELOPE.txt: OK") && said.contains("payload.tar.zst.age: OK"));
    assert!(said.contains("MANIFEST.json: OK") && said.contains("records.jsonl: OK"));
}

#[test]
fn stock_tools_open_what_the_program_wrote() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let path = write(
        folder.path(),
        &world.station.key,
        world.address("JS-017", &world.station, 42),
        &mut |_, _, _| Ok(()),
    )
    .unwrap();
    assert_eq!(path.file_name().unwrap(), "JS-017_e3f9_000042.rdz");
    follow_instructions(folder.path(), "JS-017_e3f9_000042.rdz", &world.station.key.public().unwrap(), &world.work);
    let records = fs::read_to_string(folder.path().join("out/records.jsonl")).unwrap();
    let expected: String = ROWS.iter().map(|(is, row)| format!("{{\"is\":\"{is}\",\"row\":{row}}}\n")).collect();
    assert_eq!(records, expected);
    for blob in blobs() {
        let name = folder.path().join("out/blobs").join(Digest::of(&blob));
        assert_eq!(fs::read(name).unwrap(), blob);
    }
    // Stock tar puts the same members together to the same file.
    sh(
        folder.path(),
        "tar --format=ustar --mode=0644 --owner=0 --group=0 --numeric-owner --mtime=@0 -b 1 -cf again.rdz \
         ENVELOPE.txt SHA256SUMS SHA256SUMS.minisig payload.tar.zst.age VERIFY.txt
         cmp again.rdz JS-017_e3f9_000042.rdz",
    );
}

/// A whole bundle by a shell with Debian's tools: `records` and perhaps a blob inside, signed
/// with `key`, as `envelope` says; what it says of the payload is filled in.
#[track_caller]
fn by_hand(dir: &Path, key: &SigningKey, envelope: Envelope, records: &str, blobs: &[&[u8]]) -> PathBuf {
    let secret = serde_json::to_value(key).unwrap();
    fs::write(dir.join("sign.key"), secret.as_str().unwrap()).unwrap();
    let comment = envelope.trusted_comment();
    let tar = "tar --format=ustar --mode=0644 --owner=0 --group=0 --numeric-owner --mtime=@0";
    let sign = format!("minisign -SHm SHA256SUMS -s ../sign.key -t '{comment}'");
    let to: String = envelope.recipients.iter().map(|r| format!(" -r {}", r.as_str())).collect();

    // Inside: the records by a shell, blobs by their digest.
    fs::create_dir_all(dir.join("in/blobs")).unwrap();
    fs::create_dir_all(dir.join("around")).unwrap();
    fs::write(dir.join("in/records.jsonl"), records).unwrap();
    let mut listed = Vec::new();
    for blob in blobs {
        let sha256 = Digest::of(blob);
        fs::write(dir.join("in/blobs").join(&sha256), blob).unwrap();
        listed.push(json!({ "sha256": sha256, "size": blob.len() }));
    }
    let mut rows = serde_json::Map::new();
    for line in records.lines() {
        let is = serde_json::from_str::<Value>(line).unwrap()["is"].as_str().unwrap().to_owned();
        let n = rows.get(&is).and_then(Value::as_u64).unwrap_or(0) + 1;
        rows.insert(is, n.into());
    }
    let manifest = json!({
        "format": "rdz/1", "from": envelope.from, "to": envelope.to, "epoch": envelope.epoch, "seq": envelope.seq, "prev": envelope.prev,
        "kind": envelope.kind.word(), "schema": WRITTEN, "program": "sh", "unfinished": [], "rows": rows, "blobs": listed,
        "total-size": records.len() + blobs.iter().map(|b| b.len()).sum::<usize>(),
    });
    fs::write(dir.join("in/MANIFEST.json"), manifest.to_string()).unwrap();
    let members = if blobs.is_empty() {
        "MANIFEST.json records.jsonl"
    } else {
        "MANIFEST.json records.jsonl blobs/*"
    };
    sh(
        dir,
        &format!(
            "cd in; sha256sum {members} > SHA256SUMS; {sign}
             {tar} -cf ../p.tar {members} SHA256SUMS SHA256SUMS.minisig
             cd ..; zstd -q -3 p.tar; age{to} -o around/payload.tar.zst.age p.tar.zst"
        ),
    );
    // Around it.
    let payload = fs::read(dir.join("around/payload.tar.zst.age")).unwrap();
    let envelope = Envelope {
        payload_sha256: Digest::of(&payload),
        payload_size: payload.len() as u64,
        signer: key.public().unwrap(),
        ..envelope
    };
    fs::write(dir.join("around/ENVELOPE.txt"), envelope.print()).unwrap();
    fs::write(dir.join("around/VERIFY.txt"), verify::instructions(&envelope)).unwrap();
    sh(
        dir,
        &format!(
            "cd around; sha256sum ENVELOPE.txt payload.tar.zst.age > SHA256SUMS; {sign}
             {tar} -cf ../hand.rdz ENVELOPE.txt SHA256SUMS SHA256SUMS.minisig payload.tar.zst.age VERIFY.txt"
        ),
    );
    dir.join("hand.rdz")
}

#[test]
fn the_program_opens_what_stock_tools_wrote() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let records = "{\"is\":\"visit\",\"row\":{\"id\":\"by hand\",\"problem\":\"手工写的\"}}\n";
    let path = by_hand(folder.path(), &world.station.key, envelope(&world.good()), records, &[b"picture"]);
    let bundle = fs::read(path).unwrap();
    let mut opened = opened(&bundle, Trust::Roster(&world.enrolled()), &world.work).unwrap();
    let (mut seen, mut shown) = (Vec::new(), Vec::new());
    let mut take_line = |_, row: Result<liaison::bundle::open::Row, String>| {
        seen.push(row.unwrap().row["problem"].as_str().unwrap().to_owned());
        Ok(())
    };
    let mut take_blob = |blob: &liaison::bundle::manifest::Blob, _: &mut dyn std::io::Read| {
        shown.push(blob.sha256.clone());
        Ok(())
    };
    opened.contents(&mut take_line, &mut take_blob).unwrap();
    assert_eq!((seen, shown), (vec!["手工写的".to_owned()], vec![Digest::of(b"picture")]));
}

/// Every kind, both ways: a county and a station that know nothing of the program could do the
/// handoff with a shell.
#[test]
fn every_kind_by_stock_tools_and_for_them() {
    let mut pair = Pair::new(&["JS-017"]);
    let Pair { county, stations } = &mut pair;
    let station = &mut stations[0];
    let (ours, theirs) = (secrets(station), secrets(county));
    let roster = roster_of(county);
    let root = station.root.path().to_owned();
    let folder = |name: &str| {
        let folder = root.join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    };
    let (full_dir, update_dir, answer_dir) = (folder("full"), folder("update"), folder("answer"));

    // The station by hand: all it has, then what is new.
    let envelope = |kind: Kind, seq: u64, prev: Option<String>| Envelope {
        from: "JS-017".into(),
        to: "JS-COUNTY".into(),
        epoch: "0a0b".into(),
        seq,
        prev,
        kind,
        acked_through: 0,
        payload_sha256: String::new(),
        payload_size: 0,
        signer: ours.key.public().unwrap(),
        recipients: vec![roster.county.work.clone(), roster.county.escrow.clone(), ours.identity.public().unwrap()],
        roster: roster.number,
        made_at: MADE_AT.parse().unwrap(),
    };
    let line = |is: &str, row: &Value| format!("{}\n", json!({ "is": is, "row": row }));
    let photo = b"\xff\xd8\xff by hand";
    let shown = json!({
        "noun": "visit", "record": id(1), "id": id(2), "sha256": Digest::of(photo), "name": "水渠.jpg", "media": "image/jpeg",
        "size": photo.len(), "made_at": MADE_AT, "deleted_at": "",
    });
    let records = line("visit", &visit_row("JS-017", 1, 1)) + &line("attachment", &shown);
    let full = by_hand(&full_dir, &ours.key, envelope(Kind::Full, 1, None), &records, &[photo]);
    let file = county.receive_one(&full);
    assert_eq!(
        (file["state"].as_str(), file["brought"]["attachments"].as_u64()),
        (Some("filed"), Some(1)),
        "{file}"
    );
    let prev = Some(crate::made::envelope(&fs::read(&full).unwrap()).sha256());
    let newer = line("visit", &visit_row("JS-017", 1, 2));
    let update = by_hand(&update_dir, &ours.key, envelope(Kind::Update, 2, prev), &newer, &[]);
    assert_eq!(county.receive_one(&update)["brought"]["replaced"], 1);
    county.sound();

    // The county by hand: a receipt for what the program packed; and the program's own for a shell.
    let deputy = station.deputy("张卫国");
    let packed = station.pack();
    let sent = crate::made::envelope(&fs::read(&packed).unwrap());
    let outcome = json!({
        "epoch": sent.epoch, "seq": 1, "envelope_sha256": sent.sha256(), "state": "filed", "refused": 0, "received_at": MADE_AT,
    });
    let standing = json!({ "epoch": sent.epoch, "acked_through": 1, "missing": [], "journal_seq": 0, "journal_hash": "" });
    let said = line("receipt", &standing) + &line("outcome", &outcome);
    let answer = Envelope {
        from: "JS-COUNTY".into(),
        to: "JS-017".into(),
        ..envelope(Kind::Answer, 1, None)
    };
    let answer = by_hand(&answer_dir, &theirs.key, answer, &said, &[]);
    let taken = station.take(&answer);
    assert_eq!(taken["acked_through"], 1, "{taken}");
    assert_eq!(station.states(), [(1, "filed".into())]);
    station.visit(&deputy, "王五");
    let update = station.pack();
    assert_eq!(crate::made::envelope(&fs::read(&update).unwrap()).kind, Kind::Update);
    county.receive(&[&packed, &update]);
    let receipt = county.receipt("JS-017");
    for (path, signer, receiver, holds) in [
        (packed, &ours, &theirs, "\"is\":\"deputy\""),
        (update, &ours, &theirs, "\"is\":\"visit\""),
        (receipt, &theirs, &ours, "\"is\":\"outcome\""),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        fs::copy(&path, folder.path().join(name)).unwrap();
        follow_instructions(folder.path(), name, &signer.key.public().unwrap(), &receiver.identity);
        let records = fs::read_to_string(folder.path().join("out/records.jsonl")).unwrap();
        assert!(records.contains(holds), "{records}");
    }
}
