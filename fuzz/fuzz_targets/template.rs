//! A form of the office's own: read, and where nothing is wrong with it, filled.

#![no_main]

use std::cell::RefCell;

use base64::Engine as _;
use liaison_fuzz::{Home, calamine_may_stumble, workbook};
use liaison::ledger::{REGISTERS, Register, read_template};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

thread_local!(static HOME: RefCell<Option<Home>> = const { RefCell::new(None) });

fuzz_target!(init: calamine_may_stumble(), |data: &[u8]| {
    let bytes = workbook(data);
    let registers: Vec<&'static Register> = REGISTERS.iter().collect();
    let Ok(look) = read_template(&bytes, &registers) else { return };
    if !look.problems.is_empty() || look.rows.is_empty() {
        return;
    }
    HOME.with_borrow_mut(|home| {
        let home = home.get_or_insert_with(|| Home::new("station"));
        let base64 = base64::prelude::BASE64_STANDARD.encode(&bytes);
        let kept = home.ask("template_load", json!({ "id": "", "name": "表", "file": "表.xlsx", "base64": base64 }));
        let Ok(kept) = kept else { return };
        let _ = home.ask("template_write", json!({ "id": kept["id"], "from": "2024-01-01", "to": "2024-12-31", "folder": "" }));
        let _ = home.ask("template_remove", json!({ "id": kept["id"] }));
        home.sweep();
    });
});
