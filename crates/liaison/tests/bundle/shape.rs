//! The file's shape: its tar, its ends, its name.

use liaison::bundle::verify::{self, Trust};

use crate::made::*;

/// Every byte of the file counts, save the untrusted comment's.
#[test]
fn fail_one_byte_changed_anywhere() {
    let world = World::new();
    let bundle = world.good();
    let key = world.station.key.public().unwrap();
    let free = b"untrusted comment: ".len();
    let signature = bundle.windows(19).position(|w| w == b"untrusted comment: ").unwrap();
    let line = bundle[signature..].iter().position(|b| *b == b'\n').unwrap();
    let (mut tried, mut refused) = (0, 0);
    // All of the head and the tail; of the payload, which one digest covers, every 97th.
    let payload = outer(&bundle, Trust::Key(&key)).unwrap().payload_at as usize;
    let payload_end = payload + envelope(&bundle).payload_size as usize;
    for at in (0..bundle.len()).filter(|at| !(payload..payload_end).contains(at) || at % 97 == 0) {
        let mut bad = bundle.clone();
        bad[at] ^= 0x01;
        tried += 1;
        let in_comment = (signature + free..signature + line).contains(&at);
        match outer(&bad, Trust::Key(&key)) {
            Ok(_) => assert!(in_comment, "byte {at} may be changed unnoticed"),
            Err(error) => {
                refused += 1;
                assert_eq!(error.code(), "untrusted", "byte {at}: {error}");
            }
        }
    }
    println!("{tried} bytes changed one at a time, {refused} refused");
    assert!(refused > 5_000);
}

#[test]
fn fail_truncated_outside() {
    let world = World::new();
    let bundle = world.good();
    let key = world.station.key.public().unwrap();
    for cut in (0..bundle.len()).step_by(101).chain((0..bundle.len()).step_by(512)).chain([bundle.len() - 1]) {
        let says = says(outer(&bundle[..cut], Trust::Key(&key)));
        assert!(says.contains("不完整"), "{cut}: {says}");
    }
}

#[test]
fn fail_trailing_bytes() {
    let world = World::new();
    let bundle = world.good();
    let key = world.station.key.public().unwrap();
    // The zeros with which tar fills its last record are no content.
    let mut padded = bundle.clone();
    padded.resize(bundle.len().next_multiple_of(10_240), 0);
    outer(&padded, Trust::Key(&key)).unwrap();
    let full_record = [bundle.clone(), vec![0; 10_240]].concat();
    for tail in [b"x".to_vec(), [vec![0; 512], b"y".to_vec()].concat(), entry("later.txt", b"z")] {
        assert!(says(outer(&[bundle.clone(), tail].concat(), Trust::Key(&key))).contains("末尾"));
    }
    assert!(says(outer(&full_record, Trust::Key(&key))).contains("末尾"));
    // And behind the signature, inside its member.
    for tail in ["\n", "x", "\nuntrusted comment: second\n"] {
        let mut members = untar(&bundle);
        members[2].1.extend_from_slice(tail.as_bytes());
        assert!(says(outer(&tar(&members), Trust::Key(&key))).contains("签名文件的格式"));
    }
}

