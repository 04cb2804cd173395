SELECT
  (SELECT not_covered FROM reading_reporting(@asked)) AS not_covered,
  unknown_catalogues,
  catalogues
FROM reading_targets
WHERE platform = ${target:singlequote}
LIMIT 1
