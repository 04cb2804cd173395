SELECT used.kfunc AS kfunc, used.module AS module, life.planned_after AS after, used.users AS users
FROM reading_kfuncs(@last-week) AS used
INNER JOIN (
  SELECT kfunc, planned_after FROM reading_lifecycle WHERE planned_after != '' AND ended = ''
) AS life ON life.kfunc = used.kfunc
WHERE used.users > 0
ORDER BY kfunc, module
LIMIT 200
