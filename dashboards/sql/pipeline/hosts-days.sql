SELECT
  toDateTime(day, 'UTC') AS time,
  if(@is-closed, toNullable(reporting), NULL) AS reporting,
  if(@is-closed, NULL, toNullable(days.reporting)) AS reporting_so_far
FROM reading_population_days(@asked) AS days
ORDER BY time
