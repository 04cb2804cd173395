SELECT
  sumIf(hosts, hasAny(kfuncs, (SELECT groupArray(kfunc) FROM reading_lifecycle WHERE leaving = 1))) AS users,
  (SELECT reporting FROM reading_reporting(@asked)) AS reporting,
  users / reporting AS share,
  (SELECT not_covered FROM reading_reporting(@asked)) AS not_covered
FROM reading_used_by_profile(@asked)
HAVING reporting > 0
