//! A whole file, as it lies on a stick: the outside is in order, or it is refused in words.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use liaison::bundle::roster::{self, Roster};
use liaison::bundle::verify::{Trust, outer};
use libfuzzer_sys::fuzz_target;

static ROSTER: LazyLock<Roster> = LazyLock::new(|| {
    let text = include_bytes!("../../tests/hostile/ok_roster.txt");
    let signature = include_str!("../../tests/hostile/ok_roster.txt.minisig");
    roster::verify(text, signature).expect("the hostile files' own roster")
});

fuzz_target!(|data: &[u8]| {
    match outer(data, Path::new("X.rdz"), Trust::Roster(&ROSTER)) {
        // What was signed can't be made up.
        Ok(seen) => assert_eq!(seen.size, data.len() as u64),
        Err(error) => assert!(matches!(error.code(), "untrusted" | "not_ready"), "{error:?}"),
    }
});
