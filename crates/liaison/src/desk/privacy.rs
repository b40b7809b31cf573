//! Personal data: how long it is kept (`purging`; `plan` says whose time has come), what is taken out
//! when that is over, the backups that still hold it (`old_backups`), and what is held on one person
//! who asks (`held`).

mod held;
mod old_backups;
mod plan;
mod purging;

pub use held::{Held, HeldAsk, HeldLine, held_look, held_write};
pub use old_backups::{BackupsRenewed, backups_renew};
pub use plan::PurgeLine;
pub(in crate::desk) use purging::is_due;
pub use purging::{PurgeAsk, PurgeLook, Purged, Retention, purge, purge_look, retention, retention_save};
