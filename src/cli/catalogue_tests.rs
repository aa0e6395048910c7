//! The two languages stay in step.

use super::*;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// Every `id` and `id.attribute` with the variables in its text.
pub(crate) fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for part in PARTS {
        let text = if lang == Lang::Ja { part.ja } else { part.en };
        let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| {
            panic!("{lang:?}: {errors:?} in {}", text.chars().take(200).collect::<String>())
        });
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            if let Some(pattern) = &message.value {
                assert!(found.insert(id.clone(), variables(pattern)).is_none(), "{lang:?}: {id} twice");
            }
            for attribute in &message.attributes {
                let id = format!("{id}.{}", attribute.id.name);
                assert!(
                    found.insert(id.clone(), variables(&attribute.value)).is_none(),
                    "{lang:?}: {id} twice"
                );
            }
        }
    }
    found
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    fn inline(expression: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            InlineExpression::VariableReference { id } => {
                found.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => outer(expression, found),
            _ => {}
        }
    }
    fn outer(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            Expression::Inline(expression) => inline(expression, found),
            Expression::Select { selector, variants } => {
                inline(selector, found);
                for variant in variants {
                    found.extend(variables(&variant.value));
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            outer(expression, &mut found);
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_things_with_the_same_values() {
    let (ja, en) = (messages(Lang::Ja), messages(Lang::En));
    for (id, variables) in &ja {
        assert_eq!(Some(variables), en.get(id), "{id}: Japanese first, English second");
    }
    for id in en.keys() {
        assert!(ja.contains_key(id), "{id} is missing in Japanese");
    }
}

#[test]
fn every_failure_says_what_and_what_next() {
    let ids = messages(Lang::Ja);
    for id in ids.keys().filter(|id| !id.contains('.')) {
        if let Some(code) = id.strip_prefix("err-") {
            assert!(ids.contains_key(&format!("rec-{code}")), "{id} has no rec-{code}");
        }
        if let Some(code) = id.strip_prefix("rec-") {
            assert!(ids.contains_key(&format!("err-{code}")), "{id} has no err-{code}");
        }
    }
}

#[test]
fn hostile_values_cannot_move_the_cursor() {
    let catalogue = Catalogue::new(Lang::En);
    let said = catalogue.text("err-read", &crate::facts![path = "a\u{1b}[2Jb", reason = "x\ny"]);
    assert_eq!(said, "cannot read a\\u{1b}[2Jb (x\\u{a}y)");
}

#[test]
fn a_missing_message_is_shown_not_swallowed() {
    let catalogue = Catalogue::new(Lang::Ja);
    assert_eq!(catalogue.text("no-such-message", &crate::facts![path = "p"]), "no-such-message path=p");
}
