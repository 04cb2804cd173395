SELECT
  lacking.kfunc AS kfunc,
  life.status AS status,
  life.ended AS ended,
  arrayStringConcat(life.successors, ', ') AS successors,
  arrayStringConcat(arrayFilter(name -> has((
    SELECT groupUniqArray(kfunc) FROM reading_offers
    WHERE platform_id IN (SELECT platform_id FROM reading_platforms WHERE platform = ${target:singlequote})), name),
    life.successors), ', ') AS offered_there,
  lacking.hosts AS hosts,
  lacking.organisations AS organisations
FROM reading_lacking(@asked, target = ${target:singlequote}) AS lacking
LEFT JOIN (SELECT * FROM reading_lifecycle) AS life ON life.kfunc = lacking.kfunc
ORDER BY hosts DESC, kfunc
LIMIT 200
