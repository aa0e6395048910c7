//! The ledger in an SQLite file, `ledger.db`, with `ledger.head` and `ledger.lock` beside it.
//!
//! The rollback journal (`journal_mode=DELETE`) is used because it works on shares and leaves one file;
//! `synchronous=EXTRA` because an intent must be on the medium before anything is wiped on its strength.

use super::entry::{MAX_ENTRY_BYTES, sha256};
use super::store::{Make, Row, Store, Visit};
use super::witness::{self, Witness};
use super::{Entry, Head, LedgerError, What, lock};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `azuk` in ASCII, so that `file` and others can tell.
const APPLICATION_ID: i64 = 0x617a_756b;
/// Raised when the table changes.
const FORMAT: i64 = 1;
/// No honest row comes near; a hostile one must not fill memory.
const MAX_ROW_BYTES: usize = MAX_ENTRY_BYTES + (64 << 10);
const PATIENCE: Duration = Duration::from_secs(30);

const TABLE: &str = "CREATE TABLE event (
    sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT";

/// The first fence: against mistakes, not against whoever can drop a trigger.
const FENCE: [&str; 3] = [
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER event_in_order BEFORE INSERT ON event
        WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM event)
        BEGIN SELECT RAISE(ABORT, 'append-only'); END",
];

const INSERT: &str = "INSERT INTO event (sequence, at, actor, kind, subject, sha256, event, signature)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const SELECT: &str =
    "SELECT sequence, at, actor, kind, subject, sha256, event, signature FROM event ORDER BY sequence";
const NEWEST: &str = "SELECT sequence, at, actor, kind, subject, sha256, event, signature FROM event ORDER BY sequence DESC LIMIT 1";
const TEXT_OF: &str = "SELECT event FROM event WHERE sequence = ?1";

/// An open `ledger.db`.
pub(super) struct Sqlite {
    connection: Connection,
    database: PathBuf,
    head: PathBuf,
    lock: PathBuf,
    patience: Duration,
}

impl Sqlite {
    pub(super) fn create(dir: &Path) -> Result<Self, LedgerError> {
        let (database, head, lock) = places(dir);
        let _lock = lock::take(&lock, PATIENCE)?;
        if database.try_exists().map_err(|error| LedgerError::of_file(&database, error))? {
            return Err(LedgerError::Exists { path: database });
        }
        // Built under another name: a crash leaves no half-made ledger in the way of the next try.
        let unborn = dir.join("ledger.db.new");
        for stale in [&unborn, &dir.join("ledger.db.new-journal")] {
            match std::fs::remove_file(stale) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(LedgerError::of_file(stale, error));
                }
                _ => {}
            }
        }
        build(&unborn).map_err(|error| LedgerError::of_sqlite(&unborn, PATIENCE, error))?;
        let prepared = witness::prepare(&head, Head::EMPTY)?;
        prepared.publish().map_err(|error| LedgerError::of_file(&head, error))?;
        std::fs::rename(&unborn, &database).map_err(|error| LedgerError::of_file(&database, error))?;
        Self::open(dir)
    }

    pub(super) fn open(dir: &Path) -> Result<Self, LedgerError> {
        let (database, head, lock) = places(dir);
        if !database.try_exists().map_err(|error| LedgerError::of_file(&database, error))? {
            return Err(LedgerError::Missing { path: database });
        }
        let fail = |error| LedgerError::of_sqlite(&database, PATIENCE, error);
        // SQLite itself falls back to reading only where the file is write-protected.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&database, flags).map_err(fail)?;
        prepare(&connection).map_err(fail)?;
        let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        if number("application_id").map_err(fail)? != APPLICATION_ID {
            return Err(LedgerError::NotALedger { path: database });
        }
        let found = number("user_version").map_err(fail)?;
        if found != FORMAT {
            return Err(LedgerError::Version { path: database, found });
        }
        // A view of that name could compute rows for ever.
        let kind = connection
            .query_row("SELECT type FROM sqlite_schema WHERE name = 'event'", [], |row| {
                row.get::<_, String>(0)
            })
            .optional()
            .map_err(fail)?;
        if kind.as_deref() != Some("table") {
            return Err(LedgerError::NotALedger { path: database });
        }
        Ok(Self { connection, database, head, lock, patience: PATIENCE })
    }

    fn write(&mut self, make: &mut Make<'_>, witness_may_be_lost: bool) -> Result<Entry, LedgerError> {
        let (path, patience) = (self.database.clone(), self.patience);
        let fail = move |error| LedgerError::of_sqlite(&path, patience, error);
        let _lock = lock::take(&self.lock, self.patience)?;
        let witness = witness::read(&self.head)?;
        // An outside client may have switched to a write-ahead log, which shares do not bear.
        self.connection.query_row("PRAGMA journal_mode=DELETE", [], |_| Ok(())).map_err(&fail)?;
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(&fail)?;
        let head = newest(&transaction, &fail)?;
        match witness {
            Witness::Says(noted) => holds(&transaction, noted, head, &fail)?,
            Witness::Missing | Witness::Unreadable if witness_may_be_lost => {}
            Witness::Missing | Witness::Unreadable => {
                return Err(LedgerError::HeadLost { path: self.head.clone() });
            }
        }
        let entry = make(head)?;
        insert(&transaction, &entry).map_err(&fail)?;
        let prepared = witness::prepare(&self.head, entry.head())?;
        transaction.commit().map_err(&fail)?;
        // The entry is in: a witness that stays behind is allowed, and the next append moves it.
        let _ = prepared.publish();
        Ok(entry)
    }

    fn fail(&self, error: rusqlite::Error) -> LedgerError {
        LedgerError::of_sqlite(&self.database, self.patience, error)
    }
}

