//! The county's view of what came: one line a station, silent ones included.

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::keys;
use crate::desk::{Call, Desk, Nothing, Station};
use crate::error::{Error, Result};
use crate::forms::Receipt;
use crate::records::dates;
use crate::store::{LastReceived, Refusal, Span, Store};

/// One station's line.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct InboxLine {
    /// Its code.
    pub station: String,
    /// Its name: its own, or the roster's.
    pub name: String,
    /// It has a key in use in the roster.
    pub enrolled: bool,
    /// Epoch of its newest bundle, or "".
    pub epoch: String,
    /// Number of its newest bundle; 0: nothing came yet.
    pub seq: u64,
    /// RFC 3339 when that was made, or "".
    pub made_at: String,
    /// RFC 3339 when it was taken in, or "".
    pub received_at: String,
    /// Whole days since it was made; null: nothing came yet.
    pub days_silent: Option<u64>,
    /// All numbers of the epoch up to here are in.
    pub acked_through: u64,
    /// Numbers of the epoch that are not in.
    pub missing: Vec<Span>,
    /// Numbers that must still come: no later bundle carried what they hold.
    pub needed: Vec<Span>,
    /// Lines not taken that have not come better since.
    pub refused: Vec<Refusal>,
    /// Bundles of which nothing was applied: their number is held with another content.
    pub forks: u64,
    /// Something came, or the county said something, after its last receipt was written.
    pub receipt_due: bool,
}

/// One line a station.
pub fn inbox(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Vec<InboxLine>> {
    let store = desk.store()?;
    let own = crate::desk::settings::station_of(store)?.code;
    let roster = keys::roster_of(store)?;
    let members = roster.as_ref().map(|r| r.members.as_slice()).unwrap_or_default();
    let mut codes = store.senders()?;
    codes.extend(members.iter().map(|m| m.code.clone()));
    codes.sort_unstable();
    codes.dedup();
    // At a station what came are the county's receipts; they have no line here.
    codes.retain(|code| *code != own && roster.as_ref().is_none_or(|r| r.county.code != *code));
    let mut lines = Vec::new();
    for code in codes {
        let named = members.iter().rfind(|m| m.code == code);
        let enrolled = members.iter().any(|m| m.code == code && m.revoked_after_seq.is_none());
        let name = named.map(|m| m.name.clone()).unwrap_or_default();
        lines.push(line(store, call, code, name, enrolled)?);
    }
    Ok(lines)
}

/// What was taken in of these stations' bundles, as it stands on paper.
pub(in crate::desk) fn on_paper(desk: &mut Desk, call: &mut Call<'_>, stations: &[String]) -> Result<Vec<Receipt>> {
    let mut lines = inbox(desk, call, Nothing {})?;
    lines.retain(|line| stations.contains(&line.station));
    if lines.len() != stations.len() || lines.iter().any(|line| line.seq == 0) {
        return Err(Error::NotReady("有的站还没有交来过包，写不出回执".into()));
    }
    Ok(lines.iter().map(receipt).collect())
}

fn receipt(line: &InboxLine) -> Receipt {
    let moment = |at: &str| format!("{} {}", dates::shown(at.get(..10).unwrap_or_default()), at.get(11..16).unwrap_or_default());
    let spans = |spans: &[Span]| {
        let one = |span: &Span| {
            if span.first == span.last {
                span.first.to_string()
            } else {
                format!("{}—{}", span.first, span.last)
            }
        };
        match spans {
            [] => "无".to_owned(),
            _ => format!("第 {} 包", spans.iter().map(one).collect::<Vec<_>>().join("、")),
        }
    };
    Receipt {
        lines: vec![
            ("联络站", format!("{}（{}）", line.name, line.station)),
            ("最近一包", format!("第 {} 包，期号 {}", line.seq, line.epoch)),
            ("装包时间", moment(&line.made_at)),
            ("入库时间", moment(&line.received_at)),
            (
                "连续入库到",
                if line.acked_through == 0 {
                    "无".into()
                } else {
                    format!("第 {} 包", line.acked_through)
                },
            ),
            ("没有收到的包", spans(&line.missing)),
            ("请再送的包", spans(&line.needed)),
        ],
        refused: line.refused.iter().map(|r| [r.seq.to_string(), r.number.clone(), r.says.clone()]).collect(),
    }
}

fn line(store: &Store, call: &Call<'_>, station: String, name: String, enrolled: bool) -> Result<InboxLine> {
    let last = store.last_received(&station)?;
    let standings = store.standings(&station)?;
    let standing = last.as_ref().and_then(|l| standings.iter().find(|s| s.epoch == l.epoch));
    let about = last.as_ref().and_then(|l| serde_json::from_str::<Station>(&l.about).ok());
    let time = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    let silent = |l: &LastReceived| time(&l.made_at).map(|made| u64::try_from((call.now - made).num_days()).unwrap_or(0));
    Ok(InboxLine {
        name: about.map(|s| s.name).filter(|n| !n.is_empty()).unwrap_or(name),
        enrolled,
        days_silent: last.as_ref().and_then(silent),
        acked_through: standing.map_or(0, |s| s.acked_through),
        missing: standing.map(|s| s.missing.clone()).unwrap_or_default(),
        needed: standing.map(|s| s.needed.clone()).unwrap_or_default(),
        refused: store.refusals(&station)?,
        forks: store.forks(&station)?,
        receipt_due: store.receipt_due(&station)?,
        epoch: last.as_ref().map(|l| l.epoch.clone()).unwrap_or_default(),
        seq: last.as_ref().map_or(0, |l| l.seq),
        made_at: last.as_ref().map(|l| l.made_at.clone()).unwrap_or_default(),
        received_at: last.map(|l| l.received_at).unwrap_or_default(),
        station,
    })
}
