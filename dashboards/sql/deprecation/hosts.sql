SELECT users, reporting, users / reporting AS share, not_covered
FROM reading_leaving_hosts(@asked) AS used
CROSS JOIN (SELECT reporting, not_covered FROM reading_reporting(@asked)) AS reported
WHERE reporting > 0
