//! Which fonts the pages are set in: the user's own first, then the system's 明朝 and ゴシック, then the built-in one.

use super::super::FontFound;
use super::geta;
use super::usual_places::UsualPlaces;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use typst::foundations::{Bytes, Dict, IntoValue};
use typst::text::{Font, FontInfo};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_kit::fonts::{self, FontPath, FontSource, FontStore};

/// 明朝 families, best first: UD fonts that come with Windows, then the other systems' own. Beside each, how the names of its files
/// begin ([`UsualPlaces`]).
const MINCHO: &[(&str, &str)] = &[
    ("BIZ UDMincho", "bizudmincho"),
    ("BIZ UDPMincho", "bizudpmincho"),
    ("Yu Mincho", "yumin"),
    ("MS Mincho", "msmincho"),
    ("Hiragino Mincho ProN", "ヒラギノ明朝pron"),
    ("IPAexMincho", "ipaexm"),
    ("Noto Serif CJK JP", "notoserifcjk"),
    ("Noto Serif JP", "notoserifjp"),
    ("IPAMincho", "ipam"),
    ("TakaoMincho", "takaomincho"),
];

/// ゴシック families, best first.
const GOTHIC: &[(&str, &str)] = &[
    ("BIZ UDGothic", "bizudgothic"),
    ("BIZ UDPGothic", "bizudpgothic"),
    ("Yu Gothic", "yugoth"),
    ("MS Gothic", "msgothic"),
    ("Meiryo", "meiryo"),
    ("Hiragino Sans", "ヒラギノ角ゴシック"),
    ("Hiragino Kaku Gothic ProN", "ヒラギノ角ゴpron"),
    ("IPAexGothic", "ipaexg"),
    ("Noto Sans CJK JP", "notosanscjk"),
    ("Noto Sans JP", "notosansjp"),
    ("IPAGothic", "ipag"),
    ("TakaoGothic", "takaogothic"),
];

/// A font is Japanese if it has these.
const PROBE: [char; 3] = ['預', 'り', '証'];

/// Where the built-in font comes from, as `doctor` prints it.
const BUILT_IN: &str = "built-in";

/// The fonts of one renderer, and the Typst library that knows their names.
pub(super) struct Fonts {
    pub(super) store: FontStore,
    pub(super) library: LazyHash<Library>,
    pub(super) found: Vec<FontFound>,
    /// Whether the system's fonts are among them.
    pub(super) system: bool,
    /// Which characters some font has; asking every font takes long.
    known: Mutex<HashMap<char, bool>>,
}

impl Fonts {
    /// Looks in `paths`; among the system's fonts if `system` is true: where `paths` do not fill both roles, by the names of their files,
    /// and through all of them if `thorough` (a character was missing) or if there is nothing else; and in the program itself.
    ///
    /// `None` if there is no Japanese font in any of them.
    pub(super) fn find(paths: &[PathBuf], system: bool, thorough: bool) -> Option<Self> {
        let mut shelf = Shelf::default();
        for path in paths {
            shelf.add_path(path);
        }
        let own = shelf.sources.len();
        let filled = shelf.pick(MINCHO, own, true).is_some() && shelf.pick(GOTHIC, own, false).is_some();
        if system && !filled {
            let places = UsualPlaces::list();
            shelf.add_best(MINCHO, &places);
            shelf.add_best(GOTHIC, &places);
        }
        let nothing = |shelf: &Shelf| {
            cfg!(not(azukari_builtin_font))
                && shelf.pick(MINCHO, own, true).or_else(|| shelf.pick(GOTHIC, own, false)).is_none()
        };
        let scan = system && (thorough || nothing(&shelf));
        if scan {
            for (font, info) in fonts::system() {
                let path = font.path.display().to_string();
                shelf.add(path, font, info);
            }
        }
        let mincho = shelf.pick(MINCHO, own, true);
        let gothic = shelf.pick(GOTHIC, own, false);
        let built_in = shelf.add_built_in();
        shelf.add_bytes(BUILT_IN, Bytes::new(geta::font()));
        // The built-in font is a gothic: it serves for labels before a 明朝 does, and for the body only when alone.
        let (mincho, gothic) = (mincho.or(gothic).or(built_in)?, gothic.or(built_in).or(mincho)?);
        let found = vec![shelf.found(mincho, "mincho")?, shelf.found(gothic, "gothic")?];
        let mut inputs = Dict::new();
        for font in &found {
            inputs.insert(font.role.into(), font.family.as_str().into_value());
        }
        let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
        Some(Self { store: shelf.store, library, found, system: scan, known: Mutex::default() })
    }

