//! What a window that went wrong, or a record written to do harm, can't do.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod diagnosis;
mod inert;
mod reach;
mod window;

// The same home on which notices are swept.
#[path = "../notice/office.rs"]
#[expect(dead_code, reason = "notices ask more of it")]
mod office;
