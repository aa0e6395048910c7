//! A stanza that lets a reader without the right key tell "not for you" from "altered on the way".
//!
//! age's header MAC is keyed by the file key, so to everybody else a flipped bit in a recipient stanza looks like a
//! key that does not fit. We add one stanza, `azukari-check`, whose body is the SHA-256 of every stanza before it as
//! written. Other age programs ignore unknown stanzas, as the specification tells them to. It is a plain checksum:
//! it guards against accidents; against attackers the MAC does.

use age_core::format::Stanza;
use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};
use ring::digest::{Context, SHA256};

const TAG: &str = "azukari-check";

/// The check stanza over `stanzas`.
pub(super) fn over(stanzas: &[u8]) -> Stanza {
    let mut context = Context::new(&SHA256);
    context.update(stanzas);
    Stanza { tag: TAG.to_owned(), args: Vec::new(), body: context.finish().as_ref().to_vec() }
}

/// A stanza as the header prints it (C2SP `age.md`): arguments, then base64 in lines of 64, the last one shorter.
pub(super) fn print(stanza: &Stanza) -> String {
    let mut text = format!("-> {}", stanza.tag);
    for arg in &stanza.args {
        text.push(' ');
        text.push_str(arg);
    }
    text.push('\n');
    let body = BASE64_STANDARD_NO_PAD.encode(&stanza.body);
    let mut rest = body.as_str();
    while rest.len() >= 64 {
        let (line, tail) = rest.split_at(64);
        text.push_str(line);
        text.push('\n');
        rest = tail;
    }
    text.push_str(rest);
    text.push('\n');
    text
}

/// Whether the check stanza in `header` (which begins at the version line) fits; `None` when there is none.
pub(super) fn fits(header: &[u8]) -> Option<bool> {
    let stanzas = header.iter().position(|byte| *byte == b'\n').map(|end| &header[end + 1..])?;
    let mark = format!("-> {TAG}\n");
    let at = stanzas.windows(mark.len()).position(|window| window == mark.as_bytes())?;
    let body = &stanzas[at + mark.len()..];
    let end = body.iter().position(|byte| *byte == b'\n')?;
    Some(BASE64_STANDARD_NO_PAD.decode(&body[..end]).is_ok_and(|found| found == over(&stanzas[..at]).body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flip_anywhere_before_it_shows() {
        let first = Stanza { tag: "X25519".into(), args: vec!["abc".into()], body: vec![9; 48] };
        let stanzas = print(&first);
        let header = format!("age-encryption.org/v1\n{stanzas}{}--- mac\n", print(&over(stanzas.as_bytes())));
        assert_eq!(fits(header.as_bytes()), Some(true));
        for at in 22..22 + stanzas.len() {
            let mut flipped = header.clone().into_bytes();
            flipped[at] ^= 1;
            assert_eq!(fits(&flipped), Some(false), "byte {at}");
        }
        assert_eq!(fits(b"age-encryption.org/v1\n-> X25519 a\nb\n--- c\n"), None);
    }
}
