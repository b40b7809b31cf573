//! Everything a PC does to a program that is saving: killed at any moment, a disk that fails or is
//! full, the power cut. What was acknowledged is there afterwards; what was not is there whole or
//! not at all; the database is sound. Each test prints how many points it tried.
//!
//! `LIAISON_FAULTS=N` tries N kills and N power cuts; `./dev faults` does so.

#![expect(clippy::unwrap_used, reason = "a test that fails here has found something")]

mod backups;
mod damage;
mod errors;
mod home;
mod killed;
mod leftovers;
mod migrations;
mod power;
mod purging;
mod updating;

/// How many kills or cuts to try: what the long form asks for, or so many.
fn times(usual: usize) -> usize {
    std::env::var("LIAISON_FAULTS").map_or(usual, |n| n.parse().unwrap())
}
