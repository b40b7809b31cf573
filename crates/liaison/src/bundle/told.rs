//! A reader that tells how far it is, and can be stopped.

use std::io::{self, Read};

use crate::error::{Error, Result};

/// Bytes between two words about it.
const EVERY: u64 = 4 << 20;

/// Told bytes read and bytes in all; an error stops the reading.
pub type Step<'a> = &'a mut dyn FnMut(u64, u64) -> Result<()>;

/// Reads and tells.
pub struct Told<'a, R: Read> {
    input: R,
    done: u64,
    next: u64,
    total: u64,
    step: Step<'a>,
    stopped: Option<Error>,
}

impl<'a, R: Read> Told<'a, R> {
    /// `done` bytes of `total` were read before.
    pub fn new(input: R, done: u64, total: u64, step: Step<'a>) -> Self {
        Self {
            input,
            done,
            next: done,
            total,
            step,
            stopped: None,
        }
    }

    /// What came of the reading: that it was stopped, if it was, for whoever read saw only a
    /// reader that failed.
    pub fn outcome<T>(self, came: Result<T>) -> Result<T> {
        match (came, self.stopped) {
            (Err(_), Some(stopped)) => Err(stopped),
            (came, _) => came,
        }
    }
}

impl<R: Read> Read for Told<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.done >= self.next {
            self.next = self.done + EVERY;
            if let Err(error) = (self.step)(self.done.min(self.total), self.total) {
                self.stopped = Some(error);
                return Err(io::Error::other("stopped"));
            }
        }
        let n = self.input.read(bytes)?;
        self.done += n as u64;
        Ok(n)
    }
}
