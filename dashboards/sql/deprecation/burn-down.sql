-- The line is the least-squares fit to the days shown that are over: arithmetic, no forecast.
WITH
  daily AS (
    SELECT day, old + both AS users, @is-closed AS is_over
    FROM reading_kfunc_moves(kfunc = ${kfunc:singlequote}, @asked)
  ),
  (SELECT simpleLinearRegressionIf(toFloat64(toUInt16(day)), toFloat64(users), is_over) FROM daily) AS fit
SELECT
  toDateTime(day, 'UTC') AS time,
  if(is_over, toNullable(daily.users), NULL) AS users,
  if(is_over AND isFinite(fit.1), toNullable(greatest(0, fit.1 * toUInt16(day) + fit.2)), NULL) AS fitted
FROM daily
ORDER BY time
