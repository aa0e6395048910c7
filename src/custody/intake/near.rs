//! Serial numbers that people take for one another.

use unicode_normalization::UnicodeNormalization;

/// What is left of a serial number without that in which people and spreadsheets err: width and case of letters, blanks, hyphens and
/// other marks, leading zeros, O for 0. Two that are equal by this are near, not the same.
pub(super) fn key(serial: &str) -> String {
    let letters = serial.nfkc().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric());
    let zeros: String = letters.map(|c| if c == 'O' { '0' } else { c }).collect();
    zeros.trim_start_matches('0').to_owned()
}

/// Whether `listed` is nearly `serial`, but not the same.
pub(super) fn is_near(listed: &str, serial: &str) -> bool {
    listed != serial && !key(serial).is_empty() && key(listed) == key(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_mistake_is_near_and_nothing_else() {
        for listed in ["wd-1o23", "WD1023", "WD 1023", "00WD-1023", "ＷＤ－１０２３", "'WD-1023", "WD‐1023"]
        {
            assert!(is_near(listed, "WD-1023"), "{listed}");
        }
        for listed in ["WD-1023", "WD-1024", "WD-123", "", "WD-10230"] {
            assert!(!is_near(listed, "WD-1023"), "{listed}");
        }
        // Of nothing but marks and zeros nothing is near.
        assert!(!is_near("000", "0-0"));
    }
}
