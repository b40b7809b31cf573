//! The program itself, as an update sees it: its version, its system, where its files lie, and whose
//! updates it takes.

use std::path::PathBuf;

use liaison::Desk;
use liaison::desk::Program;

/// The makers' public key, put in when the program is built; without it no update is taken.
const KEY: Option<&str> = option_env!("LIAISON_UPDATE_KEY");

/// A desk in the running program. Where even the program's own file is unknown, it takes no update.
pub fn with_program(desk: Desk) -> Desk {
    match program() {
        Some(program) => desk.with_program(program),
        None => desk,
    }
}

fn program() -> Option<Program> {
    Some(Program {
        version: env!("CARGO_PKG_VERSION").into(),
        platform: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
        folder: for_tests("LIAISON_PROGRAM").map(PathBuf::from).or_else(folder)?,
        key: for_tests("LIAISON_UPDATE_KEY").or_else(|| KEY.map(str::to_owned)).filter(|key| !key.is_empty()),
    })
}

/// The folder the running program lies in.
pub fn folder() -> Option<PathBuf> {
    // Where a link leads: the files are there. Windows would write it as \\?\C:\…, which few can read.
    let exe = std::env::current_exe().and_then(dunce::canonicalize).ok()?;
    exe.parent().map(ToOwned::to_owned)
}

/// Said from outside to a program built for tests alone: nobody may give a released one another key.
#[cfg(debug_assertions)]
fn for_tests(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
#[cfg(not(debug_assertions))]
fn for_tests(_: &str) -> Option<String> {
    None
}
