-- Hosts whose kernel offers the kfunc, and of these, where none of what follows it is offered.
SELECT
  kernel.line AS value,
  uniqExact(report.org, report.host_id) AS exposed,
  uniqExactIf((report.org, report.host_id), report.platform_id NOT IN (
    SELECT platform_id FROM reading_offers
    WHERE kfunc IN (SELECT arrayJoin(new) FROM reading_lifecycle WHERE kfunc = ${kfunc:singlequote}))) AS without_successor,
  without_successor / exposed AS share
FROM reading_asked(@asked) AS report
INNER JOIN reading_platforms AS kernel ON kernel.platform_id = report.platform_id
WHERE report.complete = 1
  AND report.platform_id IN (SELECT platform_id FROM reading_offers WHERE kfunc = ${kfunc:singlequote})
GROUP BY value
ORDER BY exposed DESC, value
LIMIT 100
