//! Characters that no font can show: found before the page is set, and named with the field they stand in.
//!
//! A name with a hole in it is another name, so nothing is ever left out: either the page is refused, or, on request,
//! 〓 stands in (the printers' mark for a missing type) and a footnote gives the code point.

use super::super::RenderError;
use super::super::view::View;
use super::font::Fonts;
use crate::model::Lang;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// 〓, the geta.
pub(super) const GETA: char = '〓';

/// The first character that `fonts` cannot show, as an error naming its place.
///
/// # Errors
/// [`RenderError::MissingGlyph`].
pub(super) fn check(view: &mut View, fonts: &Fonts) -> Result<(), RenderError> {
    let mut missing = None;
    view.visit(&mut |place, text| {
        if missing.is_none()
            && let Some(character) = text.nfc().find(|c| !can_show(fonts, *c))
        {
            missing = Some(RenderError::MissingGlyph {
                character,
                code: code_point(character),
                place: place.to_owned(),
                value: text.clone(),
            });
        }
    });
    missing.map_or(Ok(()), Err)
}

/// Puts 〓 for every character that `fonts` cannot show, and footnotes that name them.
pub(super) fn substitute(view: &mut View, fonts: &Fonts, lang: Lang) {
    let mut missing = BTreeSet::new();
    view.visit(&mut |_, text| {
        // Composed first: a decomposed が has no glyph of its own for the second half, but the two together do.
        if text.nfc().all(|c| can_show(fonts, c)) {
            return;
        }
        let shown = |c: char| if can_show(fonts, c) { c } else { GETA };
        let composed: String = text.nfc().collect();
        missing.extend(composed.chars().filter(|c| !can_show(fonts, *c)));
        *text = composed.chars().map(shown).collect();
    });
    if missing.is_empty() {
        return;
    }
    let codes: Vec<String> = missing.into_iter().map(code_point).collect();
    view.footnotes.push(match lang {
        Lang::Ja => format!("{GETA}は、この紙面の書体にない文字を示す：{}", codes.join("、")),
        Lang::En => {
            format!("{GETA} stands for a character that the fonts of this page lack: {}", codes.join(", "))
        }
    });
}

/// `U+20BB7`.
fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

fn can_show(fonts: &Fonts, c: char) -> bool {
    match c {
        // Gaiji: a shape that only the machine it was drawn on knows.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => false,
        // Variation selectors choose among the shapes of the character before them; without the shape, its plain form shows.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => true,
        _ => fonts.show(c) || stand_in(c).is_some_and(|plain| fonts.show(plain)),
    }
}

/// The letter that a full-width or half-width form is a form of (＋ → +, ｶ → カ): the same character but for its width.
fn stand_in(c: char) -> Option<char> {
    let by_width = matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{ff61}'..='\u{ff9d}' | '\u{ffe0}'..='\u{ffe6}');
    let mut plain = std::iter::once(c).nfkc();
    let first = plain.next().filter(|plain| by_width && *plain != c)?;
    plain.next().is_none().then_some(first)
}

/// Which characters of the page have no glyph but one of another width.
pub(super) fn stand_ins(view: &mut View, fonts: &Fonts) -> BTreeMap<char, char> {
    let mut found = BTreeMap::new();
    view.visit(&mut |_, text| {
        let missing = text.chars().filter(|c| !fonts.show(*c));
        found.extend(missing.filter_map(|c| Some((c, stand_in(c)?))));
    });
    found
}
