//! Opening a memory: what the file is, which schema it has, how it is locked.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::error::{StoreError, StoreErrorKind};

/// `application_id` of every memory: "DUIZ". `file(1)` and this program tell it by that.
pub const APPLICATION_ID: u32 = 0x4455_495A;

/// How long another process is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// What every schema adds to the one before; the first makes a new memory. A released one never
/// changes.
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql")];

/// The schema that this program writes.
pub const SCHEMA: u32 = MIGRATIONS.len() as u32;

/// What a memory is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To read. Any number of processes can at a time, also while one writes.
    Read,
    /// To change. One process can at a time, and only while it has a [`Run`](super::Run).
    Write,
    /// To change, and to make where it is not there yet.
    Create,
}

/// Opens the file and brings its schema up to date.
pub(super) fn open(path: &Path, mode: Mode) -> Result<Connection, StoreError> {
    let fault = |kind| StoreError::new(path, kind);
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => return Err(fault(StoreErrorKind::Folder)),
        Ok(meta) => {
            // Asked here as well as by SQLite, since an administrator may write to any file.
            if mode != Mode::Read && meta.permissions().readonly() {
                return Err(fault(StoreErrorKind::ReadOnly));
            }
            check_head(path, meta.len(), mode)?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if mode != Mode::Create {
                return Err(fault(StoreErrorKind::Missing));
            }
        }
        Err(error) => return Err(fault(error.into())),
    }
    let sql = |error| StoreError::of(path, error);
    let mut connection = connect(path, mode)?;
    connection.busy_timeout(PATIENCE).map_err(sql)?;
    let found = schema_of(&connection, path)?;
    if found < SCHEMA {
        if mode == Mode::Read {
            // A reader alone cannot bring the file up to date.
            drop(connection);
            drop(open(path, Mode::Write)?);
            return open(path, Mode::Read);
        }
        migrate(&mut connection, path)?;
    }
    // Page size and cache: 64 MB hold the index of a million keys.
    connection
        .execute_batch(
            "PRAGMA cache_size = -65536; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
        )
        .map_err(sql)?;
    if mode != Mode::Read {
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
            .map_err(sql)?;
    }
    Ok(connection)
}

fn connect(path: &Path, mode: Mode) -> Result<Connection, StoreError> {
    let sql = |error| StoreError::of(path, error);
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match mode {
        Mode::Read => {
            let read_only = flags | OpenFlags::SQLITE_OPEN_READ_ONLY;
            let connection = Connection::open_with_flags(path, read_only).map_err(sql)?;
            let probe = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
            if probe.is_ok() || has_log(path) {
                return Ok(connection);
            }
            // In a folder that cannot be written SQLite cannot make its lock file. Nobody else can
            // write there either, so the file may be read as it stands.
            let escaped =
                path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let uri = format!("file:{escaped}?immutable=1");
            Connection::open_with_flags(uri, read_only | OpenFlags::SQLITE_OPEN_URI).map_err(sql)
        }
        Mode::Write => Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)
            .map_err(sql),
        Mode::Create => Connection::open_with_flags(
            path,
            flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )
        .map_err(sql),
    }
}

fn has_log(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    Path::new(&name).exists()
}

/// Tells a file that is no database before SQLite is asked, which would take an empty file for one.
fn check_head(path: &Path, len: u64, mode: Mode) -> Result<(), StoreError> {
    if len == 0 && mode == Mode::Create {
        return Ok(());
    }
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(1024).read_to_end(&mut head))
        .map_err(|error| StoreError::new(path, error.into()))?;
    if head.starts_with(b"SQLite format 3\0") {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&head);
    let looks = if head.is_empty() {
        Some("an empty file")
    } else if head.starts_with(b"PK\x03\x04") {
        Some("a ZIP package (XLSX, DOCX)")
    } else if head.starts_with(&[0x1f, 0x8b]) {
        Some("a gzip file")
    } else if text.contains("<tmx") {
        Some("a TMX file")
    } else if text.contains("<xliff") {
        Some("an XLIFF file")
    } else if text.trim_start_matches('\u{feff}').starts_with("<?xml") {
        Some("an XML file")
    } else {
        None
    };
    Err(StoreError::new(path, StoreErrorKind::NotADatabase(looks)))
}

fn pragma(connection: &Connection, path: &Path, name: &str) -> Result<u32, StoreError> {
    connection
        .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i32>(0))
        .map(i32::cast_unsigned)
        .map_err(|error| StoreError::of(path, error))
}

/// The schema of a memory; 0 for a file that is empty yet.
fn schema_of(connection: &Connection, path: &Path) -> Result<u32, StoreError> {
    let application = pragma(connection, path, "application_id")?;
    let schema = pragma(connection, path, "user_version")?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| StoreError::of(path, error))?;
    if application == 0 && schema == 0 && tables == 0 {
        return Ok(0);
    }
    if application != APPLICATION_ID {
        return Err(StoreError::new(path, StoreErrorKind::Foreign(application)));
    }
    if schema > SCHEMA {
        let kind = StoreErrorKind::Newer { found: schema, known: SCHEMA };
        return Err(StoreError::new(path, kind));
    }
    Ok(schema)
}

/// Applies the migrations that are missing, all or none of them.
fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let sql = |error| StoreError::of(path, error);
    connection.execute_batch("PRAGMA journal_mode = WAL").map_err(sql)?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
    // Another process may have been first.
    let found = schema_of(&transaction, path)?;
    for migration in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(migration).map_err(sql)?;
    }
    let header =
        format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA};");
    transaction.execute_batch(&header).map_err(sql)?;
    transaction.commit().map_err(sql)
}
