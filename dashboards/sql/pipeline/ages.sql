SELECT
  multiIf(hours < 1, 'under 1 h', hours < 6, '1 to 6 h', hours < 26, '6 to 26 h', hours < 48, '26 to 48 h', '48 h and more') AS value,
  count() AS hosts
FROM (
  SELECT dateDiff('second', seen, $__toTime) / 3600 AS hours FROM reading_last_reports(@asked)
)
GROUP BY value
ORDER BY min(hours)
LIMIT 10
