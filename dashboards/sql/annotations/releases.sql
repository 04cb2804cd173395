-- Releases that brought, deprecated or ended a kfunc, where their day is known.
SELECT
  toDateTime(released, 'UTC') AS time,
  time AS timeEnd,
  concat('Linux ', line) AS title,
  concat(toString(countIf(what = 'introduced')), ' kfuncs introduced, ', toString(countIf(what = 'deprecated')),
    ' deprecated, ', toString(countIf(what = 'ended')), ' gone') AS text,
  'release' AS tags
FROM (
  SELECT introduced AS line, introduced_on AS released, 'introduced' AS what FROM reading_lifecycle
  UNION ALL
  SELECT deprecated AS line, deprecated_on AS released, 'deprecated' AS what FROM reading_lifecycle
  UNION ALL
  SELECT ended AS line, ended_on AS released, 'ended' AS what FROM reading_lifecycle
)
WHERE released IS NOT NULL AND toDateTime(released, 'UTC') BETWEEN $__fromTime AND $__toTime
GROUP BY released, line
ORDER BY time
LIMIT 50
