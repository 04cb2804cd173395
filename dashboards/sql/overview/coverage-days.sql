-- A day that is not over is drawn as a point of its own, never as a dip.
SELECT
  toDateTime(day, 'UTC') AS time,
  if(@is-closed, toNullable(reporting), NULL) AS reporting,
  if(@is-closed, toNullable(complete), NULL) AS complete,
  if(@is-closed, NULL, toNullable(days.reporting)) AS reporting_so_far,
  complete / reporting AS coverage
FROM reading_population_days(@asked) AS days
ORDER BY time
