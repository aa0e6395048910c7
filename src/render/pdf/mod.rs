//! The view as PDF/A-3, set by Typst in this process.
//!
//! Same record, same fonts, same version: same bytes. The time in the file is the record's own.

mod font;
mod geta;
mod glyph;
mod usual_places;
mod world;

#[cfg(test)]
mod tests;

use super::view::View;
use super::{FontFound, Options, RenderError, attachment, qr};
use crate::document::Record;
use crate::model::Timestamp;
use font::Fonts;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use typst::comemo;
use typst::diag::Warned;
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::{Desk, Files};

/// Minutes that Japan is ahead of UTC.
const JAPAN: i32 = 9 * 60;
/// How many records ago a cached piece of layout may have been used last.
const CACHE_AGE: usize = 2;

/// Sets pages, with fonts found once.
#[derive(Default)]
pub(super) struct Press {
    fonts: OnceLock<Option<Fonts>>,
    /// With the system's fonts too, when the first set was complete without them but lacked a character.
    more_fonts: OnceLock<Option<Fonts>>,
}

impl fmt::Debug for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Press").finish_non_exhaustive()
    }
}

impl Press {
    /// The fonts in use.
    pub(super) fn fonts(&self, options: &Options) -> Vec<FontFound> {
        self.first_fonts(options).map(|fonts| fonts.found.clone()).unwrap_or_default()
    }

    fn first_fonts(&self, options: &Options) -> Option<&Fonts> {
        self.fonts.get_or_init(|| Fonts::find(&options.font_paths, options.system_fonts, false)).as_ref()
    }

    fn all_fonts(&self, options: &Options) -> Option<&Fonts> {
        let first = self.first_fonts(options)?;
        if first.system || !options.system_fonts {
            return Some(first);
        }
        self.more_fonts.get_or_init(|| Fonts::find(&options.font_paths, true, true)).as_ref()
    }

    /// `record`, whose view is `view`, as PDF.
    ///
    /// # Errors
    /// [`RenderError::FontPath`], [`RenderError::NoFont`], [`RenderError::MissingGlyph`], [`RenderError::Template`],
    /// [`RenderError::TemplateDropsRecord`], [`RenderError::Export`].
    pub(super) fn print(
        &self,
        mut view: View,
        record: &Record,
        options: &Options,
    ) -> Result<Vec<u8>, RenderError> {
        for path in &options.font_paths {
            std::fs::metadata(path)
                .map_err(|source| RenderError::FontPath { path: path.clone(), reason: source.to_string() })?;
        }
        let mut fonts = self.first_fonts(options).ok_or(RenderError::NoFont)?;
        if glyph::check(&mut view, fonts).is_err() {
            fonts = self.all_fonts(options).ok_or(RenderError::NoFont)?;
            if options.allow_geta {
                glyph::substitute(&mut view, fonts, options.lang);
            }
            glyph::check(&mut view, fonts)?;
        }
        let pdf = set(&mut view, record, fonts, options)?;
        if options.templates.is_some() {
            let kept = attachment::attachments(&pdf)?;
            let json = kept.iter().any(|file| file.bytes == record.json);
            let signature =
                record.signature.is_empty() || kept.iter().any(|file| file.bytes == record.signature);
            if !(json && signature) {
                return Err(RenderError::TemplateDropsRecord(format!("{}.typ", view.form)));
            }
        }
        Ok(pdf)
    }
}

/// The main file: the form around nothing but the attachments, so that no template decides about those.
///
/// `narrow` are characters of half or full width that are set with the plain glyph of the same letter, since no font
/// here has them: they keep their width on the page.
fn main_file(view: &View, signed: bool, narrow: &BTreeMap<char, char>) -> String {
    let rule = |(form, letter): (&char, &char)| {
        let (form, letter) = (u32::from(*form), u32::from(*letter));
        let set = match form {
            0xff61..=0xff9f => "box(width: 0.5em, scale(x: 50%, origin: left, it))",
            _ => "box(width: 1em, align(center, it))",
        };
        format!("#show \"\\u{{{form:x}}}\": _ => {{ let it = \"\\u{{{letter:x}}}\"; {set} }}\n")
    };
    let rules: String = narrow.iter().map(rule).collect();
    let form = view.form;
    let signature = if signed {
        "#pdf.attach(view.proof.signature_name, read(\"/record.json.sig\", encoding: none), \
         relationship: \"supplement\", mime-type: \"application/octet-stream\", \
         description: view.proof.signature_label)\n"
    } else {
        ""
    };
    format!(
        "{rules}#import \"/{form}.typ\": form\n\
         #let view = json(\"/view.json\")\n\
         #show: form.with(view)\n\
         #pdf.attach(view.proof.json_name, read(\"/record.json\", encoding: none), relationship: \"source\", \
         mime-type: \"application/json\", description: view.proof.json_label)\n{signature}"
    )
}

fn set(view: &mut View, record: &Record, fonts: &Fonts, options: &Options) -> Result<Vec<u8>, RenderError> {
    let narrow = glyph::stand_ins(view, fonts);
    let json = serde_json::to_vec(&*view).map_err(|source| RenderError::Export(source.to_string()))?;
    let data = [
        ("/view.json", Bytes::new(json)),
        ("/record.json", Bytes::new(record.json.clone())),
        ("/record.json.sig", Bytes::new(record.signature.clone())),
        ("/qr.svg", Bytes::from_string(qr::svg(&view.proof.qr)?)),
    ];
    let files =
        Files::new(main_file(view, !record.signature.is_empty(), &narrow), data, options.templates.clone());
    let desk = Desk::new(fonts, files).ok_or_else(|| RenderError::Export("main file".to_owned()))?;
    let Warned { output, warnings: _ } = typst::compile::<PagedDocument>(&desk);
    let document = output.map_err(|errors| RenderError::Template(desk.explain(errors)))?;
    let pdf = typst_pdf::pdf(&document, &pdf_options(record, options)?)
        .map_err(|errors| RenderError::Export(desk.explain(errors)));
    comemo::evict(CACHE_AGE);
    pdf
}

fn pdf_options(record: &Record, options: &Options) -> Result<PdfOptions, RenderError> {
    // A city's own template may lack what accessibility (UA) demands; the archive format is never given up.
    let standards: &[PdfStandard] = match options.templates {
        None => &[PdfStandard::A_3a, PdfStandard::Ua_1],
        Some(_) => &[PdfStandard::A_3a],
    };
    let standards =
        PdfStandards::new(standards).map_err(|errors| RenderError::Export(format!("{errors:?}")))?;
    let head = &record.document.head;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("azukari/{}/{}", head.number, record.sha256())),
        creator: Smart::Custom(Some(concat!("azukari ", env!("CARGO_PKG_VERSION")).into())),
        timestamp: timestamp(head.issued_at),
        standards,
        ..PdfOptions::default()
    })
}

fn timestamp(at: Timestamp) -> Option<typst_pdf::Timestamp> {
    let (year, month, day, hour, minute, second) = at.civil();
    let small = |value: i8| u8::try_from(value).ok();
    let civil = Datetime::from_ymd_hms(
        i32::from(year),
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
    )?;
    typst_pdf::Timestamp::new_local(civil, JAPAN)
}
