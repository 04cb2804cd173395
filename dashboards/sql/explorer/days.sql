SELECT
  toDateTime(day, 'UTC') AS time,
  if(@is-closed, toNullable(exposed), NULL) AS exposed,
  if(@is-closed, toNullable(users), NULL) AS users,
  if(@is-closed AND days.exposed > 0, toNullable(days.users / days.exposed), NULL) AS share,
  if(@is-closed, NULL, toNullable(days.users)) AS users_so_far
FROM reading_kfunc_days(@kfunc, @asked) AS days
ORDER BY time
