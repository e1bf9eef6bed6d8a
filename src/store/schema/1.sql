-- Schema 1 of a translation memory (application_id 0x4455495A, "DUIZ").

-- One row for each change of the memory. Its number is the generation of all that it changed.
CREATE TABLE run (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL,               -- build, import, dedupe, decide
    started TEXT NOT NULL,               -- 2025-03-01T12:00:00Z
    version TEXT NOT NULL                -- of the program
) STRICT;

-- Where units come from: a file with articles, or a file of another tool.
CREATE TABLE source (
    id      INTEGER PRIMARY KEY,
    origin  TEXT NOT NULL,               -- article, import
    journal TEXT NOT NULL,               -- '' where none was given
    name    TEXT NOT NULL,               -- as given to the run, with / between folders
    tool    TEXT NOT NULL DEFAULT '',    -- that wrote an imported file
    state   TEXT NOT NULL DEFAULT '',    -- hash of bytes and settings it was last built with
    UNIQUE (origin, journal, name)
) STRICT;

CREATE TABLE unit (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    key           BLOB NOT NULL UNIQUE,  -- hash of what it says and where it stands
    source        INTEGER NOT NULL REFERENCES source (id),
    generation    INTEGER NOT NULL REFERENCES run (id), -- of its last change
    added         INTEGER NOT NULL REFERENCES run (id),
    zh            TEXT NOT NULL,
    en            TEXT NOT NULL,
    zh_printed    TEXT,
    zh_tag        TEXT NOT NULL,
    en_tag        TEXT NOT NULL,
    script        TEXT NOT NULL,         -- Hans, Hant
    part          TEXT NOT NULL,
    relation      TEXT NOT NULL,
    shape         TEXT NOT NULL,
    score_nats    REAL NOT NULL,
    probability   REAL NOT NULL,
    flags         TEXT NOT NULL,         -- blank between
    article       TEXT NOT NULL,
    zh_first_line INTEGER NOT NULL,
    zh_last_line  INTEGER NOT NULL,
    en_first_line INTEGER NOT NULL,
    en_last_line  INTEGER NOT NULL,
    status        TEXT NOT NULL,         -- draft, approved, rejected
    retired       TEXT,                  -- replaced, vanished, duplicate
    date          TEXT NOT NULL,         -- 2025-03-01
    created       TEXT NOT NULL,
    created_by    TEXT NOT NULL,
    changed       TEXT NOT NULL,
    changed_by    TEXT NOT NULL,
    carried       TEXT                   -- JSON: what another tool said of it
) STRICT;

CREATE INDEX unit_source ON unit (source);
CREATE INDEX unit_generation ON unit (generation);

-- What people decided about units; the last of a unit counts.
CREATE TABLE decision (
    id      INTEGER PRIMARY KEY,
    unit    INTEGER NOT NULL REFERENCES unit (id),
    run     INTEGER NOT NULL REFERENCES run (id),
    status  TEXT NOT NULL,
    comment TEXT NOT NULL,
    person  TEXT NOT NULL
) STRICT;

CREATE INDEX decision_unit ON decision (unit);