#[test]
fn fail_members_that_do_not_belong() {
    let world = World::new();
    let bundle = world.good();
    let good = untar(&bundle);
    let key = world.station.key.public().unwrap();
    let with = |at: usize, raw: Vec<u8>| -> Vec<u8> {
        let mut all: Vec<u8> = good[..at].iter().flat_map(|(n, b)| entry(n, b)).collect();
        all.extend(raw);
        all.extend(tar(&good[at..]));
        all
    };
    let refused = |at: usize, raw: Vec<u8>, word: &str| {
        let says = says(outer(&with(at, raw), Trust::Key(&key)));
        assert!(says.contains(word), "{says} instead of {word}");
    };
    for at in 0..=good.len() {
        refused(at, entry("extra.txt", b"unlisted"), if at == good.len() { "多了" } else { "次序" });
        refused(at, header("SHA256SUMS", 0, b'2').to_vec(), "链接");
        refused(at, header("SHA256SUMS", 0, b'1').to_vec(), "链接");
        refused(at, header("folder/", 0, b'5').to_vec(), "不是普通文件");
        refused(
            at,
            [header("PaxHeaders/x", 18, b'x').to_vec(), entry("", b"18 path=../../evil\n")[512..].to_vec()].concat(),
            "扩展头",
        );
        refused(at, header("././@LongLink", 0, b'L').to_vec(), "扩展头");
        for name in [
            "../evil",
            "/etc/evil",
            "a/../b",
            "a//b",
            "./a",
            "a/.",
            ".hidden",
            "CON",
            "con.txt",
            "blobs/NUL",
            "COM1.x",
            "a:b",
            "a\\b",
            "a b",
            "名",
            "a.",
            "",
        ] {
            refused(at, entry(name, b"x"), "文件名");
        }
    }
    for at in 1..=good.len() {
        refused(at, entry("ENVELOPE.txt", &good[0].1), "同名");
        refused(at, entry("envelope.TXT", &good[0].1), "同名");
    }
    // Missing and swapped.
    for at in 0..good.len() {
        let mut members = good.clone();
        members.remove(at);
        assert!(!says(outer(&tar(&members), Trust::Key(&key))).is_empty());
        let mut members = good.clone();
        members.swap(at, (at + 1) % good.len());
        assert!(says(outer(&tar(&members), Trust::Key(&key))).contains("次序"));
    }
}

#[test]
fn fail_headers_other_than_the_one() {
    let world = World::new();
    let bundle = world.good();
    let key = world.station.key.public().unwrap();
    let changes: [(usize, &[u8]); 10] = [
        (100, b"0000755\0"),     // mode
        (108, b"0001750\0"),     // uid
        (124, b"\x80\0\0\0"),    // size in GNU's binary
        (136, b"14000000000\0"), // mtime
        (156, b"\0"),            // an old regular file
        (156, b"7"),             // contiguous
        (257, b"ustar  \0"),     // GNU magic
        (265, b"root\0"),        // owner's name
        (345, b"prefix\0"),      // a path before the name
        (500, b"x"),             // behind everything
    ];
    for (at, bytes) in changes {
        let mut bad = bundle.clone();
        bad[at..at + bytes.len()].copy_from_slice(bytes);
        let mut head: [u8; 512] = bad[..512].try_into().unwrap();
        sign_header(&mut head);
        bad[..512].copy_from_slice(&head);
        assert!(says(outer(&bad, Trust::Key(&key))).starts_with("包"), "{at}");
    }
    // Something hidden in the blank after a member.
    let mut bad = bundle.clone();
    let hidden = 512 + member(&bundle, "ENVELOPE.txt").len() + 1;
    bad[hidden] = b'x';
    assert!(says(outer(&bad, Trust::Key(&key))).contains("空白处"));
}

/// What a pulled stick leaves may be whole, but its number may be given to another file.
#[test]
fn fail_a_part_is_no_bundle() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let key = world.station.key.public().unwrap();
    for name in ["JS-017_e3f9_000042.rdz.part", "X.PART"] {
        let path = folder.path().join(name);
        std::fs::write(&path, world.good()).unwrap();
        assert!(says(verify::file(&path, &key)).contains("没有写完"));
        let opened = liaison::bundle::open::open(&path, Trust::Key(&key), "JS-COUNTY", &world.work, SCHEMA);
        assert!(says(opened).contains("没有写完"));
    }
}

/// A pipe on a stick is not waited for, a folder not read.
#[cfg(unix)]
#[test]
fn fail_not_a_file() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let key = world.station.key.public().unwrap();
    crate::stock::sh(folder.path(), "mkfifo pipe.rdz; mkdir folder.rdz; ln -s pipe.rdz link.rdz");
    for name in ["pipe.rdz", "folder.rdz", "link.rdz"] {
        assert!(says(verify::file(&folder.path().join(name), &key)).contains("不是交接包"));
    }
}
