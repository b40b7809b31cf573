//! A 交办单 that came back, and a table of stations or people to take in.

#![no_main]

use liaison_fuzz::{calamine_may_stumble, workbook};
use liaison::ledger::{doubles, read_returned, read_table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: calamine_may_stumble(), |data: &[u8]| {
    let bytes = workbook(data);
    let _ = read_table(&bytes);
    if let Ok(paper) = read_returned(bytes) {
        assert!(doubles(&paper.lines).len() <= paper.lines.len());
    }
});
