//! Damaged and cut tokens: never a panic, never good unless every proven word is the same.

use super::rig::{Key, Lab, SIGNATURE};
use azukari::model::Trust;
use azukari::sign::timestamp::{Authorities, Authority, Request, Response, judge};
use proptest::prelude::*;

/// Where the token begins: what stands before it (the status) is nobody's signed word.
fn token_at(response: &[u8]) -> usize {
    let (outer, status) = (&response[..4], &response[4..]);
    assert_eq!((outer[0], status[0]), (0x30, 0x30));
    4 + 2 + usize::from(status[1])
}

#[test]
fn no_flipped_bit_is_good() {
    let test = "no_flipped_bit_is_good";
    for key in [Key::Rsa, Key::P256] {
        let Some(lab) = Lab::with_tsa(test, key) else { return };
        let response = lab.response();
        let authorities = lab.authorities(&["root"]);
        let whole = judge(SIGNATURE, &response, &authorities);
        assert_eq!(whole.trust, Trust::Good);
        let token = token_at(&response);
        let mut bad = 0;
        for at in 0..response.len() {
            for bit in 0..8 {
                let mut flipped = response.clone();
                flipped[at] ^= 1 << bit;
                let judged = judge(SIGNATURE, &flipped, &authorities);
                if judged.trust == Trust::Good {
                    assert!(at < token, "{key:?}: bit {bit} of byte {at}");
                    assert_eq!(judged, whole, "{key:?}: bit {bit} of byte {at}");
                }
                bad += usize::from(judged.trust == Trust::Bad);
            }
        }
        // Unknown is left to names of algorithms and certificates that no longer say anything.
        assert!(bad * 100 > response.len() * 8 * 80, "{key:?}: {bad} of {}", response.len() * 8);
    }
}

#[test]
fn no_cut_or_doubled_token_is_good() {
    let Some(lab) = Lab::with_tsa("no_cut_or_doubled_token_is_good", Key::P256) else { return };
    let response = lab.response();
    let authorities = lab.authorities(&["root"]);
    for length in 0..response.len() {
        assert_eq!(judge(SIGNATURE, &response[..length], &authorities).trust, Trust::Bad, "{length}");
    }
    for more in [&[0][..], &response] {
        let longer = [response.as_slice(), more].concat();
        assert_eq!(judge(SIGNATURE, &longer, &authorities).trust, Trust::Bad);
    }
}

#[test]
fn no_spliced_token_is_good() {
    let Some(lab) = Lab::with_tsa("no_spliced_token_is_good", Key::P256) else { return };
    let response = lab.response();
    let authorities = lab.authorities(&["root"]);
    let whole = judge(SIGNATURE, &response, &authorities);
    let token = token_at(&response);
    let strategy = (token..response.len(), 1..64_usize, prop::collection::vec(any::<u8>(), 0..64));
    proptest!(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() }, |((at, cut, put) in strategy)| {
        let end = (at + cut).min(response.len());
        let mut spliced = response.clone();
        spliced.splice(at..end, put);
        let judged = judge(SIGNATURE, &spliced, &authorities);
        prop_assert!(spliced == response || judged.trust != Trust::Good, "{judged:?} {whole:?}");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    /// Whatever comes, it is judged: nothing panics, and nothing is good without an authority.
    #[test]
    fn anything_is_judged(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        prop_assert_eq!(judge(SIGNATURE, &bytes, &Authorities::new()).trust, Trust::Bad);
        prop_assert!(Response::read(&bytes).is_err());
        prop_assert!(Request::read(&bytes).is_err());
        prop_assert!(Authority::read_all(&bytes).is_err());
    }

    /// Nested lengths that lie.
    #[test]
    fn lying_lengths_are_judged(tags in prop::collection::vec((any::<u8>(), any::<u16>()), 1..64)) {
        let bytes: Vec<u8> = tags
            .iter()
            .flat_map(|(tag, length)| [*tag | 0x20, 0x82].into_iter().chain(length.to_be_bytes()))
            .collect();
        prop_assert_eq!(judge(SIGNATURE, &bytes, &Authorities::new()).trust, Trust::Bad);
        prop_assert!(Request::read(&bytes).is_err());
    }
}
