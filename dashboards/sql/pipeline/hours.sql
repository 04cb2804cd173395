SELECT hour AS time, hosts
FROM reading_hours(since = $__toTime - INTERVAL 26 HOUR, until = $__toTime, @hosts)
ORDER BY time
