-- Days of the period before, put beside those of the time shown.
SELECT
  toDateTime(if(is_before, day + (toDate($__toTime, 'UTC') - toDate($__fromTime, 'UTC') + 1), day), 'UTC') AS time,
  sumIf(of_users, NOT is_before) AS users,
  sumIf(of_users, is_before) AS users_before
FROM (
  SELECT day, users AS of_users, day < toDate($__fromTime, 'UTC') AS is_before
  FROM reading_kfunc_days(@kfunc, @twice)
)
GROUP BY time
ORDER BY time
