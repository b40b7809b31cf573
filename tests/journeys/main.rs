//! Journeys through the contract: what a clerk does in a day, against the real store.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a journey that can't go on has failed")]

mod backups;
mod clerk;
mod damage;
mod deputies;
mod door;
mod forms;
mod laws;
mod matters;
mod privacy;
mod quarter;
mod records;
mod reports;
mod secret;
mod trust;
mod updates;
