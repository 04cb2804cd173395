SELECT users, reporting, users / reporting AS share, not_covered
FROM (
  SELECT sumIf(hosts, hasAny(kfuncs, (SELECT groupArray(kfunc) FROM reading_lifecycle WHERE leaving = 1))) AS users
  FROM reading_used_by_profile(@asked)
) AS used
CROSS JOIN (SELECT reporting, not_covered FROM reading_reporting(@asked)) AS reported
WHERE reporting > 0
