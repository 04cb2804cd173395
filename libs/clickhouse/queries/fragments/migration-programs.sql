-- Programs that carry names of a succession, with the days on which they are in each class, in the order
-- of `migrationClasses`: by all that they carried on the day, on whatever hosts.
SELECT
  carried.program_id AS program_id,
  groupBitOrIf(held.days, has({old:Array(String)}, carried.kfunc)) AS old_days,
  groupBitOrIf(held.days, has({new:Array(String)}, carried.kfunc)) AS new_days,
  program_id IN (
    SELECT program_id FROM program_v1
    WHERE object_id IN (SELECT object_id FROM object_v1 WHERE known_by = 'externs')) AS names_known,
  [
    if(names_known, bitAnd(old_days, bitNot(new_days)), 0),
    bitAnd(old_days, new_days),
    if(names_known, bitAnd(new_days, bitNot(old_days)), 0),
    if(names_known, 0, bitXor(old_days, new_days))
  ] AS classes
FROM (@carried) AS carried
INNER JOIN (
  SELECT CAST(set_id, 'FixedString(16)') AS set_id, groupBitOr(days) AS days FROM (@period-spans) GROUP BY set_id
) AS held ON held.set_id = carried.set_id
GROUP BY program_id
