//! What is known about bundles taken in: how far each sender's numbers and journal go without
//! a gap, what is missing, what was not taken.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::{JournalLine, Refusal, Store, damaged};
use crate::error::Result;
use crate::records::{Kept, Noun, Values, image};

/// Numbers from `first` to `last`, both in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Span {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

/// How one epoch of a sender stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochStanding {
    /// Which.
    pub epoch: String,
    /// All numbers up to here are in, or never had a file.
    pub acked_through: u64,
    /// Numbers below the last one that are not in.
    pub missing: Vec<Span>,
    /// Numbers that must still come: what they hold came with no later one.
    #[serde(default)]
    pub needed: Vec<Span>,
    /// Last place up to which the sender's journal is held without a gap.
    pub journal_seq: i64,
    /// The chain's hash there, or "".
    pub journal_hash: String,
}

/// What became of one bundle, as a receipt tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its epoch.
    pub epoch: String,
    /// Its number.
    pub seq: u64,
    /// SHA-256 of its ENVELOPE.txt.
    pub envelope_sha256: String,
    /// filed, partly, or fork: nothing of it was applied.
    pub state: String,
    /// Lines not taken.
    pub refused: u64,
    /// RFC 3339.
    pub received_at: String,
}

/// A sender's newest bundle.
#[derive(Debug, Clone)]
pub struct LastReceived {
    /// Its epoch.
    pub epoch: String,
    /// Its number.
    pub seq: u64,
    /// RFC 3339.
    pub made_at: String,
    /// RFC 3339.
    pub received_at: String,
    /// The sender's own data, as JSON.
    pub about: String,
}

/// Held numbers and those that never had a file, ascending → the gap-free end and the gaps.
fn spans(mut numbers: Vec<u64>, last: u64) -> (u64, Vec<Span>) {
    numbers.sort_unstable();
    numbers.dedup();
    let (mut next, mut missing) = (1, Vec::new());
    for n in numbers.into_iter().take_while(|n| *n <= last) {
        if n > next {
            missing.push(Span { first: next, last: n - 1 });
        }
        next = n + 1;
    }
    (missing.first().map_or(next, |gap| gap.first).saturating_sub(1), missing)
}

/// The numbers that must still come. A handoff carries all since the last receipt, so of what is
/// missing only the last one's own parts count: from `first` up to the number `last`, and the
/// one after it when that goes on with it.
fn needed(missing: &[Span], last: u64, first: u64, more: bool) -> Vec<Span> {
    let within = missing.iter().filter(|gap| gap.last >= first);
    let clipped = within.map(|gap| Span {
        first: gap.first.max(first),
        last: gap.last,
    });
    let next = more.then_some(Span {
        first: last + 1,
        last: last + 1,
    });
    clipped.chain(next).collect()
}

