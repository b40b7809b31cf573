//! Ledgers as files: written from a small station, read back by two independent readers
//! (calamine and openpyxl), compared with golden files, and broken in every way a PC breaks.

#![expect(clippy::unwrap_used, reason = "a test that fails here has found something")]

mod content;
mod county;
mod figures;
mod forms;
mod long;
mod old;
mod old_bad;
mod old_huge;
mod old_promises;
mod readers;
mod station;
mod templates;
mod templates_desk;
mod trouble;
