//! Journeys through the contract: what a clerk does in a day, against the real store.

mod clerk;
mod door;
mod laws;
mod matters;
mod records;
mod trust;
