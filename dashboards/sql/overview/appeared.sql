SELECT now.kfunc AS kfunc, now.module AS module, now.users AS users, now.exposed AS exposed, earlier.exposed AS exposed_before
FROM reading_kfuncs(@asked) AS now
LEFT JOIN (SELECT kfunc, module, users, exposed FROM reading_kfuncs(@before)) AS earlier
  ON earlier.kfunc = now.kfunc AND earlier.module = now.module
WHERE now.users > 0 AND earlier.users = 0
ORDER BY users DESC, kfunc, module
LIMIT 100
