//! Capacities as people write them: `500GB`, `1 TB`, `931.5 GiB`, `500,107,862,016`.

use unicode_normalization::UnicodeNormalization;

/// How far a drive may be from the round figure on its label, in thousandths: makers give a little more, makers of memory sticks less.
/// Of larger ones the figures lie closer (500 GB and 512 GB, 250 GB and 256 GB).
const MORE: u128 = 15;
const LESS: u128 = 22;
const LESS_OF_SMALL: u128 = 40;
const SMALL: u64 = 200_000_000_000;

/// What a list says of a capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// In bytes, by units of a thousand.
    decimal: u64,
    /// In bytes, by units of 1024; the same where there is no unit.
    binary: u64,
    /// Whether it is a figure of bytes, to be met exactly.
    exact: bool,
}

impl Size {
    /// Nothing where it is no number with a unit that is known; `unit` is that of the column's heading, for numbers without.
    pub(super) fn of(text: &str, unit: &str) -> Option<Self> {
        let plain: String =
            text.nfkc().flat_map(char::to_uppercase).filter(|c| !c.is_whitespace() && *c != ',').collect();
        let digits = plain.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(plain.len());
        let (number, own) = plain.split_at(digits);
        let unit = if own.is_empty() { unit } else { own };
        let power: u32 = match unit {
            "" | "B" | "BYTE" | "BYTES" | "バイト" => 0,
            "KB" | "KIB" | "キロバイト" => 1,
            "M" | "MB" | "MIB" | "メガバイト" => 2,
            "G" | "GB" | "GIB" | "ギガ" | "ギガバイト" => 3,
            "T" | "TB" | "TIB" | "テラ" | "テラバイト" => 4,
            _ => return None,
        };
        let only_binary = unit.ends_with("IB");
        let of = |base: u128| scaled(number, base.pow(power));
        let (decimal, binary) = (of(if only_binary { 1024 } else { 1000 })?, of(1024)?);
        Some(Self { decimal, binary, exact: power == 0 })
    }

    /// Whether a drive of `bytes` may be written so: windows counts by 1024 and says GB.
    pub(super) fn fits(self, bytes: u64) -> bool {
        if self.exact {
            return bytes == self.decimal;
        }
        let near = |nominal: u64| {
            let less = if nominal < SMALL { LESS_OF_SMALL } else { LESS };
            let (bytes, nominal) = (u128::from(bytes) * 1000, u128::from(nominal));
            nominal > 0 && bytes >= nominal * (1000 - less) && bytes <= nominal * (1000 + MORE)
        };
        near(self.decimal) || near(self.binary)
    }
}

/// `number`, such as `931.5`, times `factor`.
fn scaled(number: &str, factor: u128) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.len() > 6 || fraction.contains('.') {
        return None;
    }
    let whole: u128 = whole.parse().ok()?;
    let places = 10u128.pow(u32::try_from(fraction.len()).ok()?);
    let fraction: u128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let parts = whole.checked_mul(places)?.checked_add(fraction)?;
    u64::try_from(parts.checked_mul(factor)? / places).ok()
}

/// The unit that stands in the heading of the column, such as `容量(GB)`: `heading` is in the form of [`super::list`].
pub(super) fn unit_of_heading(heading: &str) -> &'static str {
    match heading.rsplit_once("容量").map_or(heading, |(_, rest)| rest) {
        rest if rest.ends_with("tb") => "TB",
        rest if rest.ends_with("gb") => "GB",
        rest if rest.ends_with("mb") => "MB",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(text: &str, bytes: u64) -> bool {
        Size::of(text, "").unwrap().fits(bytes)
    }

    #[test]
    fn as_people_write_them() {
        const DRIVE: u64 = 500_107_862_016;
        for text in [
            "500GB",
            "500 GB",
            "５００ＧＢ",
            "0.5TB",
            "465GB",
            "465.76 GiB",
            "500,107,862,016",
            "500107862016 バイト",
        ] {
            assert!(fits(text, DRIVE), "{text}");
        }
        for text in ["512GB", "480GB", "1TB", "500MB", "500107862015", "320 GB", "500GiB"] {
            assert!(!fits(text, DRIVE), "{text}");
        }
        assert!(
            fits("16GB", 15_502_147_584) && fits("1TB", 1_000_204_886_016) && fits("256GB", 256_060_514_304)
        );
        assert!(Size::of("500", "GB").unwrap().fits(DRIVE));
        for unknown in ["", "大", "約500GB", "5OOGB", "1.2.3GB", "GB", "99999999999999999999TB"] {
            assert_eq!(Size::of(unknown, ""), None, "{unknown}");
        }
        assert_eq!(
            (unit_of_heading("容量gb"), unit_of_heading("容量"), unit_of_heading("capacitytb")),
            ("GB", "", "TB")
        );
    }
}
