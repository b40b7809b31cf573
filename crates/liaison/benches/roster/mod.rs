//! A county's roster as a set-up is given it, its digits heard.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// What `set_up` asks for; nothing without a file.
pub fn given(file: Option<&Path>) -> Result<Value, Box<dyn std::error::Error>> {
    let Some(file) = file else { return Ok(Value::Null) };
    let (text, signature) = (fs::read_to_string(file)?, fs::read_to_string(file.with_extension("txt.minisig"))?);
    let heard = liaison::bundle::roster::verify(text.as_bytes(), &signature)?.fingerprint();
    Ok(json!({ "text": text, "signature": signature, "fingerprint": heard }))
}
