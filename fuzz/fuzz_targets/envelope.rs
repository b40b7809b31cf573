//! ENVELOPE.txt: one spelling only, and nothing that can't be written again.

#![no_main]

use liaison::bundle::envelope::Envelope;
use liaison::bundle::verify::instructions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(envelope) = Envelope::parse(data) {
        assert_eq!(envelope.print().as_bytes(), data);
        assert!(envelope.file_name().is_ascii() && !envelope.file_name().contains('/'));
        assert!(!instructions(&envelope).contains('{'));
    }
});
