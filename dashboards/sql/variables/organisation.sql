-- Grafana does not escape a backslash: what has one can be seen under All, and not be chosen.
SELECT DISTINCT toString(org) AS value
FROM reading_newest_reports
WHERE $__dateFilter(day) AND org != '' AND position(org, '\\') = 0
ORDER BY value
LIMIT 500
