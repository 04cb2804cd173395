SELECT
  countIf(of_exposed > 0) AS exposed,
  countIf(of_users > 0) AS used,
  countIf(of_exposed > 0 AND of_users = 0) AS unused,
  countIf(of_users > 0 AND kfunc IN (SELECT kfunc FROM reading_lifecycle WHERE leaving = 1)) AS leaving
FROM (SELECT kfunc, exposed AS of_exposed, users AS of_users FROM reading_kfuncs(@asked))
HAVING count() > 0
