# Rendering documents
err-render-format = There is no output format "{ $format }".
rec-render-format = Choose pdf, html, md, txt or csv.

err-render-pdf-not-built = This azukari cannot handle PDF: it was built without that feature.
rec-render-pdf-not-built = Use --format html, or an azukari built with PDF.

err-render-no-font = No Japanese font for the PDF was found.
rec-render-no-font = Install one (on Debian and Ubuntu: fonts-morisawa-bizud-mincho and fonts-morisawa-bizud-gothic), name a font file with --font-path, or use --format html.

err-render-font-path = The font path "{ $path }" cannot be read ({ $reason }).
rec-render-font-path = Give --font-path a font file (.ttf, .otf, .ttc) or a folder of them.

err-render-missing-glyph = No font shows the character "{ $character }" ({ $code }) of "{ $value }" in "{ $place }".
rec-render-missing-glyph = Install a font that has it (on Debian and Ubuntu: fonts-noto-cjk) or name one with --font-path. With --allow-geta, 〓 stands in and a footnote gives the code point.

err-render-template = A document template has a mistake: { $reason }
rec-render-template = Correct the line named above. Without --templates, the standard form is used.

err-render-template-drops-record = The template "{ $template }" does not place the body, which carries the attached record.
rec-render-template-drops-record = Put body at the end of the template's form.

err-render-export = The PDF could not be written: { $reason }
rec-render-export = --format html works without it. Please report this with azukari's version and the document number.

err-render-contradiction = Record { $number } claims { $claim }, but also says { $against }. A record that contradicts itself is not put on paper.
rec-render-contradiction = Check with azukari verify whether it was changed after it was made, and ask its issuer.

err-render-qr = The document number is too long for the QR code.
rec-render-qr = Check that the record was made by azukari.

err-render-not-pdf = This cannot be read as a PDF: it is damaged, or something else.
rec-render-not-pdf = Ask whoever gave it to you for the file again.

err-render-pdf-encrypted = This PDF is encrypted or locked with a password.
rec-render-pdf-encrypted = Ask for a PDF without a password, or for the JSON and signature files.

err-render-attachment = The attachment "{ $name }" cannot be taken out of the PDF ({ $reason }).
rec-render-attachment = The PDF may have been rewritten. Ask for the JSON and signature files and check those.

err-render-no-record = No azukari record is attached to this PDF.
rec-render-no-record = Printing to PDF again loses attachments. Ask for the original PDF, or for the JSON and signature files.

err-render-several-records = This PDF has { $count } records attached, so which one the page shows cannot be told.
rec-render-several-records = Ask the issuer for the original PDF.

err-render-record = The record attached to the PDF cannot be read ({ $reason }).
rec-render-record = It may come from a newer azukari: update azukari, or ask the issuer.
