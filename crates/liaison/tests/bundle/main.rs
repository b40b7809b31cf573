//! The bundle, as strangers meet it: opened by stock tools, attacked in every way the format
//! names (`fail_*`), and written to media that fail.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod desk;
mod faults;
mod inner;
mod made;
mod outer;
mod roster;
mod stock;
