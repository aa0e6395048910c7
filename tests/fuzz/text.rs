//! Records, cards, signatures, lists, time-stamps: whatever is read before anything is known to be true.

use super::mutate::mutate;
use super::{corpus, hunt};
use azukari::crypt::read_mark;
use azukari::custody::list;
use azukari::document::Record;
use azukari::model::{Fault as _, FaultClass};
use azukari::render::{Format, Options, Renderer};
use azukari::sign::timestamp::{Request, Response, Stamp};
use azukari::sign::{Card, check};

/// Runs `check` over the kept inputs, then over changed ones.
fn read(name: &str, check: &dyn Fn(&[u8])) {
    let seeds = corpus(name);
    seeds.iter().for_each(|seed| check(seed));
    let mut make = |random: &mut super::Random| {
        let seed = &seeds[random.below(seeds.len())];
        let other = &seeds[random.below(seeds.len())];
        mutate(random, seed, other, false)
    };
    hunt(name, &mut make, check);
}

#[test]
fn records_are_read_and_drawn() {
    let renderer = Renderer::new(Options::default());
    read("record", &|bytes| {
        let Ok(record) = Record::from_parts(bytes.to_vec(), Vec::new()) else { return };
        for format in [Format::Html, Format::Markdown, Format::Text, Format::Csv] {
            if let Err(error) = renderer.render(&record, format) {
                assert_ne!(error.class(), FaultClass::Bug, "{error}");
            }
        }
    });
}

#[test]
fn cards_vouch_only_for_what_was_signed() {
    let made: Vec<Card> = corpus("card").iter().map(|file| Card::read(file).unwrap()).collect();
    read("card", &|bytes| {
        if let Ok(card) = Card::read(bytes) {
            assert!(made.contains(&card), "{card:?}");
        }
    });
}

#[test]
fn signatures_fit_only_what_was_signed() {
    let key = azukari::sign::SigningKey::generate().unwrap();
    let good = key.sign("receipt@azukari", b"mihon").unwrap();
    let mut make =
        |random: &mut super::Random| mutate(random, good.as_bytes(), &corpus("signature")[0], false);
    hunt("signature", &mut make, &|bytes| {
        if let Ok(signer) = check("receipt@azukari", b"mihon", bytes) {
            assert_eq!(signer, key.public());
        }
        assert!(check("receipt@azukari", b"other", bytes).is_err());
        assert!(check("note@azukari", b"mihon", bytes).is_err());
    });
}

#[test]
fn lists_name_files_or_nothing() {
    read("list", &|bytes| {
        if let Ok(entries) = list::parse(bytes) {
            for entry in entries {
                assert!(!entry.path.is_empty());
            }
        }
    });
}

#[test]
fn time_stamps_are_read_or_refused() {
    read("timestamp", &|bytes| {
        if let Ok(response) = Response::read(bytes) {
            let _ = Stamp::of(&response);
        }
        let _ = Request::read(bytes);
    });
}

#[test]
fn marks_of_volumes_are_read_or_refused() {
    let header = "age-encryption.org/v1\n-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n\
                  EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n-> azukari-volume 00112233445566778899aabbccddeeff 3 12\n\n\
                  --- gxhoSa5BciRDt8lOpYNcx4EYtKpS0CJ06F3ZwN82VaM\n";
    let mut make =
        |random: &mut super::Random| mutate(random, header.as_bytes(), b"-> azukari-volume 1 2", false);
    hunt("mark", &mut make, &|bytes| {
        let _ = read_mark(bytes);
    });
}
