//! A station's enrolment slip.

#![no_main]

use liaison::bundle::slip::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(slip) = read(&String::from_utf8_lossy(data)) {
        assert!(!slip.fingerprint().is_empty() && !slip.file_name().contains(['/', '\\']));
    }
});
