//! To which key of each recipient a package is sealed.
//!
//! The rule needs no decision by anybody: where every card offers a post-quantum key, those are used and nothing else; else
//! the classic ones are, for all. A package for both kinds would be no stronger than its weakest recipient, and the format
//! forbids it.

use crate::model::KeyAgreement;
use crate::sign::Card;

/// The recipient of each card, in the order of the cards.
///
/// # Errors
/// The names of those with post-quantum keys only, and of those without any, where no kind serves all.
pub(super) fn addresses(to: &[Card]) -> Result<Vec<&str>, Apart> {
    let all = |offered: fn(&Card) -> Option<&str>| to.iter().map(offered).collect::<Option<Vec<_>>>();
    all(post_quantum).or_else(|| all(classic)).ok_or_else(|| {
        let names = |offered: fn(&Card) -> Option<&str>| {
            to.iter().filter(|card| offered(card).is_none()).map(|card| card.name.clone()).collect()
        };
        Apart { only_post_quantum: names(classic), without: names(post_quantum) }
    })
}

/// Why no kind of key serves all recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Apart {
    /// Who has a post-quantum key and no other.
    pub(super) only_post_quantum: Vec<String>,
    /// Who has none.
    pub(super) without: Vec<String>,
}

fn holds(text: &str) -> bool {
    KeyAgreement::of_recipient(text).and_then(|kind| kind.is_post_quantum()) == Some(true)
}

fn post_quantum(card: &Card) -> Option<&str> {
    let own = Some(card.recipient.as_str()).filter(|text| holds(text));
    card.recipient_pq.as_deref().or(own)
}

fn classic(card: &Card) -> Option<&str> {
    Some(card.recipient.as_str()).filter(|text| !holds(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Person;
    use crate::sign::SigningKey;

    fn card(name: &str, recipient: &str, post_quantum: Option<&str>) -> Card {
        let person = Person { name: name.into(), ..Person::default() };
        let from = crate::model::Timestamp::from_unix(1_795_000_000);
        let key = SigningKey::generate().unwrap().public();
        let card = Card::new(&person, recipient, &key, from, None).unwrap();
        Card { recipient_pq: post_quantum.map(str::to_owned), ..card }
    }

    #[test]
    fn post_quantum_for_all_or_for_none() {
        let both = card("見本 一", "age1aaa", Some("age1pq1aaa"));
        let classic = card("見本 二", "age1bbb", None);
        let strong = card("見本 三", "age1pq1ccc", None);
        let hardware = card("見本 四", "age1yubikey1ddd", None);
        let to = |cards: &[&Card]| cards.iter().map(|card| (*card).clone()).collect::<Vec<_>>();
        assert_eq!(addresses(&to(&[&both])).unwrap(), ["age1pq1aaa"]);
        assert_eq!(addresses(&to(&[&both, &strong])).unwrap(), ["age1pq1aaa", "age1pq1ccc"]);
        assert_eq!(addresses(&to(&[&both, &classic])).unwrap(), ["age1aaa", "age1bbb"]);
        assert_eq!(addresses(&to(&[&both, &hardware])).unwrap(), ["age1aaa", "age1yubikey1ddd"]);
        let apart = addresses(&to(&[&both, &classic, &strong])).unwrap_err();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(apart, Apart { only_post_quantum: names(&["見本 三"]), without: names(&["見本 二"]) });
    }
}
