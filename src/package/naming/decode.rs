//! Names that are no text, or no text for a list: spelled so that they are.

use super::super::names;
use std::ffi::OsStr;
use std::fmt::Write as _;

/// A name as it can stand in a package.
pub(in crate::package) struct Spelled {
    /// The name.
    pub(in crate::package) name: String,
    /// What it was, where it was something else.
    pub(in crate::package) was: Option<Was>,
}

/// What a name was.
pub(in crate::package) struct Was {
    /// As text, as far as it is one.
    pub(in crate::package) text: String,
    /// Its bytes, in hexadecimal, where they are not UTF-8.
    pub(in crate::package) bytes: Option<String>,
}

/// Spells one component: what is not UTF-8 is read as CP932, as Japanese systems wrote it, where that gives the very same bytes
/// back; else each byte beyond ASCII becomes `%XX`. Control characters become `%XX` too.
pub(in crate::package) fn spell(name: &OsStr) -> Spelled {
    if let Some(text) = name.to_str() {
        let spelled = without_controls(text);
        let was = (spelled != text).then(|| Was { text: text.to_owned(), bytes: None });
        return Spelled { name: spelled, was };
    }
    let bytes = name.as_encoded_bytes();
    let text = from_cp932(bytes).unwrap_or_else(|| escaped(bytes));
    let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    Spelled { name: without_controls(&text), was: Some(Was { text, bytes: Some(hex) }) }
}

fn from_cp932(bytes: &[u8]) -> Option<String> {
    let (text, broken) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes);
    let (back, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
    (!broken && *back == *bytes && !text.contains('/')).then(|| text.into_owned())
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        match byte {
            b' '..=b'~' if *byte != b'%' => text.push(char::from(*byte)),
            // Writing to a String cannot fail.
            _ => drop(write!(text, "%{byte:02X}")),
        }
        text
    })
}

fn without_controls(text: &str) -> String {
    let mut buffer = [0; 4];
    text.chars().fold(String::new(), |mut spelled, c| {
        let character = c.encode_utf8(&mut buffer);
        if names::fits_manifest(character) {
            spelled.push(c);
        } else {
            for byte in character.bytes() {
                // Writing to a String cannot fail.
                let _ = write!(spelled, "%{byte:02X}");
            }
        }
        spelled
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt as _;

    fn said(bytes: &[u8]) -> (String, Option<(String, Option<String>)>) {
        let Spelled { name, was } = spell(OsStr::from_bytes(bytes));
        (name, was.map(|was| (was.text, was.bytes)))
    }

    #[test]
    fn what_is_text_stays() {
        assert_eq!(said("見本 100%.txt".as_bytes()), ("見本 100%.txt".into(), None));
    }

    #[test]
    fn cp932_is_read_as_such() {
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("見本表.txt");
        let hex = "8ca9967b955c2e747874".to_owned();
        assert_eq!(said(&bytes), ("見本表.txt".into(), Some(("見本表.txt".into(), Some(hex)))));
    }

    #[test]
    fn what_is_neither_is_escaped() {
        let was = Some(("a%FF%25.txt".into(), Some("61ff252e747874".into())));
        assert_eq!(said(b"a\xff%.txt"), ("a%FF%25.txt".into(), was));
        assert_eq!(said(b"a\nb"), ("a%0Ab".into(), Some(("a\nb".into(), None))));
    }
}
