SELECT
  now.kfunc AS kfunc,
  now.module AS module,
  life.status AS status,
  life.deprecated AS deprecated,
  life.ended AS ended,
  life.planned_after AS planned_after,
  arrayStringConcat(life.successors, ', ') AS successors,
  now.users AS users,
  now.exposed AS exposed,
  if(now.exposed = 0, NULL, now.users / now.exposed) AS share,
  now.user_organisations AS user_organisations,
  now.users_not_covered AS users_not_covered,
  moves.old AS old,
  moves.both AS both,
  moves.new AS new
FROM reading_kfuncs(@asked) AS now
INNER JOIN (SELECT * FROM reading_lifecycle WHERE leaving = 1) AS life ON life.kfunc = now.kfunc
LEFT JOIN (SELECT * FROM reading_moves(@asked)) AS moves ON moves.kfunc = now.kfunc
WHERE now.users > 0 OR now.users_not_covered > 0 OR moves.new > 0
ORDER BY users DESC, kfunc, module
LIMIT 200
