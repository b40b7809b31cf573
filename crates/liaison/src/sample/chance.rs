//! Chance by seed: the same seed tosses the same coins, on any machine.

use crate::store::splitmix;

/// A stream of chances.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// From a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`; 0 when there is none.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(splitmix(&mut self.0) % n).unwrap_or(0)
    }

    /// A number from `low` to `high`, both possible.
    pub(super) fn within(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(usize::try_from(high - low + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// True this often in a hundred.
    pub(super) fn often(&mut self, in_hundred: usize) -> bool {
        self.below(100) < in_hundred
    }

    /// One of a list that is never empty.
    pub(super) fn one<'a, T: ?Sized>(&mut self, list: &'a [&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// `n` of them, none twice, in no order.
    pub(super) fn some<T: Clone>(&mut self, list: &[T], n: usize) -> Vec<T> {
        let mut left: Vec<usize> = (0..list.len()).collect();
        let n = n.min(left.len());
        for i in 0..n {
            let j = i + self.below(left.len() - i);
            left.swap(i, j);
        }
        left[..n].iter().map(|i| list[*i].clone()).collect()
    }

    /// Mixes a list (Fisher–Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}
