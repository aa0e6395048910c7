//! Where a signature, its request and its response are.

use super::error::TimestampError;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// How every signature of azukari begins (OpenSSH, `PROTOCOL.sshsig`).
const SIGNATURE_BEGIN: &[u8] = b"-----BEGIN SSH SIGNATURE-----";
/// A signature takes some hundred bytes; larger files are none.
const MAX_SIGNATURE_BYTES: u64 = 16 << 10;

/// The signature that a path means: itself, that of the record, or that which a request or response lies beside.
#[must_use]
pub fn signature_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".sig.tsr") || name.ends_with(".sig.tsq") {
        return path.with_extension("");
    }
    if name.ends_with(".sig") { path.to_owned() } else { with(path, ".sig") }
}

/// Where the response for a signature is kept.
#[must_use]
pub fn response_beside(signature: &Path) -> PathBuf {
    with(signature, ".tsr")
}

/// Where the request for a signature is kept.
pub(super) fn request_beside(signature: &Path) -> PathBuf {
    with(signature, ".tsq")
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The signature in a file; `None` if there is none, or something else.
pub(super) fn read_signature(path: &Path) -> Result<Option<Vec<u8>>, TimestampError> {
    let bytes = read_at_most(path, MAX_SIGNATURE_BYTES)?;
    Ok(bytes.filter(|bytes| bytes.starts_with(SIGNATURE_BEGIN) && bytes.len() as u64 <= MAX_SIGNATURE_BYTES))
}

/// A file, cut off soon after `most` bytes so that a giant is not read; `None` if it is not there.
pub(super) fn read_at_most(path: &Path, most: u64) -> Result<Option<Vec<u8>>, TimestampError> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(TimestampError::read(path)(source)),
    };
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(TimestampError::read(path))?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_means_a_signature() {
        for path in ["a/R-1.json", "a/R-1.json.sig", "a/R-1.json.sig.tsr", "a/R-1.json.sig.tsq"] {
            assert_eq!(signature_of(Path::new(path)), Path::new("a/R-1.json.sig"));
        }
        assert_eq!(signature_of(Path::new("x.tsr")), Path::new("x.tsr.sig"));
        assert_eq!(response_beside(Path::new("a/b.sig")), Path::new("a/b.sig.tsr"));
    }
}
