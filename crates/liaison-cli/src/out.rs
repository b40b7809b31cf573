//! What goes to the terminal: answers to stdout, troubles to stderr.

use std::io::{ErrorKind, Write as _, stdout};

use liaison::{Error, Result, Trouble};
use serde_json::Value;

/// Prints one line. A reader that went away (`| head`) is no trouble.
pub fn line(text: impl AsRef<str>) -> Result<()> {
    match writeln!(stdout(), "{}", text.as_ref()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(Error::file("stdout", e)),
        _ => Ok(()),
    }
}

/// Prints an answer.
pub fn json(answer: &Value) -> Result<()> {
    line(serde_json::to_string_pretty(answer).map_err(|e| Error::question(&e))?)
}

/// Prints what went wrong: 发生了什么 · 您的数据怎样 · 现在怎么办.
#[expect(clippy::print_stderr, reason = "troubles belong on stderr")]
pub fn trouble(trouble: &Trouble) {
    eprintln!("{}\n{}\n{}", trouble.what, trouble.data, trouble.next);
}
