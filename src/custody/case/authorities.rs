//! Whose time-stamps count in a case: the certificates in `tsa/` of which the ledger records that somebody compared them.

use super::error::CaseError;
use super::folder::Case;
use super::write::write_new;
use crate::sign::timestamp::{Authorities, Authority};
use std::io;
use std::path::PathBuf;

impl Case {
    /// Where the certificates of time-stamping authorities are.
    #[must_use]
    pub fn tsa(&self) -> PathBuf {
        self.root().join("tsa")
    }

    /// The time-stamping authorities that are trusted in this case. A certificate that was only put into `tsa/` counts for
    /// nothing: with it anybody could make a time-stamp of any date.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::Read`].
    pub fn authorities(&self) -> Result<Authorities, CaseError> {
        let mut trusted = Authorities::new();
        let dir = self.tsa();
        let read = |path: &PathBuf| {
            let path = path.clone();
            move |source| CaseError::Read { path, source }
        };
        let entries = match std::fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(trusted),
            Err(source) => return Err(read(&dir)(source)),
        };
        let mut paths = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()
            .map_err(read(&dir))?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "pem"));
        paths.sort();
        let listed = self.imported(&self.ledger()?)?.authorities;
        for path in &paths {
            let file = std::fs::read(path).map_err(read(path))?;
            let found = Authority::read_all(&file).unwrap_or_default();
            found.into_iter().filter(|one| listed.contains(&one.sha256())).for_each(|one| trusted.add(one));
        }
        Ok(trusted)
    }

    /// Keeps a certificate in `tsa/`, named by its digest. The same twice is no error.
    ///
    /// # Errors
    /// [`CaseError::Write`].
    pub(in crate::custody) fn keep_authority(&self, authority: &Authority) -> Result<PathBuf, CaseError> {
        let path = self.tsa().join(format!("{}.pem", authority.sha256()));
        let written = std::fs::create_dir_all(self.tsa())
            .and_then(|()| write_new(&path, authority.to_pem().as_bytes()));
        match written {
            Ok(()) => Ok(path),
            // Its name is its digest; whatever else is there counts for nothing.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(path),
            Err(source) => Err(CaseError::Write { path, source }),
        }
    }
}
