SELECT
  toString(days.day) AS utc_day,
  days.reporting AS reporting,
  days.complete AS complete,
  if(@is-closed, 'complete', 'open') AS state,
  coalesce(reopened.letters, 0) AS letters
FROM reading_population_days(@asked) AS days
LEFT JOIN (
  SELECT day, sum(letters) AS letters FROM reading_reopenings WHERE $__dateFilter(day) GROUP BY day
) AS reopened ON reopened.day = days.day
ORDER BY utc_day DESC
LIMIT 100
