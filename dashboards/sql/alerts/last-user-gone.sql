-- Only where hosts are still exposed: elsewhere it is the kernels that changed.
SELECT
  now.kfunc AS kfunc,
  now.module AS module,
  if(now.users = 0 AND now.users_not_covered = 0, toInt64(earlier.users), 0) AS users_before
FROM reading_kfuncs(@last-week) AS now
INNER JOIN (SELECT kfunc, module, users FROM reading_kfuncs(@week-before) WHERE users > 0) AS earlier
  ON earlier.kfunc = now.kfunc AND earlier.module = now.module
WHERE now.exposed > 0 AND now.kfunc IN (SELECT kfunc FROM reading_lifecycle WHERE leaving = 1)
ORDER BY kfunc, module
LIMIT 200
