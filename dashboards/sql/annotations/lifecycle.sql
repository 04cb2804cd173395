-- From the release that deprecates the kfunc to the one that is without it, where their days are known.
SELECT
  toDateTime(coalesce(deprecated_on, ended_on), 'UTC') AS time,
  toDateTime(coalesce(ended_on, deprecated_on), 'UTC') AS timeEnd,
  kfunc AS title,
  concat(
    if(deprecated = '', '', concat('deprecated in ', deprecated, '. ')),
    if(ended = '', '', concat(status, ' in ', ended, '. ')),
    if(empty(successors), '', concat('Successor: ', arrayStringConcat(successors, ', '), '.'))) AS text,
  'lifecycle' AS tags
FROM reading_lifecycle
WHERE kfunc = ${kfunc:singlequote}
  AND coalesce(deprecated_on, ended_on) IS NOT NULL
  AND time <= $__toTime AND timeEnd >= $__fromTime
ORDER BY time
LIMIT 10
