//! What a host brings to the contract, whichever screen it serves: the clock, the folders, and a
//! [`Shell`] that lets questions take turns, stops long work and does what is due by itself. It
//! knows no window and no browser, and nothing of the trade.

pub mod folders;
pub mod handing;
mod program;
mod shell;

use chrono::{DateTime, FixedOffset, Local};

pub use self::program::with_program;
pub use self::shell::{Shell, broken};

/// The PC's own time. Everything below has it handed in.
#[expect(clippy::disallowed_methods, reason = "the hosts own the clock")]
pub fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset()
}