impl Store {
    /// Every epoch a sender's bundles came from, with how far it goes; the newest first.
    pub fn standings(&self, sender: &str) -> Result<Vec<EpochStanding>> {
        let mut stmt = self
            .conn()
            .prepare_cached("SELECT epoch, max(seq) FROM received WHERE sender = ?1 GROUP BY epoch ORDER BY max(made_at) DESC, epoch")?;
        let epochs = stmt
            .query_map([sender], |r| Ok((r.get::<_, String>(0)?, r.get::<_, u64>(1)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut all = Vec::new();
        for (epoch, last) in epochs {
            let sql = "SELECT seq FROM received WHERE sender = ?1 AND epoch = ?2
                       UNION SELECT u.value FROM received r, json_each(r.unfinished) u WHERE r.sender = ?1 AND r.epoch = ?2";
            let mut stmt = self.conn().prepare_cached(sql)?;
            let numbers = stmt
                .query_map([sender, &epoch], |r| r.get::<_, u64>(0))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let (acked_through, missing) = spans(numbers, last);
            let sql = "SELECT first_part, more FROM received WHERE sender = ?1 AND epoch = ?2 AND seq = ?3";
            let mut stmt = self.conn().prepare_cached(sql)?;
            let (first, more) = stmt.query_row(params![sender, epoch, last], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let needed = needed(&missing, last, first, more);
            let (journal_seq, journal_hash) = self.journal_held(sender, &epoch)?;
            all.push(EpochStanding {
                epoch,
                acked_through,
                missing,
                needed,
                journal_seq,
                journal_hash,
            });
        }
        Ok(all)
    }

    /// The last place of a sender's journal before its first gap, with its hash.
    fn journal_held(&self, sender: &str, epoch: &str) -> Result<(i64, String)> {
        let sql = "SELECT a.seq, a.hash FROM received_journal a
                   WHERE a.station = ?1 AND a.epoch = ?2
                     AND EXISTS (SELECT 1 FROM received_journal o WHERE o.station = ?1 AND o.epoch = ?2 AND o.seq = 1)
                     AND NOT EXISTS (SELECT 1 FROM received_journal n WHERE n.station = ?1 AND n.epoch = ?2 AND n.seq = a.seq + 1)
                   ORDER BY a.seq LIMIT 1";
        let held = self.conn().prepare_cached(sql)?.query_row([sender, epoch], |r| Ok((r.get(0)?, r.get(1)?)));
        Ok(held.optional()?.unwrap_or_default())
    }

    /// Whether a bundle of this number was taken in.
    pub fn is_received(&self, sender: &str, epoch: &str, seq: u64) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM received WHERE sender = ?1 AND epoch = ?2 AND seq = ?3)";
        Ok(self.conn().prepare_cached(sql)?.query_row(params![sender, epoch, seq], |r| r.get(0))?)
    }

    /// Codes of every sender something came from.
    pub fn senders(&self) -> Result<Vec<String>> {
        let mut stmt = self
            .conn()
            .prepare_cached("SELECT sender FROM received UNION SELECT sender FROM fork ORDER BY sender")?;
        let all = stmt.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    /// A sender's newest bundle, by when it was made.
    pub fn last_received(&self, sender: &str) -> Result<Option<LastReceived>> {
        let sql = "SELECT epoch, seq, made_at, received_at, about FROM received WHERE sender = ?1
                   ORDER BY datetime(made_at) DESC, epoch, seq DESC LIMIT 1";
        let found = self.conn().prepare_cached(sql)?.query_row([sender], |r| {
            Ok(LastReceived {
                epoch: r.get(0)?,
                seq: r.get(1)?,
                made_at: r.get(2)?,
                received_at: r.get(3)?,
                about: r.get(4)?,
            })
        });
        Ok(found.optional()?)
    }

    /// When each sender's newest bundle was made, RFC 3339.
    pub fn newest_bundles(&self) -> Result<HashMap<String, String>> {
        let mut stmt = self
            .conn()
            .prepare_cached("SELECT sender, made_at, max(datetime(made_at)) FROM received GROUP BY sender")?;
        let rows = stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What became of each of a sender's bundles; forks last.
    pub fn outcomes(&self, sender: &str) -> Result<Vec<Outcome>> {
        let sql = "SELECT * FROM (
                     SELECT epoch, seq, envelope_sha256, iif(refused = 0, 'filed', 'partly') AS state, refused, received_at FROM received WHERE sender = ?1
                     UNION ALL SELECT epoch, seq, envelope_sha256, 'fork', 0, noticed_at FROM fork WHERE sender = ?1)
                   ORDER BY state = 'fork', epoch, seq, envelope_sha256";
        let mut stmt = self.conn().prepare_cached(sql)?;
        let rows = stmt.query_map([sender], |r| {
            Ok(Outcome {
                epoch: r.get(0)?,
                seq: r.get(1)?,
                envelope_sha256: r.get(2)?,
                state: r.get(3)?,
                refused: r.get(4)?,
                received_at: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Lines of a sender's bundles that were not taken and have not come better since, the
    /// newest bundle's first; a line that came several times is there once.
    pub fn refusals(&self, sender: &str) -> Result<Vec<Refusal>> {
        let sql = "SELECT epoch, max(seq), line, what, record, number, revision, says FROM refusal f
                   WHERE sender = ?1 AND NOT EXISTS (
                     SELECT 1 FROM received_record r WHERE r.id = f.record AND r.station = ?1 AND r.revision > f.revision)
                   GROUP BY epoch, what, record, revision, says, iif(record = '', seq, 0), iif(record = '', line, 0)
                   ORDER BY 2 DESC, line";
        let mut stmt = self.conn().prepare_cached(sql)?;
        let rows = stmt.query_map([sender], |r| {
            Ok(Refusal {
                epoch: r.get(0)?,
                seq: r.get(1)?,
                line: r.get(2)?,
                what: r.get(3)?,
                record: r.get(4)?,
                number: r.get(5)?,
                revision: r.get(6)?,
                says: r.get(7)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Lines of one bundle that were not taken; the first few.
    pub fn refusals_of(&self, sender: &str, epoch: &str, seq: u64, limit: u64) -> Result<Vec<Refusal>> {
        let sql = "SELECT line, what, record, number, revision, says FROM refusal WHERE sender = ?1 AND epoch = ?2 AND seq = ?3 ORDER BY line LIMIT ?4";
        let mut stmt = self.conn().prepare_cached(sql)?;
        let rows = stmt.query_map(params![sender, epoch, seq, limit], |r| {
            Ok(Refusal {
                epoch: epoch.to_owned(),
                seq,
                line: r.get(0)?,
                what: r.get(1)?,
                record: r.get(2)?,
                number: r.get(3)?,
                revision: r.get(4)?,
                says: r.get(5)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Bundles of a sender of which nothing was applied because their number is held otherwise.
    pub fn forks(&self, sender: &str) -> Result<u64> {
        Ok(self
            .conn()
            .prepare_cached("SELECT count(*) FROM fork WHERE sender = ?1")?
            .query_row([sender], |r| r.get(0))?)
    }

    /// Whether a station's last receipt does not tell everything: something came from it since, or
    /// the county wrote a step about one of its matters. The journal's places say what was since;
    /// two things of one second have one time.
    pub fn receipt_due(&self, station: &str) -> Result<bool> {
        let sql = "WITH told AS (SELECT coalesce(max(journal_through), 0) AS place FROM bundle WHERE receiver = ?1 AND state NOT IN ('sealed', 'lost'))
                   SELECT EXISTS (SELECT 1 FROM journal, told WHERE seq > place
                       AND (record BETWEEN 'received:' || ?1 || '_' AND 'received:' || ?1 || '_~' OR record BETWEEN 'fork:' || ?1 || '_' AND 'fork:' || ?1 || '_~'))
                     OR EXISTS (SELECT 1 FROM journal j, told JOIN step s ON s.id = j.record JOIN matter m ON m.id = s.matter
                       WHERE j.seq > place AND j.noun = 'step' AND m.station = ?1)";
        Ok(self.conn().prepare_cached(sql)?.query_row([station], |r| r.get(0))?)
    }
}

impl Store {
    /// Whether a record that came in a bundle still is what was sent; None for this home's own.
    pub(super) fn received_as_sent(&self, noun: Noun, record: &Kept) -> Result<Option<bool>> {
        let sql = "SELECT image_sha256, image, station FROM received_record WHERE id = ?1";
        let found: Option<(String, String, String)> = self
            .conn()
            .prepare_cached(sql)?
            .query_row([&record.head.id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        let Some((sha256, image, station)) = found else { return Ok(None) };
        if image.is_empty() {
            let ours = image::spellings(noun, record).map_err(|e| damaged(&e))?;
            return Ok(Some(ours.iter().any(|text| hex::encode(Sha256::digest(text.as_bytes())) == sha256)));
        }
        let sent: Values = serde_json::from_str(&image).map_err(|e| damaged(&e))?;
        let Ok(sent) = image::read(noun, &sent, &station) else {
            return Ok(Some(false));
        };
        // The county's own steps stand over a station's matter until it has taken them in.
        let expected = if noun == Noun::Matter { self.overlaid(sent)? } else { sent };
        Ok(Some(expected == *record && hex::encode(Sha256::digest(image.as_bytes())) == sha256))
    }

    /// What the sender's own journal says of a record, newest first, without images.
    pub(super) fn received_history(&self, noun: Noun, id: &str) -> Result<Vec<JournalLine>> {
        let sql = "SELECT at, clerk, deed, seq FROM received_journal WHERE record = ?1 AND noun = ?2 GROUP BY hash ORDER BY seq DESC LIMIT 200";
        let mut stmt = self.conn().prepare_cached(sql)?;
        let lines = stmt.query_map([id, noun.table()], |r| {
            Ok(JournalLine {
                place: r.get(3)?,
                at: r.get(0)?,
                clerk: r.get(1)?,
                deed: r.get(2)?,
                before: None,
                after: None,
            })
        })?;
        Ok(lines.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gap_free_end_and_the_gaps() {
        let gap = |first, last| Span { first, last };
        assert_eq!(spans(vec![], 0), (0, vec![]));
        assert_eq!(spans(vec![1, 2, 3], 3), (3, vec![]));
        assert_eq!(spans(vec![2, 5, 6, 999_999], 999_999), (0, vec![gap(1, 1), gap(3, 4), gap(7, 999_998)]));
        assert_eq!(spans(vec![3, 1, 2, 2, 5], 5), (3, vec![gap(4, 4)]));
        // A number said to have no file, above the last one that came, is nobody's gap yet.
        assert_eq!(spans(vec![1, 2, 9], 2), (2, vec![]));
    }

    #[test]
    fn which_missing_numbers_matter() {
        let matter = |held: &[u64], first, more| -> Vec<(u64, u64)> {
            let last = held.iter().copied().max().unwrap_or_default();
            let missing = spans(held.to_vec(), last).1;
            needed(&missing, last, first, more).into_iter().map(|s| (s.first, s.last)).collect()
        };
        assert_eq!(matter(&[1, 4], 4, false), [], "a whole one has it all");
        assert_eq!(matter(&[1, 2, 4], 2, false), [(3, 3)], "of the parts 2 to 4");
        assert_eq!(matter(&[4, 6], 2, false), [(2, 3), (5, 5)]);
        assert_eq!(matter(&[2, 3], 2, true), [(4, 4)], "the last says that one follows");
        assert_eq!(matter(&[2, 4, 5], 5, false), [], "the next handoff makes up for it");
        assert_eq!(matter(&[1, 2, 3], 2, false), [], "after a pack that was stopped behind its first part");
    }
}
