//! The whole trade of a deputies' liaison station as a library: no window, no clock, no
//! Tauri. Rooms, lowest first; each may use only those before it:
//!
//! `error`, `diary`, `folders` → `records` → `vault` → `store` → `ledger` → `notice`, `forms`, `bundle` → `route` → `desk` → `sample`, `contract`

pub mod bundle;
pub mod contract;
pub mod desk;
pub mod diary;
pub mod error;
pub mod folders;
pub mod forms;
pub mod ledger;
pub mod notice;
pub mod records;
pub mod route;
pub mod sample;
pub mod store;
pub mod vault;

pub use desk::{Call, Desk, Progress};
pub use error::{Error, Remark, Result, Trouble};
