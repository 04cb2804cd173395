-- No row for a catalogue that is not in reach, or that never arrived.
SELECT any(module) AS module
FROM catalogue_known_v1
WHERE catalogue_id IN (@catalogue-in-reach)
GROUP BY catalogue_id
