//! The bundle, as strangers meet it: opened by stock tools, attacked in every way the format
//! names (`fail_*`), and written to media that fail.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod county;
mod desk;
mod faults;
mod hostile;
mod inner;
mod intake;
mod killed;
mod made;
mod media;
mod memory;
mod nouns;
mod numbers;
mod outer;
mod parts;
mod receive;
mod roster;
mod route;
mod route_trouble;
mod server;
mod shape;
mod sticks;
mod stock;
mod stranger;
mod trust;
mod way_back;
mod words;
