//! Lines of records.jsonl and the records in them.

#![no_main]

use liaison::bundle::open::Row;
use liaison::records::{Noun, image};
use liaison::store::JournalRow;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for line in data.split(|b| *b == b'\n') {
        let Ok(row) = Row::read(line) else { continue };
        // As it is kept beside the record: it must read as the same.
        let kept = serde_json::to_string(&row.row).expect("what was read is JSON");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&kept).ok(), Some(row.row.clone().into()));
        for noun in Noun::ALL {
            if let Ok(record) = image::read(*noun, &row.row, "JS-017") {
                assert!(record.head.revision >= 1 && image::is_id(&record.head.id));
            }
        }
        if let Ok(link) = serde_json::from_value::<JournalRow>(row.row.into()) {
            assert_eq!(link.chained("").len(), 64);
        }
    }
});
