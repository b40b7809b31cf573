//! A `.minisig`, an age header, a public key: the small texts that come before any trust.

#![no_main]

use std::sync::LazyLock;

use liaison::bundle::seal::{Recipient, VerifyKey, check_recipients, signer_hint};
use libfuzzer_sys::fuzz_target;

static KEY: LazyLock<VerifyKey> =
    LazyLock::new(|| VerifyKey::from_text("RWS3DPbqcAeZyzHAdiOKpYRiWzzlieB2oQ19y00w+hCyJ37I2DtYhC5L").expect("the made-up county's key"));

fuzz_target!(|data: &[u8]| {
    let _ = signer_hint(data);
    let verified = KEY.verify(b"never signed", data);
    assert!(verified.is_err(), "what was never signed holds");
    let _ = check_recipients(data, 3);
    if let Ok(text) = std::str::from_utf8(data) {
        if let Ok(key) = VerifyKey::from_text(text) {
            assert_eq!(VerifyKey::from_text(&key.file()).ok(), Some(key));
        }
        let _ = Recipient::from_text(text);
    }
});
