//! Whom a name on the command line means.

use super::SealError;
use crate::custody::case::Case;
use crate::model::Timestamp;
use crate::sign::{Card, Keyring, Reason};
use unicode_normalization::UnicodeNormalization as _;

/// No more than so many cards are named to whoever mistyped a name.
const NAMED: usize = 5;

/// Finds the one card that `name` means: a card's short name, or a person's name. Spaces and full or half width, which nobody
/// sees on a card, make no difference unless two persons differ in nothing else.
///
/// # Errors
/// [`SealError::NoSuchPerson`], [`SealError::SeveralPersons`], [`SealError::CardNotValid`], [`SealError::Case`].
pub fn recipient(case: &Case, name: &str, at: Timestamp) -> Result<Card, SealError> {
    let keyring = case.keyring()?;
    let card = named(&keyring, name)?.clone();
    match keyring.standing(&card.signing_key, at).0 {
        Reason::Fits => Ok(card),
        reason => Err(SealError::CardNotValid { name: card.name, reason }),
    }
}

fn named<'a>(keyring: &'a Keyring, name: &str) -> Result<&'a Card, SealError> {
    let mut found = newest(keyring, |card| card.id == name || card.name == name);
    if found.is_empty() && !folded(name).is_empty() {
        found = newest(keyring, |card| folded(&card.name) == folded(name));
    }
    match found.as_slice() {
        [] => Err(SealError::NoSuchPerson { name: name.to_owned(), candidates: close_to(keyring, name) }),
        [card] => Ok(card),
        _ => Err(SealError::SeveralPersons(name.to_owned())),
    }
}

fn newest(keyring: &Keyring, wanted: impl Fn(&Card) -> bool) -> Vec<&Card> {
    let mut found: Vec<&Card> = keyring.cards().filter(|card| wanted(card)).collect();
    // A renewed card stands for the same key: the newest counts.
    // Of two with the same dates, the one that a post-quantum key was added to is the newer.
    found.sort_by_key(|card| {
        (card.id.clone(), std::cmp::Reverse(card.valid_from), card.recipient_pq.is_none())
    });
    found.dedup_by_key(|card| card.id.clone());
    found
}

/// `NAME (ORGANIZATION, SHORT NAME)` of the cards that hold a part of what was typed, or of which it is a part, the likeliest first.
fn close_to(keyring: &Keyring, name: &str) -> Vec<String> {
    let typed = folded(name);
    let mut close: Vec<_> = newest(keyring, |_| true)
        .into_iter()
        .map(|card| (likeness(card, &typed), card))
        .filter(|(likeness, _)| *likeness > 0)
        .collect();
    close.sort_by_key(|(likeness, _)| std::cmp::Reverse(*likeness));
    let shown = |card: &Card| {
        let more = [card.organization.as_str(), card.id.as_str()];
        let more = more.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        format!("{} ({more})", card.name)
    };
    close.into_iter().take(NAMED).map(|(_, card)| shown(card)).collect()
}

/// How much of what was typed is on the card; 0 for a stranger.
fn likeness(card: &Card, typed: &str) -> usize {
    if typed.is_empty() {
        return 0;
    }
    let (name, organization) = (folded(&card.name), folded(&card.organization));
    let length = |text: &str| text.chars().count();
    if name.contains(typed) || organization.contains(typed) || card.id.starts_with(typed) {
        return usize::MAX;
    }
    if !name.is_empty() && typed.contains(&name) {
        return length(&name) + 1;
    }
    // The family name, which Japanese writes first, or one letter mistyped at the end.
    let common = name.chars().zip(typed.chars()).take_while(|(a, b)| a == b).count();
    if common * 2 >= length(typed).min(length(&name)) { common } else { 0 }
}

/// Without spaces, and in one width and one case.
fn folded(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Person;
    use crate::sign::SigningKey;

    fn keyring(names: &[&str]) -> Keyring {
        let mut keyring = Keyring::new();
        for name in names {
            let (key, from) = (SigningKey::generate().unwrap(), "2026-01-01 00:00".parse().unwrap());
            let person =
                Person {
                    name: (*name).into(), organization: "株式会社見本".into(), role: String::new()
                };
            keyring.add(Card::new(&person, "age1qqqsample", &key.public(), from, None).unwrap()).unwrap();
        }
        keyring
    }

    #[test]
    fn spaces_and_width_make_no_difference_where_one_card_is_left() {
        let keyring = keyring(&["見本 太郎", "Mihon Hanako", "見本 ジロウ"]);
        for (typed, meant) in [
            ("見本太郎", "見本 太郎"),
            ("見本\u{3000}太郎", "見本 太郎"),
            ("ｍｉｈｏｎ　ｈａｎａｋｏ", "Mihon Hanako"),
            ("見本 ｼﾞﾛｳ", "見本 ジロウ"),
        ] {
            assert_eq!(named(&keyring, typed).unwrap().name, meant, "{typed}");
        }
    }

    #[test]
    fn two_who_differ_in_nothing_else_are_not_guessed_between() {
        let keyring = keyring(&["見本 太郎", "見本太郎"]);
        assert_eq!(named(&keyring, "見本太郎").unwrap().name, "見本太郎", "as it stands on the card");
        assert!(matches!(named(&keyring, "見本　太郎"), Err(SealError::SeveralPersons(_))));
    }

    #[test]
    fn who_comes_close_is_named_and_a_stranger_is_not() {
        let keyring = keyring(&["見本 太郎", "見本 花子", "別人 一郎"]);
        let candidates = |typed: &str| match named(&keyring, typed) {
            Err(SealError::NoSuchPerson { candidates, .. }) => candidates,
            other => panic!("{other:?}"),
        };
        let close = candidates("見本 次郎");
        assert_eq!(close.len(), 2, "{close:?}");
        assert!(candidates("太郎")[0].starts_with("見本 太郎 (株式会社見本, "));
        assert_eq!(candidates("株式会社見本").len(), 3);
        assert!(candidates("山田").is_empty() && candidates(" ").is_empty());
    }
}
