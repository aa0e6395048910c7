//! Reading small files that others made: never more than what is expected, and nothing that is no file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Reads a regular file of at most `most` bytes. A link is followed; a pipe or a device is not read, as either might never end.
///
/// # Errors
/// `InvalidInput` for what is no regular file, `FileTooLarge`; as opening and reading.
pub fn read_whole(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let too_large = || io::Error::from(io::ErrorKind::FileTooLarge);
    if found.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    // It may have grown meanwhile.
    if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_expected_is_read_and_nothing_that_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read_whole(&path, 5).unwrap(), b"12345");
        assert_eq!(read_whole(&path, 4).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(read_whole(folder.path(), 5).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(read_whole(&folder.path().join("none"), 5).unwrap_err().kind(), io::ErrorKind::NotFound);
        #[cfg(unix)]
        {
            let link = folder.path().join("endless");
            std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
            assert_eq!(read_whole(&link, 5).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        }
    }
}
