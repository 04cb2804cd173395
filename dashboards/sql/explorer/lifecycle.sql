SELECT
  status,
  since,
  introduced,
  deprecated,
  ended,
  planned_after,
  arrayStringConcat(successors, ', ') AS successors,
  deprecated_text
FROM reading_lifecycle
WHERE kfunc = ${kfunc:singlequote}
LIMIT 1
