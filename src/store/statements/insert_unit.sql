-- Adds a unit. Its values are numbered in the order of the columns; ?3 is the run.
-- A unit of the same key is there already where the same unit was added from the same place before:
-- then what may change about it is brought up to date, if anything is new. Gives the number of a unit
-- that was added or changed.
INSERT INTO unit (
    key, source, generation, added, zh, en, zh_printed, zh_tag, en_tag, script, part, relation,
    shape, score_nats, probability, flags, article, zh_first_line, zh_last_line, en_first_line,
    en_last_line, status, date, created, created_by, changed, changed_by, carried
) VALUES (
    ?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
    ?12, ?13, ?14, ?15, ?16, ?17, ?18,
    ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
    ?27
)
ON CONFLICT (key) DO UPDATE SET
    generation = excluded.generation,
    zh_printed = excluded.zh_printed,
    shape = excluded.shape,
    score_nats = excluded.score_nats,
    probability = excluded.probability,
    flags = excluded.flags,
    zh_first_line = excluded.zh_first_line,
    zh_last_line = excluded.zh_last_line,
    en_first_line = excluded.en_first_line,
    en_last_line = excluded.en_last_line,
    date = excluded.date,
    created = excluded.created,
    created_by = excluded.created_by,
    changed = excluded.changed,
    changed_by = excluded.changed_by,
    carried = excluded.carried,
    retired = CASE WHEN retired IN ('replaced', 'vanished') THEN NULL ELSE retired END
WHERE retired IN ('replaced', 'vanished')
    OR shape IS NOT excluded.shape
    OR score_nats IS NOT excluded.score_nats
    OR probability IS NOT excluded.probability
    OR flags IS NOT excluded.flags
    OR zh_printed IS NOT excluded.zh_printed
    OR zh_first_line IS NOT excluded.zh_first_line
    OR zh_last_line IS NOT excluded.zh_last_line
    OR en_first_line IS NOT excluded.en_first_line
    OR en_last_line IS NOT excluded.en_last_line
    OR created IS NOT excluded.created
    OR created_by IS NOT excluded.created_by
    OR changed IS NOT excluded.changed
    OR changed_by IS NOT excluded.changed_by
    OR carried IS NOT excluded.carried
RETURNING id
