//! Sizes as people write them: `4GiB-1`, `700MB`, `25M`.

use std::str::FromStr;

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

/// The text is no size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a size: {0}")]
pub struct NotASize(String);

impl FromStr for Size {
    type Err = NotASize;

    /// A whole number with `kB`, `MB`, `GB`, `TB` (powers of 1000), `KiB`, `MiB`, `GiB`, `TiB` or `K`, `M`, `G`, `T` (powers of
    /// 1024, as `split` has it), or alone for bytes; then perhaps `-N` bytes.
    fn from_str(text: &str) -> Result<Self, NotASize> {
        let parse = || {
            let (size, less) = text.split_once('-').unwrap_or((text, "0"));
            let digits = size.len() - size.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, unit) = size.split_at(digits);
            let unit: u64 = match unit {
                "" | "B" => 1,
                "kB" | "KB" => 1000,
                "MB" => 1_000_000,
                "GB" => 1_000_000_000,
                "TB" => 1_000_000_000_000,
                "K" | "k" | "KiB" => 1 << 10,
                "M" | "MiB" => 1 << 20,
                "G" | "GiB" => 1 << 30,
                "T" | "TiB" => 1 << 40,
                _ => return None,
            };
            number.parse::<u64>().ok()?.checked_mul(unit)?.checked_sub(less.parse().ok()?)
        };
        parse().map(Self).ok_or_else(|| NotASize(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_write_them() {
        for (text, bytes) in [
            ("4GiB-1", (4 << 30) - 1),
            ("700MB", 700_000_000),
            ("25M", 25 << 20),
            ("4G", 4 << 30),
            ("123456", 123_456),
            ("1kB", 1000),
            ("2TiB", 2 << 40),
        ] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for bad in ["", "GiB", "4 GiB", "4GiB-", "-1", "1B-2", "4gb", "4.7GB", "99999999999G", "4GiB-1-1"] {
            assert!(bad.parse::<Size>().is_err(), "{bad}");
        }
    }
}
