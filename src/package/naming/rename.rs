//! Another name for one that a system does not take: as close to the old one as it can be, and always the same.

use super::rules::{Longest, NameRules, in_place_of, is_reserved};
use crate::stream::Hasher;

/// Longest extension, with its dot and in bytes, that is kept when a name is shortened: longer ones are none.
const LONGEST_EXTENSION: usize = 16;

impl NameRules {
    /// A name without any fault, close to `name`; `name` itself where it has none.
    pub(super) fn mended(&self, name: &str, folder: bool) -> String {
        let mut mended = name.to_owned();
        if self.windows {
            mended =
                mended.chars().map(|c| in_place_of(c).unwrap_or(if c < ' ' { '_' } else { c })).collect();
            if mended.ends_with(['.', ' ']) {
                mended.push('_');
            }
            if is_reserved(&mended) {
                let stem = mended.find('.').unwrap_or(mended.len());
                mended.insert(stem, '_');
            }
        }
        if self.longest.holds(&mended) { mended } else { self.shortened(&mended, name, folder) }
    }

    /// A long name keeps its beginning and its extension. What was cut away stands in it as a digest of the `whole`, so that two
    /// names with the same beginning stay two.
    fn shortened(&self, long: &str, whole: &str, folder: bool) -> String {
        let digest = Hasher::sha256_of(whole.as_bytes()).to_string();
        let (stem, extension) = split(long, folder);
        self.joined(stem, &format!("~{}", &digest[..8]), extension)
    }

    /// `name` with a number before its extension.
    pub(super) fn numbered(&self, name: &str, number: u32, folder: bool) -> String {
        let (stem, extension) = split(name, folder);
        self.joined(stem, &format!(" ({number})"), extension)
    }

    /// As much of `stem` as there is room for.
    fn joined(&self, stem: &str, suffix: &str, extension: &str) -> String {
        let mut stem = stem;
        loop {
            let joined = format!("{stem}{suffix}{extension}");
            if self.longest.holds(&joined) || stem.is_empty() {
                return joined;
            }
            let over = match self.longest {
                Longest::Bytes(most) => joined.len() - most,
                Longest::Units(most) => joined.encode_utf16().count() - most,
            };
            // No more than must go: a character has at most four bytes, and no more units than bytes.
            let cut = stem.chars().rev().take(over.div_ceil(4)).map(char::len_utf8).sum::<usize>();
            stem = &stem[..stem.len() - cut];
        }
    }
}

/// A name and its extension, with the dot. A folder has none, and neither has `.hidden`.
fn split(name: &str, folder: bool) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && !folder && name.len() - at <= LONGEST_EXTENSION => name.split_at(at),
        _ => (name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NTFS: NameRules =
        NameRules { windows: true, folds_case: true, folds_form: false, longest: Longest::Units(255) };

    #[test]
    fn each_fault_is_mended_in_its_way() {
        for (name, mended) in [
            ("見本.txt", "見本.txt"),
            ("12:30 <\"|?*\\>.txt", "12：30 ＜”｜？＊￥＞.txt"),
            ("以上.", "以上._"),
            ("以上 ", "以上 _"),
            ("con", "con_"),
            ("Aux.tar.gz", "Aux_.tar.gz"),
            ("NUL .txt", "NUL _.txt"),
        ] {
            assert_eq!(NTFS.mended(name, false), mended);
        }
    }

    #[test]
    fn a_long_name_keeps_its_beginning_and_its_extension() {
        let rules = NameRules::EVERYWHERE;
        let (one, other) = (format!("{}一.xlsx", "見".repeat(90)), format!("{}二.xlsx", "見".repeat(90)));
        let (short, second) = (rules.mended(&one, false), rules.mended(&other, false));
        assert_ne!(short, second);
        assert!(short.len() <= 255 && short.len() > 240, "{short}");
        assert!(short.starts_with("見見見") && short.ends_with(".xlsx"), "{short}");
        let digest = &Hasher::sha256_of(one.as_bytes()).to_string()[..8];
        assert!(short.contains(&format!("~{digest}.")), "{short}");
        assert!(rules.mended(&one, true).ends_with(digest), "a folder has no extension");
        let numbered = rules.numbered(&short, 12, false);
        assert!(numbered.len() <= 255 && numbered.ends_with(" (12).xlsx"), "{numbered}");
        assert_eq!(rules.numbered("v1.2", 2, true), "v1.2 (2)");
        assert_eq!(rules.numbered(".profile", 2, false), ".profile (2)");
    }

    proptest! {
        #[test]
        fn what_is_mended_has_no_fault(name in "[a-cA-C:. \\\\?*|<>\"~0-9漢が𠮟\u{1}]{1,300}", folder: bool, windows: bool, bytes: bool) {
            let longest = if bytes { Longest::Bytes(143) } else { Longest::Units(255) };
            let rules = NameRules { windows, folds_case: true, folds_form: true, longest };
            let mended = rules.mended(&name, folder);
            prop_assert_eq!(rules.faults(&mended), []);
            if rules.faults(&name).is_empty() {
                prop_assert_eq!(&mended, &name);
            }
            prop_assert_eq!(rules.faults(&rules.numbered(&mended, 7, folder)), []);
            prop_assert!(!mended.contains('/'));
            prop_assert!(!windows || !matches!(mended.as_str(), "." | ".."));
        }

        #[test]
        fn devices_are_mended_too(name in "(con|PRN|Aux|nul|com[0-9¹]|LPT3|conin\\$)[ .a]{0,3}") {
            prop_assert_eq!(NTFS.faults(&NTFS.mended(&name, false)), []);
            prop_assert_eq!(NTFS.faults(&NTFS.numbered(&NTFS.mended(&name, false), 2, false)), []);
        }
    }
}
