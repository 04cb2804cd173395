-- The line is the least-squares fit to the days shown that are over: arithmetic, no forecast.
SELECT
  toDateTime(one.1, 'UTC') AS time,
  if(one.3, toNullable(one.2), NULL) AS users,
  if(one.3 AND isFinite(fit.1), toNullable(greatest(0, fit.1 * toUInt16(one.1) + fit.2)), NULL) AS fitted
FROM (
  SELECT
    arrayJoin(groupArray((day, of_day, is_over))) AS one,
    simpleLinearRegressionIf(toFloat64(toUInt16(day)), toFloat64(of_day), is_over) AS fit
  FROM (
    SELECT day, old + both AS of_day, @is-closed AS is_over
    FROM reading_kfunc_moves(kfunc = ${kfunc:singlequote}, @asked)
  )
)
ORDER BY time
