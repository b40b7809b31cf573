//! The county office at work on its own desks, with real stores and real bundles on the way home.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

#[path = "../bundle/county.rs"]
#[expect(dead_code, reason = "the homes of the bundle's tests can do more than these need")]
mod county;
#[path = "../bundle/made.rs"]
#[expect(dead_code, reason = "the homes of the bundle's tests can do more than these need")]
mod made;

mod evaluation;
mod files;
mod following;
mod many;
mod office;
mod own_form;
mod papers;
mod people;
mod registers;
