//! Work beside work: what is written here, another thread passes on. Compressing, encrypting and
//! writing a bundle then cost no more time than the slowest of them. Memory stays bounded: a few
//! pieces go round, and whoever writes faster than they come back waits.

use std::io::{self, Write};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// Bytes of a piece.
pub const PIECE: usize = 1 << 20;
/// Pieces on their way, besides the one being filled and the one being passed on.
const WAITING: usize = 2;

/// A writer that another thread empties into its own. An error over there comes back from the
/// next `write`, or from `finish`, as it was. Dropped without `finish`, the other thread ends
/// by itself with what it was given so far.
pub struct Beside<'scope, W> {
    piece: Vec<u8>,
    full: Option<SyncSender<Vec<u8>>>,
    empty: Receiver<Vec<u8>>,
    other: Option<ScopedJoinHandle<'scope, io::Result<W>>>,
}

impl<'scope, W: Write + Send + 'scope> Beside<'scope, W> {
    /// Onto `out`, by a thread of `scope`.
    pub fn new(scope: &'scope Scope<'scope, '_>, mut out: W) -> io::Result<Self> {
        let (full, pieces) = sync_channel::<Vec<u8>>(WAITING);
        let (back, empty) = sync_channel(WAITING + 2);
        let work = move || {
            for mut piece in pieces {
                out.write_all(&piece)?;
                piece.clear();
                // It may have stopped filling.
                let _ = back.try_send(piece);
            }
            Ok(out)
        };
        let other = Builder::new().spawn_scoped(scope, work)?;
        Ok(Self {
            piece: Vec::with_capacity(PIECE),
            full: Some(full),
            empty,
            other: Some(other),
        })
    }

    /// Passes the last piece on and waits for it.
    pub fn finish(mut self) -> io::Result<W> {
        self.pass()?;
        self.ended()
    }

    fn pass(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let next = self.empty.try_recv().unwrap_or_else(|_| Vec::with_capacity(PIECE));
        let piece = std::mem::replace(&mut self.piece, next);
        match self.full.as_ref().map(|full| full.send(piece)) {
            Some(Ok(())) => Ok(()),
            _ => self.ended().and(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// What became of the other thread.
    fn ended(&mut self) -> io::Result<W> {
        self.full = None;
        match self.other.take().map(ScopedJoinHandle::join) {
            Some(Ok(came)) => came,
            Some(Err(panic)) => resume_unwind(panic),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

impl<'scope, W: Write + Send + 'scope> Write for Beside<'scope, W> {
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

    /// Takes so many bytes, then has no room.
    struct Small(usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::from_raw_os_error(28));
            }
            let n = bytes.len().min(self.0);
            self.0 -= n;
            Ok(n)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn text(size: usize) -> Vec<u8> {
        (0..size).map(|n| (n % 251) as u8).collect()
    }

    #[test]
    fn all_arrives_in_order_through_two_of_them() {
        for size in [0, 1, PIECE - 1, PIECE, PIECE + 1, 9 * PIECE + 7] {
            let all = text(size);
            let out = scope(|s| {
                let mut out = Beside::new(s, Beside::new(s, Vec::new()).unwrap()).unwrap();
                for part in all.chunks(100_003) {
                    out.write_all(part).unwrap();
                }
                out.finish().unwrap().finish().unwrap()
            });
            assert!(out == all, "{size}");
        }
    }

    #[test]
    fn the_other_threads_error_comes_back_as_it_was() {
        for room in [0, PIECE, 3 * PIECE + 5] {
            let failed = scope(|s| {
                let mut out = Beside::new(s, Beside::new(s, Small(room)).unwrap()).unwrap();
                out.write_all(&text(9 * PIECE)).and_then(|()| out.finish()?.finish().map(drop)).unwrap_err()
            });
            assert_eq!(failed.raw_os_error(), Some(28), "{room}");
        }
    }

    #[test]
    fn whoever_stops_waits_for_nobody() {
        scope(|s| {
            let mut out = Beside::new(s, Vec::new()).unwrap();
            out.write_all(&text(3 * PIECE)).unwrap();
        });
    }
}
