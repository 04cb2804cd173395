SELECT
  toString(day) AS day,
  queue,
  passed,
  partitions,
  toInt64(partitions) - toInt64(passed) AS missing,
  seconds_after_midnight
FROM reading_marks
WHERE $__dateFilter(day)
ORDER BY day DESC, queue
LIMIT 200
