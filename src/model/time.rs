//! Moments, always told in Japan Standard Time: the papers of a Japanese city know no other,
//! and a fixed offset needs no time-zone database on the machine.

use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A text that is not a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time: `{0}`")]
pub struct ParseTimestampError(pub String);

/// A moment to the second, printed as RFC 3339 with `+09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// From seconds since 1970-01-01T00:00:00Z; out-of-range values become the nearest moment there is.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Self {
        let bound = if seconds < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        Self(jiff::Timestamp::from_second(seconds).unwrap_or(bound))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn to_unix(self) -> i64 {
        self.0.as_second()
    }

    /// Year, month, day, hour, minute, second in Japan Standard Time.
    #[must_use]
    pub fn civil(self) -> (i16, i8, i8, i8, i8, i8) {
        let at = self.zoned();
        (at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second())
    }

    fn zoned(self) -> jiff::Zoned {
        self.0.to_zoned(TimeZone::fixed(Offset::constant(9)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+09:00")
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    /// Any RFC 3339 time; a local time without offset (`2026-11-22T10:00` or `2026-11-22 10:00`) is taken as Japan's.
    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        let text = text.trim();
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return Ok(Self(at));
        }
        text.parse::<jiff::civil::DateTime>()
            .ok()
            .and_then(|local| local.to_zoned(TimeZone::fixed(Offset::constant(9))).ok())
            .map(|zoned| Self(zoned.timestamp()))
            .ok_or_else(|| ParseTimestampError(text.chars().take(80).collect()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_in_japan_time() {
        let at: Timestamp = "2026-11-22T00:30:00Z".parse().unwrap();
        assert_eq!(at.to_string(), "2026-11-22T09:30:00+09:00");
        assert_eq!("2026-11-22 09:30".parse::<Timestamp>().unwrap(), at);
        assert_eq!(Timestamp::from_unix(at.to_unix()), at);
        assert!("yesterday".parse::<Timestamp>().is_err());
    }
}
