//! An old ledger's workbook, .xlsx or .xls, and the cells in it.

#![no_main]

use liaison::ledger::{OldLedger, Register};
use liaison::records::meaning::{Aids, meaning};
use liaison_fuzz::{calamine_may_stumble, workbook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: calamine_may_stumble(), |data: &[u8]| {
    let bytes = workbook(data);
    let Ok(mut old) = OldLedger::open(&bytes) else { return };
    let Ok(sheets) = old.sheets() else { return };
    for sheet in sheets {
        for register in Register::readable() {
            let Ok(Some(header)) = old.header(&sheet.name, register) else { continue };
            let _ = old.rows(&sheet.name, header.rows.1, &mut |_, cells, _| {
                for (_, given) in &cells {
                    for field in register.of().fields() {
                        meaning(field, true, given, &Aids::default());
                    }
                }
                Ok(())
            });
        }
    }
});
