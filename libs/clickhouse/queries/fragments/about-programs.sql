-- What no kernel decides about a program; the object of a program without one is not known.
SELECT DISTINCT
  program_id,
  toString(type) AS type,
  name,
  object_id,
  toString(object_v1.known_by) AS known_by
FROM program_v1
LEFT JOIN object_v1 ON object_v1.object_id = program_v1.object_id
