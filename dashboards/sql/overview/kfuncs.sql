SELECT
  countIf(exposed > 0) AS exposed,
  countIf(users > 0) AS used,
  countIf(exposed > 0 AND users = 0) AS unused,
  countIf(users > 0 AND kfunc IN (SELECT kfunc FROM reading_lifecycle WHERE leaving = 1)) AS leaving
FROM reading_kfuncs(@asked)
HAVING count() > 0
