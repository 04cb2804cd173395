-- The first objects by id. No object is an id of zeros, and so comes first.
SELECT object_id FROM (
  SELECT member_id AS object_id FROM set_member_v1
  WHERE kind = 'object' AND set_id IN (@sets-in-time)
  UNION DISTINCT
  SELECT object_id FROM program_v1
  WHERE program_id IN (
    SELECT member_id FROM set_member_v1
    WHERE kind = 'program' AND probe = 0 AND set_id IN (@sets-in-time))
)
ORDER BY object_id
LIMIT {limit:UInt32}
