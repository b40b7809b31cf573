//! The lines of records.jsonl on their way in. They are digested, parsed, and made into what the
//! caller needs, on another thread, while this one reads on and takes in what was parsed before. A few
//! small batches are under way at a time, so memory stays bounded.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread::{Builder, scope};

use super::open::Row;
use super::seal::Digest;
use super::ustar::fault;
use super::{limits, refuse};
use crate::error::{Error, Result};

/// Bytes of lines parsed at a time.
const BATCH: usize = 128 << 10;
/// Batches waiting on either side of the parsing.
const WAITING: usize = 2;

/// A line's row, or why it does not read.
pub type Line = std::result::Result<Row, String>;

/// How many lines were of which kind.
#[derive(Default)]
pub struct Counts {
    read: BTreeMap<String, u64>,
    unread: u64,
}

impl Counts {
    fn note(&mut self, line: &Line) {
        match line {
            Ok(row) => match self.read.get_mut(&row.is) {
                Some(n) => *n += 1,
                None => drop(self.read.insert(row.is.clone(), 1)),
            },
            Err(_) => self.unread += 1,
        }
    }

    /// Whether they are what was announced: lines that do not read are of no kind, so they make
    /// up for what is missing, and for nothing else.
    pub fn are(&self, announced: &BTreeMap<String, u64>) -> bool {
        let within = self.read.iter().all(|(is, n)| announced.get(is).is_some_and(|most| n <= most));
        within && announced.values().sum::<u64>() == self.read.values().sum::<u64>() + self.unread
    }
}

/// Passes every line on with its number, as `prepare` made it; answers the digest of them all.
pub fn lines<T: Send>(
    input: impl Read,
    path: &Path,
    prepare: &(dyn Fn(Line) -> T + Sync),
    take: &mut dyn FnMut(u64, &mut T) -> Result<()>,
) -> Result<(String, Counts)> {
    let mut lines = BufReader::with_capacity(1 << 18, input);
    let (mut read, mut taken) = (0_u64, 0);
    scope(|threads| {
        let (raw, batches) = sync_channel::<Vec<u8>>(WAITING);
        let (out, parsed) = sync_channel::<Vec<T>>(WAITING);
        // Rows go back to be dropped where they were made: memory of one thread freed by another
        // makes both wait for each other.
        let (back, spent) = sync_channel::<Vec<T>>(2 * WAITING);
        let mut take_all = |mut rows: Vec<T>| -> Result<()> {
            for row in &mut rows {
                taken += 1;
                take(taken, row)?;
            }
            let _ = back.try_send(rows);
            Ok(())
        };
        let work = move || {
            let (mut counts, mut digest) = (Counts::default(), Digest::default());
            for batch in batches {
                digest.update(&batch);
                spent.try_iter().for_each(drop);
                let rows = batch.split_inclusive(|b| *b == b'\n').map(|line| {
                    let row = Row::read(line);
                    counts.note(&row);
                    prepare(row)
                });
                if out.send(rows.collect()).is_err() {
                    break;
                }
            }
            (digest.hex(), counts)
        };
        let parsing = Builder::new().spawn_scoped(threads, work).map_err(|e| Error::file(path, e))?;
        let mut under_way = 0;
        loop {
            let mut batch = Vec::with_capacity(BATCH + (BATCH >> 3));
            while batch.len() < BATCH {
                let n = (&mut lines).take(limits::LINE).read_until(b'\n', &mut batch).map_err(|e| fault(path, &e))?;
                if n == 0 {
                    break;
                }
                read += 1;
                if batch.last() != Some(&b'\n') {
                    return Err(refuse(format!("第 {read} 行记录太长或没有结束")));
                }
            }
            if batch.is_empty() {
                break;
            }
            // Only a panic over there closes either end, and that one is told below.
            if raw.send(batch).is_err() {
                break;
            }
            under_way += 1;
            if under_way > WAITING {
                let Ok(rows) = parsed.recv() else { break };
                take_all(rows)?;
                under_way -= 1;
            }
        }
        drop(raw);
        parsed.into_iter().try_for_each(&mut take_all)?;
        match parsing.join() {
            Ok(done) => Ok(done),
            Err(panic) => resume_unwind(panic),
        }
    })
}
