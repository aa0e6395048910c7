//! The tour, and its documents before the stock programs: what a clerk without azukari would do.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod rig; // one tour for all tests
mod signatures; // ssh-keygen, sha256sum, and VERIFY.txt word by word
mod tour; // the tour itself: complete, quick, and telling the truth

#[cfg(feature = "pdf")]
mod pdf; // pdfdetach, pdftotext, pdffonts, qpdf, zbarimg
