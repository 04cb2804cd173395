SELECT toUnixTimestamp(first_used) * 1000 AS first_used, toUnixTimestamp(last_used) * 1000 AS last_used
FROM (
  SELECT toDateTime(assumeNotNull(first_used), 'UTC') AS first_used, toDateTime(assumeNotNull(last_used), 'UTC') AS last_used
  FROM reading_kfunc_span(@kfunc, organisations = [${organisation:singlequote}])
  WHERE first_used IS NOT NULL
)
