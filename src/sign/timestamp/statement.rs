//! What an authority says (`TSTInfo`, RFC 3161 §2.4.2): these bytes existed at that moment.

use super::asn1::{Fields, context, each, hex, sequence};
use super::imprint::Imprint;
use super::reason::Reason;
use crate::model::Timestamp;
use der::asn1::{AnyRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{Tag, TagNumber, Tagged as _};

/// No authority needs more extensions.
const MOST_EXTENSIONS: usize = 16;

/// A statement, not yet proven to be anybody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) policy: ObjectIdentifier,
    pub(super) imprint: Imprint,
    /// In hexadecimal.
    pub(super) serial: String,
    pub(super) at: Timestamp,
    /// How far `at` may be off, in microseconds, if it says so.
    pub(super) accuracy: Option<u64>,
    pub(super) nonce: Option<Vec<u8>>,
}

impl Statement {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Reason> {
        let mut fields = sequence(bytes)?;
        if fields.next::<u8>()? != 1 {
            return Err(Reason::Malformed);
        }
        let policy = fields.next()?;
        let imprint = Imprint::read(fields.next()?)?;
        let serial = hex(fields.next::<IntRef<'_>>()?.as_bytes());
        let at = moment(fields.next()?)?;
        let accuracy = fields.optional(Tag::Sequence)?.map(accuracy).transpose()?;
        fields.optional::<bool>(Tag::Boolean)?;
        let nonce = fields.optional::<IntRef<'_>>(Tag::Integer)?.map(|nonce| nonce.as_bytes().to_vec());
        // A name that the authority gives itself; its certificate says better who it is.
        fields.optional::<AnyRef<'_>>(context(TagNumber::N0))?;
        if let Some(extensions) = fields.optional(context(TagNumber::N1))? {
            for extension in each(extensions, context(TagNumber::N1), MOST_EXTENSIONS)? {
                refuse_critical(extension)?;
            }
        }
        fields.end()?;
        Ok(Self { policy, imprint, serial, at, accuracy, nonce })
    }
}

/// A critical extension changes the meaning of the statement in a way that is not known here.
fn refuse_critical(extension: &[u8]) -> Result<(), Reason> {
    let mut fields = sequence(extension)?;
    let name: ObjectIdentifier = fields.next()?;
    let critical = fields.optional::<bool>(Tag::Boolean)?.unwrap_or(false);
    fields.next::<OctetStringRef<'_>>()?;
    fields.end()?;
    if critical { Err(Reason::UnsupportedAlgorithm { found: name.to_string() }) } else { Ok(()) }
}

/// `GeneralizedTime` in the form of RFC 3161: `YYYYMMDDhhmmss[.f…]Z`. Parts of a second are cut off.
fn moment(element: AnyRef<'_>) -> Result<Timestamp, Reason> {
    if element.tag() != Tag::GeneralizedTime {
        return Err(Reason::Malformed);
    }
    let text = std::str::from_utf8(element.value()).map_err(|_| Reason::Malformed)?;
    let digits = text.strip_suffix('Z').ok_or(Reason::Malformed)?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "1"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // DER: no empty part, and none that ends in 0.
    if whole.len() != 14 || !all_digits(whole) || !all_digits(part) || part.ends_with('0') {
        return Err(Reason::Malformed);
    }
    let [date, time] = [&whole[..8], &whole[8..]];
    let civil = format!(
        "{}-{}-{}T{}:{}:{}Z",
        &date[..4],
        &date[4..6],
        &date[6..],
        &time[..2],
        &time[2..4],
        &time[4..]
    );
    civil.parse().map_err(|_| Reason::Malformed)
}

/// Accuracy, in microseconds.
fn accuracy(element: AnyRef<'_>) -> Result<u64, Reason> {
    let mut fields = Fields::of(element, Tag::Sequence)?;
    let seconds = fields.optional::<u32>(Tag::Integer)?.unwrap_or(0);
    let part = |number| Tag::ContextSpecific { constructed: false, number };
    let mut thousandths = |number| -> Result<u64, Reason> {
        let Some(element) = fields.optional::<AnyRef<'_>>(part(number))? else { return Ok(0) };
        // IMPLICIT: the value of an INTEGER under another tag.
        let value =
            u16::try_from(AnyRef::new(Tag::Integer, element.value())?).map_err(|_| Reason::Malformed)?;
        if (1..=999).contains(&value) { Ok(u64::from(value)) } else { Err(Reason::Malformed) }
    };
    let (millis, micros) = (thousandths(TagNumber::N0)?, thousandths(TagNumber::N1)?);
    fields.end()?;
    Ok(u64::from(seconds) * 1_000_000 + millis * 1_000 + micros)
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::Decode as _;

    fn at(text: &str) -> Result<String, Reason> {
        moment(AnyRef::new(Tag::GeneralizedTime, text.as_bytes()).unwrap()).map(|at| at.to_string())
    }

    #[test]
    fn moments_with_and_without_parts_of_a_second() {
        assert_eq!(at("20261122013000Z").unwrap(), "2026-11-22T10:30:00+09:00");
        assert_eq!(at("20261122013000.125Z").unwrap(), "2026-11-22T10:30:00+09:00");
        let odd = [
            "20261122013000",
            "20261122013000.Z",
            "20261122013000.10Z",
            "20261322013000Z",
            "",
            "Z",
            "２０２６Z",
        ];
        for odd in odd.into_iter().chain(["20261122013060+0900", "+0261122013000Z", "20261122 13000Z"]) {
            assert_eq!(at(odd), Err(Reason::Malformed), "{odd}");
        }
    }

    #[test]
    fn accuracy_adds_up() {
        let of = |bytes: &[u8]| accuracy(AnyRef::from_der(bytes).unwrap());
        assert_eq!(of(&[0x30, 3, 2, 1, 1]).unwrap(), 1_000_000);
        assert_eq!(of(&[0x30, 10, 2, 1, 1, 0x80, 2, 1, 0xf4, 0x81, 1, 100]).unwrap(), 1_500_100);
        assert_eq!(of(&[0x30, 0]).unwrap(), 0);
        assert_eq!(of(&[0x30, 3, 0x80, 1, 0]), Err(Reason::Malformed));
        assert_eq!(of(&[0x30, 4, 0x80, 2, 3, 0xe8]), Err(Reason::Malformed));
    }
}
