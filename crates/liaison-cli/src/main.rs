//! `liaison`: a second, thin host of the contract. It brings a password and a terminal, or a
//! browser; it knows nothing of the trade. Whatever is in the contract is asked through it, so
//! that a script gets the very answers the window gets.

mod args;
mod backup;
mod browser;
mod commands;
mod handoff;
mod host;
mod import;
mod notice;
mod out;
mod province;
mod recover;
mod route;
mod template;
mod trust;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Args;

fn main() -> ExitCode {
    let args = Args::parse();
    liaison::diary::watch_for_falls();
    match commands::run(args) {
        Ok(sound) => {
            if sound {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            out::trouble(&error.trouble());
            ExitCode::FAILURE
        }
    }
}
