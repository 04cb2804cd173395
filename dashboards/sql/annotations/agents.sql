-- The first day in the time shown on which a version of the agent reported, the first day itself left out.
SELECT
  toDateTime(min(day), 'UTC') AS time,
  time AS timeEnd,
  concat('agent ', version) AS title,
  'first report of this version in the time shown' AS text,
  'agent' AS tags
FROM reading_agent_versions(@asked)
GROUP BY version
HAVING min(day) > toDate($__fromTime, 'UTC')
ORDER BY time
LIMIT 50
