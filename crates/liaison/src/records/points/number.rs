//! A number of points: whole or a half, never a rounding.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use ts_rs::TS;

/// Points, counted in halves. As JSON a number: 2, 2.5, -1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "number")]
pub struct Points(i64);

/// More than any rule can mean.
const MOST: f64 = 10_000.0;

impl Points {
    /// None.
    pub const ZERO: Points = Points(0);

    /// Of so many halves.
    pub const fn halves(halves: i64) -> Self {
        Self(halves)
    }

    /// Without a half.
    pub fn is_whole(self) -> bool {
        self.0 % 2 == 0
    }

    /// As a number.
    pub fn number(self) -> f64 {
        self.0 as f64 / 2.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        if self.is_whole() {
            out.serialize_i64(self.0 / 2)
        } else {
            out.serialize_f64(self.number())
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(from)?;
        let halves = number * 2.0;
        if number.abs() > MOST || halves.fract() != 0.0 {
            return Err(D::Error::custom("points are whole or half numbers up to 10000"));
        }
        Ok(Self(halves as i64))
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Points {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_kept_and_nothing_smaller_is_taken() {
        for (text, says) in [("2", "2"), ("2.5", "2.5"), ("-1", "-1"), ("0", "0")] {
            let points: Points = serde_json::from_str(text).unwrap();
            assert_eq!((points.to_string().as_str(), serde_json::to_string(&points).unwrap().as_str()), (says, text));
        }
        for wrong in ["0.25", "1e9", "\"2\"", "null"] {
            assert!(serde_json::from_str::<Points>(wrong).is_err(), "{wrong}");
        }
    }
}
