//! Personal data: how long it is kept and what is taken out when that is over (`purging`), and
//! what is held on one person who asks (`held`).

mod held;
mod purging;

pub use held::{Held, HeldAsk, HeldLine, held_look, held_write};
pub use purging::{PurgeAsk, PurgeLine, PurgeLook, Purged, Retention, purge, purge_look, retention, retention_save};