    /// Whether any of the fonts can show `c`.
    pub(super) fn show(&self, c: char) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry(c).or_insert_with(|| {
            let book = self.store.book();
            (0..).map_while(|index| book.info(index)).any(|info| info.coverage.contains(u32::from(c)))
        })
    }
}

/// The font store, with the origin of each font.
#[derive(Default)]
struct Shelf {
    store: FontStore,
    sources: Vec<String>,
}

impl Shelf {
    fn add(&mut self, source: String, font: impl FontSource, info: FontInfo) {
        self.store.push((font, info));
        self.sources.push(source);
    }

    fn add_path(&mut self, path: &Path) {
        if path.is_dir() {
            for (font, info) in fonts::scan(path) {
                let source = font.path.display().to_string();
                self.add(source, font, info);
            }
        } else if let Ok(bytes) = std::fs::read(path) {
            self.add_bytes(&path.display().to_string(), Bytes::new(bytes));
        }
    }

    /// Adds the best family of `families` that there is.
    fn add_best(&mut self, families: &[(&str, &str)], places: &UsualPlaces) {
        for (family, start) in families {
            for path in places.beginning(start) {
                self.add_file(path);
            }
            if self.store.book().select_family(&family.to_lowercase()).next().is_some() {
                return;
            }
        }
    }

    /// Adds a font file, to be read again when it is used: some hold a hundred megabytes of styles that nobody asks for.
    fn add_file(&mut self, path: &Path) {
        let Ok(bytes) = std::fs::read(path) else { return };
        // What is beyond the last of a collection is none; the largest that are handed out hold some fifty.
        for index in 0..256 {
            let Some(info) = FontInfo::new(&bytes, index) else { continue };
            self.add(path.display().to_string(), FontPath { path: path.to_owned(), index }, info);
        }
    }

    fn add_bytes(&mut self, source: &str, bytes: Bytes) -> Option<usize> {
        let first = self.sources.len();
        for font in Font::iter(bytes) {
            let info = font.info().clone();
            self.add(source.to_owned(), font, info);
        }
        (self.sources.len() > first).then_some(first)
    }

    #[cfg(azukari_builtin_font)]
    fn add_built_in(&mut self) -> Option<usize> {
        let bytes: &'static [u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin-font.ttf"));
        self.add_bytes(BUILT_IN, Bytes::new(bytes))
    }

    #[cfg(not(azukari_builtin_font))]
    #[expect(clippy::unused_self, reason = "same signature as with the font")]
    fn add_built_in(&mut self) -> Option<usize> {
        None
    }

    /// The font for a role: one of the user's own (the first `own`) before any of the system's.
    fn pick(&self, families: &[(&str, &str)], own: usize, mincho: bool) -> Option<usize> {
        let book = self.store.book();
        let index = |(family, _): &(&str, &str)| book.select_family(&family.to_lowercase()).min();
        let named: Vec<usize> = families.iter().filter_map(index).collect();
        let of_user = named.iter().copied().find(|index| *index < own);
        let by_name = || {
            (0..own).find(|index| {
                book.info(*index).is_some_and(|info| is_japanese(info) && is_mincho(&info.family) == mincho)
            })
        };
        of_user.or_else(by_name).or_else(|| named.first().copied())
    }

    fn found(&self, index: usize, role: &'static str) -> Option<FontFound> {
        let family = self.store.book().info(index)?.family.clone();
        Some(FontFound { family, role, source: self.sources.get(index)?.clone() })
    }
}

fn is_japanese(info: &FontInfo) -> bool {
    PROBE.into_iter().all(|c| info.coverage.contains(u32::from(c)))
}

fn is_mincho(family: &str) -> bool {
    let family = family.to_lowercase();
    ["mincho", "ming", "serif", "明朝"].iter().any(|word| family.contains(word)) && !family.contains("sans")
}
