//! The program as a script starts it.

use std::path::Path;
use std::process::{Command, Stdio};

pub const NOW: &str = "2025-03-18T10:20:00+08:00";

pub fn liaison(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liaison"));
    command
        .arg("--home")
        .arg(home)
        .args(args)
        .env("LIAISON_PASSWORD", "样板-2024")
        .env("LIAISON_NOW", NOW)
        .stdin(Stdio::null());
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub fn run(home: &Path, args: &[&str]) -> String {
    let out = liaison(home, args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", text(&out.stderr));
    assert_eq!(text(&out.stderr), "", "{args:?}");
    text(&out.stdout)
}

/// Sets a home up; answers what it printed.
pub fn set_up(home: &Path, role: &str, code: &str, more: &[&str]) -> String {
    let who = ["--name", "三溪村代表联络站", "--town", "三溪镇", "--clerk", "林晓芸"];
    run(home, &[&["init", role, "--code", code], &who[..], more].concat())
}
