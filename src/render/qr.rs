//! QR codes as SVG paths: sharp at any size, and the same in PDF and html.

use super::RenderError;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Modules of white around the code (ISO/IEC 18004: four).
const QUIET: i32 = 4;

/// `text` as an SVG image of level M, which still reads from a creased or 200 dpi copy.
///
/// # Errors
/// [`RenderError::Qr`] for a text that fits no code.
pub(super) fn svg(text: &str) -> Result<String, RenderError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| RenderError::Qr)?;
    let (modules, size) = (code.size(), code.size() + 2 * QUIET);
    let mut path = String::new();
    for y in 0..modules {
        let mut x = 0;
        while x < modules {
            let run = (x..modules).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run).map_err(|_| RenderError::Qr)?;
            if run > 0 {
                // Runs, not modules: neighbouring squares would leave hair lines between them when scaled.
                write!(path, "M{},{}h{run}v1h-{run}z", x + QUIET, y + QUIET).map_err(|_| RenderError::Qr)?;
            }
            x += run.max(1);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\">\
         <path fill=\"#fff\" d=\"M0,0h{size}v{size}h-{size}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_overlong_text_is_an_error_not_a_panic() {
        assert!(super::svg("azukari:1:R-2026-0001:sha256:00").unwrap().starts_with("<svg"));
        assert!(super::svg(&"x".repeat(10_000)).is_err());
    }
}
