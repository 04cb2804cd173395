SELECT
  countIf(seen >= $__toTime - INTERVAL 1 HOUR) AS hour,
  countIf(seen >= $__toTime - INTERVAL 26 HOUR) AS day,
  countIf(seen < $__toTime - INTERVAL 48 HOUR) AS older,
  count() AS hosts
FROM reading_last_reports(@asked)
HAVING hosts > 0
