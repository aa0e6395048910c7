//! What Typst may see: our templates, the record, fonts. No clock, no network, no packages, no other files.

use super::font::Fonts;
use std::collections::HashMap;
use std::path::PathBuf;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World, WorldExt};
use typst_kit::files::{FileLoader, FileStore};

/// The built-in templates: one per form, and what they share.
const TEMPLATES: [(&str, &str); 10] = [
    ("/lib.typ", include_str!("../templates/lib.typ")),
    ("/handover.typ", include_str!("../templates/handover.typ")),
    ("/package.typ", include_str!("../templates/package.typ")),
    ("/note.typ", include_str!("../templates/note.typ")),
    ("/certificate.typ", include_str!("../templates/certificate.typ")),
    ("/medium.typ", include_str!("../templates/medium.typ")),
    ("/batch.typ", include_str!("../templates/batch.typ")),
    ("/recheck.typ", include_str!("../templates/recheck.typ")),
    ("/intake.typ", include_str!("../templates/intake.typ")),
    ("/free.typ", include_str!("../templates/free.typ")),
];

/// The file that Typst starts from: not for replacing, it attaches the record.
const MAIN: &str = "/main.typ";

/// The files of one page.
pub(super) struct Files {
    fixed: HashMap<&'static str, Bytes>,
    templates: Option<PathBuf>,
}

impl Files {
    /// `main` and what it reads; `templates` may replace the built-in templates, nothing else.
    pub(super) fn new(
        main: String,
        data: impl IntoIterator<Item = (&'static str, Bytes)>,
        templates: Option<PathBuf>,
    ) -> Self {
        let fixed = data.into_iter().chain([(MAIN, Bytes::from_string(main))]).collect();
        Self { fixed, templates }
    }
}

impl FileLoader for Files {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        // A template cannot make azukari fetch a package.
        if !matches!(id.get().root(), VirtualRoot::Project) {
            return Err(FileError::AccessDenied);
        }
        let path = id.get().vpath();
        let name = path.get_with_slash();
        if let Some(bytes) = self.fixed.get(name) {
            return Ok(bytes.clone());
        }
        if let Some(folder) = &self.templates {
            let own = folder.join(path.get_without_slash());
            match std::fs::read(&own) {
                Ok(bytes) => return Ok(Bytes::new(bytes)),
                Err(source) if source.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(FileError::from_io(source, &own)),
            }
        }
        let built_in = TEMPLATES.iter().find(|(known, _)| *known == name);
        built_in
            .map(|(_, text)| Bytes::from_string(*text))
            .ok_or_else(|| FileError::NotFound(path.get_without_slash().into()))
    }
}

/// One page to be set.
pub(super) struct Desk<'a> {
    fonts: &'a Fonts,
    files: FileStore<Files>,
    main: FileId,
}

impl<'a> Desk<'a> {
    /// With everything in place; `None` only if the constant path of the main file were no path.
    pub(super) fn new(fonts: &'a Fonts, files: Files) -> Option<Self> {
        let main = RootedPath::new(VirtualRoot::Project, VirtualPath::new(MAIN).ok()?).intern();
        Some(Self { fonts, files: FileStore::new(files), main })
    }

    /// Diagnostics as `FILE:LINE:COLUMN: message (hint)`, for whoever writes a template.
    pub(super) fn explain(&self, diagnostics: impl IntoIterator<Item = SourceDiagnostic>) -> String {
        let line = |diagnostic: SourceDiagnostic| {
            let at = diagnostic.span.id().and_then(|id| {
                let range = self.range(diagnostic.span)?;
                let (line, column) = self.source(id).ok()?.lines().byte_to_line_column(range.start)?;
                Some(format!("{}:{}:{}: ", id.get().vpath().get_without_slash(), line + 1, column + 1))
            });
            let hints = diagnostic.hints.iter().map(|hint| format!(" ({})", hint.v));
            format!("{}{}{}", at.unwrap_or_default(), diagnostic.message, hints.collect::<String>())
        };
        diagnostics.into_iter().map(line).collect::<Vec<_>>().join("; ")
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.fonts.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    /// None: a page that knew today's date would not be the same tomorrow.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
