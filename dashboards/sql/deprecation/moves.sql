SELECT
  toDateTime(day, 'UTC') AS time,
  if(@is-closed, toNullable(moves.old), NULL) AS old,
  if(@is-closed, toNullable(moves.both), NULL) AS both,
  if(@is-closed, toNullable(moves.new), NULL) AS new
FROM reading_kfunc_moves(kfunc = ${kfunc:singlequote}, @asked) AS moves
ORDER BY time
