//! Public notices from a script: listed, decided by number, written as pages.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod program;

use std::path::Path;

use crate::program::*;

const PERIOD: [&str; 4] = ["--from", "2025-01-01", "--to", "2025-03-18"];

fn keep(home: &Path, noun: &str, values: &str) {
    run(home, &["call", "save", &format!(r#"{{"noun": "{noun}", "values": {values}}}"#)]);
}

fn refused(home: &Path, args: &[&str]) -> String {
    let out = liaison(home, args).output().unwrap();
    assert_eq!((out.status.code(), text(&out.stdout).as_str()), (Some(1), ""));
    text(&out.stderr)
}

#[test]
fn no_title_goes_out_that_was_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("站");
    set_up(&home, "station", "JS-017", &[]);
    keep(&home, "deputy", r#"{"name": "向春梅", "levels": ["县"], "status": "serving"}"#);
    keep(&home, "deputy", r#"{"name": "龚𠮷祥", "levels": ["乡"], "status": "serving"}"#);
    for (title, more) in [
        ("关于安装路灯的建议", ""),
        ("王大明家的路，电话13900003333", ""),
        ("关于修桥的建议", r#", "confidential": true"#),
    ] {
        keep(
            &home,
            "matter",
            &format!(
                r#"{{"title": "{title}", "raised_on": "2025-02-03", "category": "交通道路", "content": "原话", "citizen": "王大明", "phone": "13900003333", "source": "other"{more}}}"#
            ),
        );
    }
    let listed = run(&home, &[&["notice", "look"], &PERIOD[..]].concat());
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 5, "{listed}");
    assert_eq!(lines[0], "JS-017/YJ-2025-0001\t交通道路\t关于安装路灯的建议\t");
    assert!(
        lines[1].starts_with("JS-017/YJ-2025-0002\t交通道路\t某某家的路，电话（略）\t有反映人的姓名"),
        "{listed}"
    );
    assert_eq!(lines[2], "JS-017/YJ-2025-0003\t交通道路\t（保密，只公开类别）\t");
    assert_eq!(lines[3..], ["JS-017/龚𠮷祥\t乡\t", "JS-017/向春梅\t县\t"]);

    let out = folder.path().join("网页");
    let write = |more: &[&'static str]| [&["notice", "write", "--out", out.to_str().unwrap()], &PERIOD[..], more].concat();
    let read = |file: &str| std::fs::read_to_string(out.join("2025年1月1日-3月18日公示_三溪村代表联络站").join(file)).unwrap();
    let said = run(&home, &write(&[]));
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(said.lines().all(|path| Path::new(path).is_file()));
    assert_eq!(read("matters-JS-017.html").matches("（标题不公开）").count(), 3);

    run(&home, &write(&["--release-plain", "--release", "JS-017/YJ-2025-0002", "--withhold", "龚𠮷祥"]));
    let (matters, deputies) = (read("matters-JS-017.html"), read("deputies-JS-017.html"));
    assert!(matters.contains("关于安装路灯的建议") && matters.contains("某某家的路，电话（略）"));
    assert!(!matters.contains("王大明") && !matters.contains("1390000") && !matters.contains("修桥"));
    assert!(deputies.contains("向春梅") && !deputies.contains("龚𠮷祥"));

    let said = refused(&home, &write(&["--release", "YJ-2025-0003", "--release", "YJ-9", "--withhold", "谁"]));
    for words in ["要求保密", "没有“YJ-9”", "没有“谁”"] {
        assert!(said.contains(words), "{said}");
    }
    assert!(run(&home, &["check"]).contains("核对无误"));
}
