-- The states of span-days.sql with the rungs that their sets show, and the number of the set in
-- held-arrays.sql.
WITH @held-arrays AS held
SELECT
  *,
  transform(set_id, held.1, held.2, toUInt8(0)) AS shown,
  transform(set_id, held.1, arrayEnumerate(held.1), toUInt32(0)) AS held_number
FROM (@span-days)
