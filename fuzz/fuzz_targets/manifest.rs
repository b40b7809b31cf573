//! MANIFEST.json: what reads can be written and read again.

#![no_main]

use liaison::bundle::manifest::Manifest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(manifest) = Manifest::parse(data) {
        let again = manifest.print().and_then(|text| Manifest::parse(text.as_bytes()));
        assert_eq!(again.ok().as_ref(), Some(&manifest));
        // Whoever takes rows in adds their counts up.
        let _ = manifest.rows.values().sum::<u64>();
    }
});
