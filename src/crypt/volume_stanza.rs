//! A stanza that says which volume of which package a file is, for whoever has no key yet.
//!
//! `azukari-volume PACKAGE NUMBER COUNT`, without a body. Other age programs ignore unknown stanzas. The header's MAC
//! covers it, so that it cannot be changed unnoticed by whoever has the key; and a file that claims to be another volume
//! than it is fails at its first byte, because every volume goes on where the one before it ends.

use age_core::format::Stanza;

const TAG: &str = "azukari-volume";

/// Which volume a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeMark {
    /// The package's id.
    pub package: String,
    /// 1 for the first volume; 0 for the file that holds the key of all.
    pub number: u32,
    /// How many volumes there are.
    pub count: u32,
}

/// The stanza of a mark.
pub(super) fn stanza(mark: &VolumeMark) -> Stanza {
    let args = vec![mark.package.clone(), mark.number.to_string(), mark.count.to_string()];
    Stanza { tag: TAG.to_owned(), args, body: Vec::new() }
}

/// The mark in a header that begins at the version line.
pub(super) fn of_header(header: &[u8]) -> Option<VolumeMark> {
    let lines = header.split(|byte| *byte == b'\n').take_while(|line| !line.starts_with(b"---"));
    let line = lines
        .filter_map(|line| std::str::from_utf8(line).ok())
        .find_map(|line| line.strip_prefix("-> ")?.strip_prefix(TAG)?.strip_prefix(' '))?;
    let mut words = line.split(' ');
    let package = words.next()?.to_owned();
    let mut number = || canonical(words.next()?);
    let (number, count) = (number()?, number()?);
    words.next().is_none().then_some(VolumeMark { package, number, count })
}

/// Digits as [`stanza`] writes them: one mark, one spelling.
fn canonical(digits: &str) -> Option<u32> {
    digits.parse().ok().filter(|number: &u32| number.to_string() == digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_and_nothing_else_is_one() {
        let mark = VolumeMark { package: "ab".repeat(16), number: 3, count: 12 };
        let stanza = super::super::check_stanza::print(&stanza(&mark));
        let header = format!("age-encryption.org/v1\n-> X25519 abc\nabc\n{stanza}--- mac\n");
        assert_eq!(of_header(header.as_bytes()), Some(mark));
        for other in [
            "-> azukari-volume",
            "-> azukari-volume a 1",
            "-> azukari-volume a x 2",
            "-> azukari-volumes a 1 2",
            "-> azukari-volume a 01 2",
            "-> azukari-volume a +1 2",
            "-> azukari-volume a 1 2 3",
            "-> azukari-volume a 1 2 ",
        ] {
            assert_eq!(of_header(format!("age-encryption.org/v1\n{other}\n\n--- mac\n").as_bytes()), None);
        }
        assert_eq!(of_header(b"age-encryption.org/v1\n--- -> azukari-volume a 1 2\n"), None);
    }
}
