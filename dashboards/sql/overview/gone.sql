SELECT earlier.kfunc AS kfunc, earlier.module AS module, earlier.users AS users_before, now.exposed AS exposed, now.users_not_covered AS users_not_covered
FROM reading_kfuncs(@before) AS earlier
LEFT JOIN (SELECT kfunc, module, users, exposed, users_not_covered FROM reading_kfuncs(@asked)) AS now
  ON now.kfunc = earlier.kfunc AND now.module = earlier.module
WHERE earlier.users > 0 AND now.users = 0
ORDER BY users_before DESC, kfunc, module
LIMIT 100
