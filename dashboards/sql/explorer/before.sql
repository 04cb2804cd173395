-- Days of the period before, put beside those of the time shown.
SELECT
  toDateTime(day, 'UTC') AS time,
  sumIf(of_users, period = 'now') AS users,
  sumIf(of_users, period = 'before') AS users_before
FROM (
  SELECT 'now' AS period, day, users AS of_users FROM reading_kfunc_days(@kfunc, @asked)
  UNION ALL
  SELECT
    'before' AS period,
    day + (toDate($__toTime, 'UTC') - toDate($__fromTime, 'UTC') + 1) AS day,
    users AS of_users
  FROM reading_kfunc_days(@kfunc, @before)
)
GROUP BY day
ORDER BY time