impl Store for Sqlite {
    fn append(&mut self, make: &mut Make<'_>) -> Result<Entry, LedgerError> {
        self.write(make, false)
    }

    fn append_without_witness(&mut self, make: &mut Make<'_>) -> Result<Entry, LedgerError> {
        self.write(make, true)
    }

    fn head(&self) -> Result<Head, LedgerError> {
        newest(&self.connection, &|error| self.fail(error))
    }

    fn scan(&self, visit: &mut Visit<'_>) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare(SELECT).map_err(|error| self.fail(error))?;
        let mut rows = statement.query([]).map_err(|error| self.fail(error))?;
        while let Some(row) = rows.next().map_err(|error| self.fail(error))? {
            visit(row_of(row).map_err(|error| self.fail(error))?)?;
        }
        Ok(())
    }

    fn witness(&self) -> Result<Witness, LedgerError> {
        witness::read(&self.head)
    }

    fn fenced(&self) -> Result<bool, LedgerError> {
        let find = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND sql = ?1";
        for trigger in FENCE {
            let standing = self
                .connection
                .query_row(find, [trigger], |row| row.get::<_, i64>(0))
                .map_err(|error| self.fail(error))?;
            if standing == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn sound(&self) -> Result<(), LedgerError> {
        let said = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0))
            .map_err(|error| self.fail(error))?;
        if said == "ok" {
            return Ok(());
        }
        let corrupt = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        Err(self.fail(rusqlite::Error::SqliteFailure(corrupt, Some(said))))
    }

    fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
        // Can only fail on a closed connection.
        let _ = self.connection.busy_timeout(patience);
    }
}

fn places(dir: &Path) -> (PathBuf, PathBuf, PathBuf) {
    (dir.join("ledger.db"), dir.join("ledger.head"), dir.join("ledger.lock"))
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    let most = i32::try_from(MAX_ROW_BYTES).unwrap_or(i32::MAX);
    connection.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH, most)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "synchronous", "EXTRA")
}

fn build(path: &Path) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    prepare(&connection)?;
    let transaction = connection.transaction()?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.execute(TABLE, [])?;
    for trigger in FENCE {
        transaction.execute(trigger, [])?;
    }
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)
}

/// Head of the newest row, if its text has the digest and the number that the row says.
fn newest(
    connection: &Connection,
    fail: &dyn Fn(rusqlite::Error) -> LedgerError,
) -> Result<Head, LedgerError> {
    let row = connection
        .prepare_cached(NEWEST)
        .and_then(|mut statement| statement.query_row([], row_of).optional())
        .map_err(fail)?;
    match row {
        None => Ok(Head::EMPTY),
        Some(row) => super::verify::read(row).map(|entry| entry.head()).map_err(LedgerError::Tampered),
    }
}

/// Whether what the witness noted is on the chain that ends at `head`.
fn holds(
    connection: &Connection,
    noted: Head,
    head: Head,
    fail: &dyn Fn(rusqlite::Error) -> LedgerError,
) -> Result<(), LedgerError> {
    if noted == Head::EMPTY || noted == head {
        return Ok(());
    }
    let text = i64::try_from(noted.sequence)
        .ok()
        .filter(|_| noted.sequence <= head.sequence)
        .map(|sequence| {
            let query = |row: &rusqlite::Row<'_>| row.get_ref(0).map(bytes_of);
            connection
                .prepare_cached(TEXT_OF)
                .and_then(|mut statement| statement.query_row([sequence], query).optional())
        })
        .transpose()
        .map_err(fail)?
        .flatten();
    match text {
        Some(text) if sha256(&text) == noted.sha256 => Ok(()),
        Some(_) => Err(LedgerError::tampered(noted.sequence, What::HeadDiffers)),
        None => Err(LedgerError::tampered(head.sequence + 1, What::Missing)),
    }
}

fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<usize> {
    let row = Row::of(entry);
    let text = String::from_utf8_lossy(&row.bytes);
    let values =
        params![row.sequence, row.at, row.actor, row.kind, row.subject, row.sha256, text, row.signature];
    connection.prepare_cached(INSERT)?.execute(values)
}

fn row_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let text = |index| row.get_ref(index).map(|value| String::from_utf8_lossy(&bytes_of(value)).into_owned());
    Ok(Row {
        sequence: match row.get_ref(0)? {
            ValueRef::Integer(sequence) => sequence,
            _ => i64::MIN,
        },
        at: text(1)?,
        actor: text(2)?,
        kind: text(3)?,
        subject: text(4)?,
        sha256: text(5)?,
        bytes: bytes_of(row.get_ref(6)?),
        signature: text(7)?,
    })
}

fn bytes_of(value: ValueRef<'_>) -> Vec<u8> {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        _ => Vec::new(),
    }
}
