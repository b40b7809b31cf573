//! A roster and its signature; the text stands before the last `untrusted comment: `.

#![no_main]

use liaison::bundle::roster::verify;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let cut = data.windows(19).rposition(|w| w == b"untrusted comment: ").unwrap_or(data.len());
    let (text, signature) = data.split_at(cut);
    if let Ok(roster) = verify(text, &String::from_utf8_lossy(signature)) {
        assert_eq!(roster.text.as_bytes(), text);
        assert!(roster.stations() <= roster.members.len() as u64);
    }
});
