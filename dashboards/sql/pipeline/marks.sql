SELECT
  toString(day) AS utc_day,
  queue,
  passed,
  partitions,
  toInt64(partitions) - toInt64(passed) AS missing,
  seconds_after_midnight
FROM reading_marks
WHERE $__dateFilter(day)
ORDER BY utc_day DESC, queue
LIMIT 200
