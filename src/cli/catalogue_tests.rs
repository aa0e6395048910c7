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

/// Every code that a message may give as a reason.
fn reason_codes() -> Vec<&'static str> {
    let mut codes = Vec::new();
    codes.extend(crate::sign::Reason::NAMES);
    codes.extend(crate::sign::timestamp::Reason::NAMES);
    codes.extend(crate::document::DocumentError::NAMES);
    codes.extend(["name-not-text"]);
    codes.extend(crate::custody::countersign::REASONS);
    codes.extend(crate::custody::verify::RECEIPT_EXCEPTIONS);
    codes
}

#[test]
fn every_reason_is_said_in_the_readers_language() {
    for lang in [Lang::Ja, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for code in reason_codes() {
            let said = catalogue.text("found-signature-bad", &crate::facts![reason = code]);
            assert!(
                !said.contains(code) || lang == Lang::En && !code.contains('-'),
                "{lang:?} {code}: {said}"
            );
            let said = catalogue.text("found-receipt-exceptions", &crate::facts![count = 1, reasons = code]);
            assert!(
                !said.contains(code) || lang == Lang::En && !code.contains('-'),
                "{lang:?} {code}: {said}"
            );
        }
    }
}

#[test]
fn what_the_system_says_is_translated_and_quoted() {
    // By number, as the system gives them (Linux, macOS).
    let mut known = vec![(2, "見つかりません"), (13, "権限"), (28, "空き容量"), (30, "書き込み禁止")];
    known.extend([(20, "フォルダーではありません"), (17, "すでにあります"), (16, "使用中")]);
    if cfg!(unix) {
        known.push((5, "読み書き"));
    }
    let ja = Catalogue::new(Lang::Ja);
    for (number, word) in known.into_iter().filter(|_| cfg!(unix)) {
        let original = std::io::Error::from_raw_os_error(number).to_string();
        let said = ja.text("err-read", &crate::facts![path = "p", reason = original]);
        assert!(said.contains(word) && said.contains(&original), "{said}");
    }
    let other =
        ja.text("err-read", &crate::facts![path = "p", reason = "stream did not contain valid UTF-8"]);
    assert!(other.contains("原文: stream"), "{other}");
    let en = Catalogue::new(Lang::En).text("err-read", &crate::facts![path = "p", reason = "out of cheese"]);
    assert_eq!(en, "cannot read p (out of cheese)");
}

#[test]
fn a_reason_that_is_a_failure_of_its_own_speaks_its_own_words() {
    use crate::model::{Fault as _, because};
    let cause = crate::sign::CardError::Field("name");
    let facts = because(crate::facts![path = "a.card.json"], &cause);
    let said = Catalogue::new(Lang::Ja).text("err-case-card", &facts);
    assert!(said.contains("カードの項目「name」が使えません") && !said.contains(cause.code()), "{said}");
}

#[test]
fn a_reason_speaks_of_its_own_place() {
    use crate::model::because;
    let cause = crate::custody::case::CaseError::Exists { path: "案件".into() };
    let facts = because(crate::facts![path = "見本.age"], &cause);
    let said = Catalogue::new(Lang::Ja).text("err-sealed-without-transit", &facts);
    assert!(said.contains("案件") && said.contains("見本.age と送付書"), "{said}");
}

#[test]
fn no_message_in_japanese_prints_a_code_as_it_is() {
    // What has a value `what` chooses its words by it, and falls back on the code only for one that it does not know.
    for part in PARTS {
        for line in part.ja.lines().filter(|line| line.contains("{ $what }") && !line.contains("原文")) {
            assert!(line.trim_start().starts_with("*[other]"), "{line}");
        }
    }
}

#[test]
fn volumes_are_spoken_of_only_where_they_were_made() {
    use crate::custody::seal::SealError;
    use crate::model::Fault as _;
    use crate::package::PackageError;
    let write = |number| {
        let source = std::io::Error::from_raw_os_error(number);
        PackageError::Write { path: "p".into(), source }
    };
    let ja = Catalogue::new(Lang::Ja);
    for number in [13, 28] {
        let said = |error: &SealError| ja.text(&format!("rec-{}", error.code()), &error.facts());
        assert!(said(&SealError::Volumes(write(number))).contains("できた分冊は残してあり"));
        assert!(!said(&write(number).into()).contains("分冊"));
    }
}

#[test]
fn damaged_settings_are_told_by_entry_or_line() {
    use crate::custody::case::Case;
    use crate::model::Fault as _;
    let folder = tempfile::tempdir().unwrap();
    for (text, parts) in [
        (&b""[..], &["必要な項目「schema」がありません。"][..]),
        (&b"language = \"ja\"\n"[..], &["必要な項目「schema」がありません。"]),
        (&b"schema = \"azukari/case/1\"\nclient ="[..], &["2 行目、原文: "]),
        (&b"schema = \"\xff\""[..], &["読み取れません（原文: "]),
    ] {
        std::fs::write(folder.path().join("azukari.toml"), text).unwrap();
        let error = Case::open(folder.path()).unwrap_err();
        let said = |lang| Catalogue::new(lang).text("err-case-settings", &error.facts());
        assert_eq!(error.code(), "case-settings");
        for part in parts {
            assert!(said(Lang::Ja).contains(part), "{}", said(Lang::Ja));
        }
        for lang in [Lang::Ja, Lang::En] {
            assert!(
                !said(lang).contains("unknown") && !said(lang).contains("missing field"),
                "{}",
                said(lang)
            );
        }
    }
}

#[test]
fn what_of_a_medium_differs_is_said_in_the_readers_language() {
    let facts = crate::facts![device = "sdb", differences = "backing-file, capacity, serial (MIHON-2)"];
    let ja = Catalogue::new(Lang::Ja).text("err-wipe-medium-changed", &facts);
    assert!(ja.contains("実体のファイル、容量、製造番号 (MIHON-2)"), "{ja}");
    let en = Catalogue::new(Lang::En).text("err-wipe-medium-changed", &facts);
    assert!(en.ends_with("backing file, capacity, serial number (MIHON-2)"), "{en}");
}
