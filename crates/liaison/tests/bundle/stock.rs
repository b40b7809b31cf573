//! Stock tools on both sides: Debian's tar, sha256sum, minisign, zstd and age open what the
//! program wrote, by VERIFY.txt's own commands; and write what the program opens.

use std::fs;
use std::path::Path;
use std::process::Command;

use liaison::bundle::envelope::Envelope;
use liaison::bundle::seal::{Identity, VerifyKey};
use liaison::bundle::verify::{self, Trust};

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
    let (from, to) = (text.split(['从', ' ']).find(|w| w.starts_with("JS-") && !w.contains('.')).unwrap(), "JS-COUNTY");
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
        let name = folder.path().join("out/blobs").join(liaison::bundle::seal::Digest::of(&blob));
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

#[test]
fn the_program_opens_what_stock_tools_wrote() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let secret = serde_json::to_value(&world.station.key).unwrap();
    fs::write(dir.join("JS-017.key"), secret.as_str().unwrap()).unwrap();
    let envelope = envelope(&world.good());
    let comment = envelope.trusted_comment();
    let tar = "tar --format=ustar --mode=0644 --owner=0 --group=0 --numeric-owner --mtime=@0";
    let sign = format!("minisign -SHm SHA256SUMS -s ../JS-017.key -t '{comment}'");
    let to: String = envelope.recipients.iter().map(|r| format!(" -r {}", r.as_str())).collect();

    // Inside: the records by a shell, the blob by its digest.
    let records = "{\"is\":\"visit\",\"row\":{\"id\":\"by hand\",\"problem\":\"手工写的\"}}\n";
    fs::create_dir_all(dir.join("in/blobs")).unwrap();
    fs::write(dir.join("in/records.jsonl"), records).unwrap();
    let sha256 = liaison::bundle::seal::Digest::of(b"picture");
    fs::write(dir.join("in/blobs").join(&sha256), b"picture").unwrap();
    fs::write(
        dir.join("in/MANIFEST.json"),
        format!(
            r#"{{"format":"rdz/1","from":"JS-017","to":"JS-COUNTY","epoch":"e3f9","seq":42,"prev":"{}","kind":"full","schema":1,"program":"sh",
            "unfinished":[],"rows":{{"visit":1}},"blobs":[{{"sha256":"{sha256}","size":7}}],"total-size":{}}}"#,
            "0".repeat(64),
            records.len() + 7
        ),
    )
    .unwrap();
    sh(
        dir,
        &format!(
            "cd in; sha256sum MANIFEST.json records.jsonl blobs/* > SHA256SUMS; {sign}
             {tar} -cf ../p.tar MANIFEST.json records.jsonl blobs/* SHA256SUMS SHA256SUMS.minisig
             cd ..; mkdir around; zstd -q -3 p.tar; age{to} -o around/payload.tar.zst.age p.tar.zst"
        ),
    );
    // Around it.
    let payload = fs::read(dir.join("around/payload.tar.zst.age")).unwrap();
    let envelope = Envelope {
        payload_sha256: liaison::bundle::seal::Digest::of(&payload),
        payload_size: payload.len() as u64,
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
    let bundle = fs::read(dir.join("hand.rdz")).unwrap();
    let mut opened = opened(&bundle, Trust::Roster(&world.enrolled()), &world.work).unwrap();
    let mut seen = Vec::new();
    opened
        .rows(&mut |_, row| {
            seen.push(row.unwrap().row["problem"].as_str().unwrap().to_owned());
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, ["手工写的"]);
    opened
        .contents(&mut |_, _| Ok(()), &mut |blob, _| {
            assert_eq!(blob.sha256, sha256);
            Ok(())
        })
        .unwrap();
}
