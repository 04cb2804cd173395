SELECT
  now.kfunc AS kfunc,
  now.module AS module,
  life.status AS status,
  now.users AS users,
  now.exposed AS exposed,
  now.users / now.exposed AS share,
  now.user_organisations AS user_organisations,
  now.exposed_organisations AS exposed_organisations,
  now.not_observable AS not_observable,
  now.users_not_covered AS users_not_covered,
  toInt64(now.users) - toInt64(earlier.users) AS change
FROM reading_kfuncs(@asked) AS now
LEFT JOIN (SELECT kfunc, module, users FROM reading_kfuncs(@before)) AS earlier
  ON earlier.kfunc = now.kfunc AND earlier.module = now.module
LEFT JOIN (SELECT kfunc, status FROM reading_lifecycle) AS life ON life.kfunc = now.kfunc
WHERE now.users > 0
ORDER BY users DESC, kfunc, module
LIMIT 20
