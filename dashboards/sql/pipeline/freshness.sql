SELECT recent.hour AS hour, recent.hosts AS day, week.reporting AS week, week.silent AS silent
FROM reading_recent(since = $__toTime - INTERVAL 26 HOUR, until = $__toTime, @hosts) AS recent
CROSS JOIN (SELECT reporting, silent FROM reading_population(@past-week)) AS week
WHERE day > 0 OR week > 0 OR silent > 0
