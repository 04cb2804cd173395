-- Hosts whose kernel offers the kfunc, and of these, where none of what follows it is offered.
SELECT line AS value, exposed, without_successor, without_successor / exposed AS share
FROM reading_without_successor(kfunc = ${kfunc:singlequote}, @asked)
ORDER BY exposed DESC, value
LIMIT 100
