//! Which attachments go into which file, where one file can't hold them all. A plan is made
//! before anything is sealed, from sizes alone, and errs on the side of one file more.

use super::limits;
use super::manifest::Blob;

/// What one file can hold.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Bytes of the sealed payload.
    pub payload: u64,
    /// Attachments.
    pub blobs: usize,
}

impl Room {
    /// As the format allows, or less where a medium or a channel takes only smaller files.
    pub fn at_most(bytes: Option<u64>) -> Self {
        Self {
            payload: limits::PAYLOAD.min(bytes.unwrap_or(limits::PAYLOAD)),
            blobs: limits::BLOBS,
        }
    }
}

/// Bytes a sealed payload needs at most besides attachments and rows: age's header, signatures.
const AROUND: u64 = 8 << 10;

/// What an attachment weighs in a payload: its bytes, its tar header and padding, its two lines
/// in the listings, and what age and zstd put between what they can't shrink.
fn weight(blob: &Blob) -> u64 {
    blob.size + 1_536 + blob.size / 2_000
}

/// Bytes all of them weigh in payloads.
pub fn weigh(blobs: &[Blob]) -> u64 {
    blobs.iter().map(weight).sum()
}

/// Attachments by file: the first goes with the rows, `rows` bytes of them as they lie in
/// records.jsonl. There is always a first, and it may be empty.
pub fn portions(rows: u64, blobs: Vec<Blob>, room: Room) -> Vec<Vec<Blob>> {
    let mut all = Vec::new();
    // Rows shrink to a tenth; taken as they are, they only leave room unused.
    let (mut now, mut filled) = (Vec::new(), AROUND + rows);
    for blob in blobs {
        let more = weight(&blob);
        let full = filled + more > room.payload || now.len() >= room.blobs;
        // One that fits no file goes alone; sealing it says so.
        if full && (!now.is_empty() || all.is_empty()) {
            all.push(std::mem::take(&mut now));
            filled = AROUND;
        }
        filled += more;
        now.push(blob);
    }
    if !now.is_empty() || all.is_empty() {
        all.push(now);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs(sizes: &[u64]) -> Vec<Blob> {
        let blob = |(n, size): (usize, &u64)| Blob {
            sha256: format!("{n:064x}"),
            size: *size,
        };
        sizes.iter().enumerate().map(blob).collect()
    }

    fn split(rows: u64, sizes: &[u64], room: Room) -> Vec<Vec<u64>> {
        let all = portions(rows, blobs(sizes), room);
        all.iter().map(|part| part.iter().map(|b| b.size).collect()).collect()
    }

    #[test]
    fn files_are_filled_in_turn() {
        let room = Room { payload: 100_000, blobs: 3 };
        assert_eq!(split(0, &[], room), [Vec::<u64>::new()]);
        assert_eq!(split(0, &[10, 20], room), [vec![10, 20]]);
        assert_eq!(split(0, &[40_000, 40_000, 40_000], room), [vec![40_000, 40_000], vec![40_000]]);
        assert_eq!(split(0, &[1, 2, 3, 4], room), [vec![1, 2, 3], vec![4]], "as many as a file may have");
        assert_eq!(split(95_000, &[40_000], room), [vec![], vec![40_000]], "rows alone fill the first");
        assert_eq!(split(0, &[200_000, 5], room), [vec![], vec![200_000], vec![5]], "what fits no file goes alone");
        assert_eq!(Room::at_most(Some(u64::MAX)).payload, limits::PAYLOAD, "never more than the format allows");
    }
}
