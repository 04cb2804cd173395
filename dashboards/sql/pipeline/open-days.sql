SELECT count() AS days, countIf(NOT (@is-closed)) AS open_days, sum(reopened) AS letters
FROM (
  SELECT days.day AS day, coalesce(again.letters, 0) AS reopened
  FROM reading_population_days(@asked) AS days
  LEFT JOIN (
    SELECT day, sum(letters) AS letters FROM reading_reopenings WHERE $__dateFilter(day) GROUP BY day
  ) AS again ON again.day = days.day
)
HAVING days > 0
