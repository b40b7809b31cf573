//! How far a record is proven to have come on its way to the county.

use chrono::{DateTime, Datelike};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::taking;
use crate::desk::{Role, settings};
use crate::error::Result;
use crate::records::{Kept, Noun};
use crate::store::{HANDED, Store};

/// A record's last proven place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Proof {
    /// none 没有装包, packed 已装包, handed 已交出, filed 县里已收, refused 县里没有收下.
    pub state: String,
    /// The same in a sentence.
    pub says: String,
}

/// Where a record of this station stands; None at the county.
pub fn of(store: &Store, noun: Noun, record: &Kept) -> Result<Option<Proof>> {
    let own = settings::station_of(store)?;
    if own.role != Role::Station || record.head.station != own.code {
        return Ok(None);
    }
    let proof = |state: &str, says: String| Some(Proof { state: state.into(), says });
    if let Some(refusal) = taking::refusals_of(store, &own.code)?
        .into_iter()
        .find(|r| r.what == noun.table() && r.record == record.head.id)
    {
        return Ok(proof("refused", format!("县里没有收下：{}；改好以后随下一包再送", refusal.says)));
    }
    let Some((bundle, arrived)) = store.proven(&record.head.id)? else {
        return Ok(proof("none", "最近的改动还没有装进交接包".into()));
    };
    let on = DateTime::parse_from_rfc3339(&bundle.made_at).map_or_else(|_| String::new(), |at| format!("，{}年{}月{}日装", at.year(), at.month(), at.day()));
    let number = format!("第 {} 包{on}", bundle.seq);
    Ok(if arrived {
        proof("filed", format!("县里已收到（{number}）"))
    } else if bundle.state == HANDED {
        proof("handed", format!("已经交出，县里还没有回执（{number}）"))
    } else {
        proof("packed", format!("已经装包，县里还没有回执（{number}）"))
    })
}
