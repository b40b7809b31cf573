//! What is inside, once it was decrypted and unpacked: members of a tar that anyone may have
//! encrypted to the county.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use liaison::bundle::envelope::Envelope;
use liaison::bundle::open::examine;
use libfuzzer_sys::fuzz_target;

static ENVELOPE: LazyLock<Envelope> = LazyLock::new(|| {
    let bundle = include_bytes!("../../tests/hostile/ok_full.rdz");
    let end = bundle[512..].iter().position(|b| *b == 0).unwrap_or_default();
    Envelope::parse(&bundle[512..512 + end]).expect("the hostile files' own envelope")
});

fuzz_target!(|data: &[u8]| {
    match examine(&mut &data[..], Path::new("X.rdz"), &ENVELOPE, &ENVELOPE.signer) {
        Ok((manifest, sums)) => assert_eq!(manifest.blobs.len() + 2, sums.len()),
        Err(error) => assert!(matches!(error.code(), "untrusted" | "not_ready"), "{error:?}"),
    }
});
