
CREATE TABLE run (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL,               -- build, import, dedupe, decide
    started TEXT NOT NULL,               -- 2025-03-01T12:00:00Z
    version TEXT NOT NULL                -- of the program
) STRICT;

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

CREATE TABLE decision (
    id      INTEGER PRIMARY KEY,
    unit    INTEGER NOT NULL REFERENCES unit (id),
    run     INTEGER NOT NULL REFERENCES run (id),
    status  TEXT NOT NULL,
    comment TEXT NOT NULL,
    person  TEXT NOT NULL
) STRICT;

CREATE INDEX decision_unit ON decision (unit);
INSERT INTO run (kind, started, version) VALUES ('build', '2026-11-25T12:00:00Z', '0.1.0');
INSERT INTO run (kind, started, version) VALUES ('import', '2026-11-26T12:00:00Z', '0.1.0');
INSERT INTO source (origin, journal, name) VALUES ('article', '环湾研究', '2026/01.txt');
INSERT INTO source (origin, journal, name, tool) VALUES ('import', '', 'old.tmx', 'OmegaT 6.0');
INSERT INTO unit VALUES (1, x'00', 1, 1, 1, '环湾六国推动电缆治理合作。', 'The six bay states promote cooperation on cable governance.', NULL, 'zh-CN', 'en-US', 'Hans', 'abstract', 'parallel', '1-1', -0.5, 0.93, 'numbers order', '01-1', 5, 6, 9, 9, 'draft', NULL, '2026-11-25', '', '', '', '', NULL);
INSERT INTO unit VALUES (2, x'01', 1, 1, 1, '旧句。', 'An old sentence.', '旧 句。', 'zh-CN', 'en-US', 'Hans', 'clause', 'parallel', '1-2', -0.5, 0.7, '', '01-1', 7, 7, 9, 9, 'draft', 'replaced', '2026-11-25', '', '', '', '', NULL);
INSERT INTO unit VALUES (3, x'02', 2, 2, 2, '電纜', 'cable', NULL, 'zh-TW', 'en-GB', 'Hant', 'segment', 'parallel', '1-1', 0.0, 1.0, '', '', 0, 0, 0, 0, 'approved', NULL, '2024-01-02', '20240102T030405Z', 'Li', '', '', '{"tuid":"7","notes":[{"text":"checked"}]}');
INSERT INTO decision (unit, run, status, comment, person) VALUES (3, 2, 'approved', '', 'Li');
PRAGMA application_id = 1146440026;
PRAGMA user_version = 1;
