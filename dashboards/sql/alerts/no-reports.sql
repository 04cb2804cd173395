SELECT dateDiff('second', max(last_seen), $__toTime) AS seconds
FROM reading_newest_reports
WHERE $__dateFilter(day)
HAVING count() > 0
