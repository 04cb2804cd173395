SELECT now.kfunc AS kfunc, now.module AS module, toInt64(now.users) - toInt64(earlier.users) AS gained
FROM reading_kfuncs(@last-week) AS now
LEFT JOIN (SELECT kfunc, module, users FROM reading_kfuncs(@week-before)) AS earlier
  ON earlier.kfunc = now.kfunc AND earlier.module = now.module
WHERE now.users > 0 AND now.kfunc IN (SELECT kfunc FROM reading_lifecycle WHERE leaving = 1)
ORDER BY kfunc, module
LIMIT 200
