SELECT
  toUnixTimestamp(toDateTime(first_used, 'UTC')) * 1000 AS first_day,
  toUnixTimestamp(toDateTime(last_used, 'UTC')) * 1000 AS last_day
FROM reading_kfunc_span(@kfunc, organisations = [${organisation:singlequote}])
WHERE first_used IS NOT NULL
