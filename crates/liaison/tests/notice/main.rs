//! Public notices: what stands in them, and above all what never does.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod folders;
mod office;
mod pages;
mod sweep;
