//! Reading ahead: what another thread reads while this one works on what came before. Memory
//! stays bounded: a few pieces go round, and whoever reads faster than they come back waits.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, Scope};

use super::beside::PIECE;
use crate::error::{Error, Result};

/// Pieces on their way.
const WAITING: usize = 6;

/// The end where another thread's pieces come out, as one stream or part by part.
pub struct Ahead {
    pieces: Receiver<Result<Vec<u8>>>,
    back: SyncSender<Vec<u8>>,
    now: Vec<u8>,
    taken: usize,
}

/// The end where they go in.
pub struct Pieces {
    piece: Vec<u8>,
    full: SyncSender<Result<Vec<u8>>>,
    empty: Receiver<Vec<u8>>,
}

impl Ahead {
    /// Starts `work` on a thread of `scope`. Its error comes out behind what it wrote before. It
    /// is stopped, by a write that fails, when nobody takes any more.
    pub fn new<'scope>(scope: &'scope Scope<'scope, '_>, work: impl FnOnce(&mut Pieces) -> Result<()> + Send + 'scope) -> io::Result<Self> {
        let (full, pieces) = sync_channel(WAITING);
        let (back, empty) = sync_channel(WAITING + 2);
        let mut out = Pieces {
            piece: Vec::with_capacity(PIECE),
            full,
            empty,
        };
        Builder::new().spawn_scoped(scope, move || {
            let came = work(&mut out);
            // When nobody takes any more there is nobody to tell.
            if let (Ok(()), Err(error)) = (out.pass(), came) {
                let _ = out.full.send(Err(error));
            }
        })?;
        Ok(Self {
            pieces,
            back,
            now: Vec::new(),
            taken: 0,
        })
    }

    /// Passes on what was written up to the next `end`.
    pub fn part(&mut self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        loop {
            let piece = self.pieces.recv().unwrap_or_else(|_| Err(Error::Store("读到一半停了".into())))?;
            if piece.is_empty() {
                return Ok(());
            }
            take(&piece)?;
            self.give_back(piece);
        }
    }

    fn give_back(&self, mut piece: Vec<u8>) {
        piece.clear();
        let _ = self.back.try_send(piece);
    }
}

impl Read for Ahead {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.now.len() {
            match self.pieces.recv() {
                Ok(next) => {
                    let next = next.map_err(|e| io::Error::other(e.to_string()))?;
                    let before = std::mem::replace(&mut self.now, next);
                    self.give_back(before);
                    self.taken = 0;
                }
                Err(_) => return Ok(0),
            }
        }
        let n = bytes.len().min(self.now.len() - self.taken);
        bytes[..n].copy_from_slice(&self.now[self.taken..self.taken + n]);
        self.taken += n;
        Ok(n)
    }
}

impl Pieces {
    /// Ends a part, even an empty one.
    pub fn end(&mut self) -> io::Result<()> {
        self.pass()?;
        self.full.send(Ok(Vec::new())).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn pass(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let next = self.empty.try_recv().unwrap_or_else(|_| Vec::with_capacity(PIECE));
        let piece = std::mem::replace(&mut self.piece, next);
        self.full.send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..n]);
        if self.piece.len() == PIECE {
            self.pass()?;
        }
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::thread::scope;

    use super::*;

    fn wrote(pieces: &mut Pieces, bytes: &[u8]) -> Result<()> {
        pieces.write_all(bytes).map_err(|e| Error::file("", e))
    }

    #[test]
    fn parts_and_streams_come_whole_and_in_order() {
        let all: Vec<u8> = (0..20 * PIECE + 11).map(|n| (n % 253) as u8).collect();
        let sizes = [3, 0, PIECE, 7 * PIECE + 1, 12 * PIECE];
        scope(|s| {
            let mut ahead = Ahead::new(s, |out| {
                let mut at = 0;
                for size in sizes {
                    wrote(out, &all[at..at + size])?;
                    out.end().map_err(|e| Error::file("", e))?;
                    at += size;
                }
                Ok(())
            })
            .unwrap();
            let mut at = 0;
            for size in sizes {
                let mut part = Vec::new();
                ahead
                    .part(|piece| {
                        part.extend_from_slice(piece);
                        Ok(())
                    })
                    .unwrap();
                assert!(part == all[at..at + size], "{size}");
                at += size;
            }
            let mut stream = Vec::new();
            Ahead::new(s, |out| wrote(out, &all)).unwrap().read_to_end(&mut stream).unwrap();
            assert!(stream == all);
        });
    }

    #[test]
    fn an_error_comes_behind_what_was_read() {
        scope(|s| {
            let broken = |out: &mut Pieces| wrote(out, &[1; 10]).and(Err(Error::Damaged("坏了".into())));
            let mut ahead = Ahead::new(s, broken).unwrap();
            assert_eq!(ahead.part(|_| Ok(())).unwrap_err().code(), "damaged");
            let mut ahead = Ahead::new(s, broken).unwrap();
            assert!(ahead.read_to_end(&mut Vec::new()).is_err());
            // One part too few.
            let mut ahead = Ahead::new(s, |_| Ok(())).unwrap();
            assert!(ahead.part(|_| Ok(())).is_err());
        });
    }

    #[test]
    fn whoever_takes_no_more_stops_the_reading() {
        scope(|s| {
            let mut ahead = Ahead::new(s, |out| {
                loop {
                    wrote(out, &[0; 4096])?;
                }
            })
            .unwrap();
            let mut left = 3;
            let stopped = ahead.part(|_| {
                left -= 1;
                if left == 0 { Err(Error::Cancelled) } else { Ok(()) }
            });
            assert!(matches!(stopped, Err(Error::Cancelled)));
        });
    }
}
