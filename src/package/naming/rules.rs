//! What a system asks of a name.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// How long a component may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::package) enum Longest {
    /// So many bytes of UTF-8 (ext4, XFS: 255, which is 85 kanji).
    Bytes(usize),
    /// So many UTF-16 units (NTFS, exFAT, FAT: 255).
    Units(usize),
}

impl Longest {
    /// Whether `name` is not longer.
    #[must_use]
    pub(in crate::package) fn holds(self, name: &str) -> bool {
        match self {
            Self::Bytes(most) => name.len() <= most,
            // No character has more units than bytes.
            Self::Units(most) => name.len() <= most || name.encode_utf16().count() <= most,
        }
    }
}

/// What a system asks of the names in one folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::package) struct NameRules {
    /// Windows' reserved names, characters and endings.
    pub(in crate::package) windows: bool,
    /// `A` and `a` are the same file.
    pub(in crate::package) folds_case: bool,
    /// が and か with a separate ゛ (NFC, NFD) are the same file.
    pub(in crate::package) folds_form: bool,
    /// How long a component may be.
    pub(in crate::package) longest: Longest,
}

/// What is wrong with a name by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Reserved,
    Character,
    Ending,
    TooLong,
}

/// Characters that Windows refuses in a name, and what takes their place: the full-width ones, as they are typed in Japan.
const REFUSED: [(char, char); 8] =
    [('<', '＜'), ('>', '＞'), (':', '：'), ('"', '”'), ('|', '｜'), ('?', '？'), ('*', '＊'), ('\\', '￥')];

impl NameRules {
    /// What every system takes: for a package whose way nobody knows.
    pub(in crate::package) const EVERYWHERE: Self =
        Self { windows: true, folds_case: true, folds_form: true, longest: Longest::Bytes(255) };

    /// What is wrong with `name` (one component) by itself.
    pub(super) fn faults(&self, name: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.windows {
            if is_reserved(name) {
                faults.push(Fault::Reserved);
            }
            if name.contains(|c: char| in_place_of(c).is_some() || c < ' ') {
                faults.push(Fault::Character);
            }
            if name.ends_with(['.', ' ']) {
                faults.push(Fault::Ending);
            }
        }
        if !self.longest.holds(name) {
            faults.push(Fault::TooLong);
        }
        faults
    }

    /// Whether two names can be one file at all.
    pub(super) fn folds(&self) -> bool {
        self.folds_case || self.folds_form
    }

    /// Equal for names that are the same file. The case of each character by itself, as NTFS does it; what `ß` and `SS` have in
    /// common is no business of a file system.
    pub(super) fn key<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let mut key = Cow::Borrowed(name);
        if self.folds_form && !is_nfc(&key) {
            key = Cow::Owned(key.nfc().collect());
        }
        if self.folds_case && key.contains(|c: char| c.is_uppercase() || !c.is_ascii()) {
            let folded: String = key.chars().flat_map(char::to_lowercase).collect();
            key = Cow::Owned(if self.folds_form { folded.nfc().collect() } else { folded });
        }
        key
    }
}

/// The character that stands in for one that Windows refuses.
pub(super) fn in_place_of(refused: char) -> Option<char> {
    REFUSED.iter().find(|(from, _)| *from == refused).map(|(_, to)| *to)
}

/// Whether Windows takes the name for a device: `CON`, `nul.txt`, `COM1.log`…
pub(super) fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").trim_end_matches(' ').to_ascii_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    // The superscripts are digits too, in the character set that Windows had when it began.
    number.is_some_and(|number| {
        let mut characters = number.chars();
        matches!(characters.next(), Some('0'..='9' | '¹' | '²' | '³')) && characters.next().is_none()
    })
}

/// Whether Windows would give the file another name, or take it for a device.
pub(in crate::package) fn changes_on_windows(name: &str) -> bool {
    name.ends_with(['.', ' ']) || is_reserved(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NTFS: NameRules =
        NameRules { windows: true, folds_case: true, folds_form: false, longest: Longest::Units(255) };
    const EXT4: NameRules =
        NameRules { windows: false, folds_case: false, folds_form: false, longest: Longest::Bytes(255) };

    #[test]
    fn windows_would_change_these() {
        for changed in ["a.", "a ", "CON", "con.txt", "COM1.log", "nul", "Lpt¹", "CON .txt", "conin$"] {
            assert!(changes_on_windows(changed), "{changed:?}");
        }
        assert!(
            !["COMMON", "console", "a.b", "COM10", "COMX", "COM", "a.con"]
                .into_iter()
                .any(changes_on_windows)
        );
    }

    #[test]
    fn each_rule_finds_its_fault() {
        for (name, fault) in [
            ("aux.c", Fault::Reserved),
            ("12:30.txt", Fault::Character),
            ("a\\b", Fault::Character),
            ("a\u{1}", Fault::Character),
            ("以上。.", Fault::Ending),
            ("a ", Fault::Ending),
        ] {
            assert_eq!(NTFS.faults(name), [fault], "{name:?}");
            assert_eq!(EXT4.faults(name), [], "{name:?}");
        }
        for fine in ["見本.txt", "a.b", ".hidden", "a b", "～", "Ａ："] {
            assert_eq!(NameRules::EVERYWHERE.faults(fine), [], "{fine:?}");
        }
    }

    #[test]
    fn bytes_and_units_are_counted_apart() {
        // 85 kanji fill ext4; Windows takes 255 of them.
        let (fits, long) = ("漢".repeat(85), "漢".repeat(86));
        assert_eq!((EXT4.faults(&fits), EXT4.faults(&long)), (vec![], vec![Fault::TooLong]));
        assert_eq!(NTFS.faults(&"漢".repeat(255)), []);
        assert_eq!(NTFS.faults(&"漢".repeat(256)), [Fault::TooLong]);
        // A character beyond the first plane counts as two units.
        assert_eq!(
            (NTFS.faults(&"𠮟".repeat(127)), NTFS.faults(&"𠮟".repeat(128))),
            (vec![], vec![Fault::TooLong])
        );
    }

    #[test]
    fn what_is_the_same_file_has_the_same_key() {
        let (nfc, nfd) = ("が.TXT", "か\u{3099}.TXT");
        assert_ne!(NTFS.key(nfc), NTFS.key(nfd));
        assert_eq!(NTFS.key(nfc), NTFS.key("が.txt"));
        assert_eq!(NameRules::EVERYWHERE.key(nfc), NameRules::EVERYWHERE.key("か\u{3099}.txt"));
        let form_only = NameRules { folds_form: true, ..EXT4 };
        assert_eq!(form_only.key(nfc), form_only.key(nfd));
        assert_ne!(form_only.key("A"), form_only.key("a"));
        assert_ne!(EXT4.key("A"), EXT4.key("a"));
        assert_eq!(NTFS.key("Ａ"), NTFS.key("ａ"));
    }
}
