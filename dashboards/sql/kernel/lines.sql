SELECT
  kernel.line AS value,
  uniqExactIf((report.org, report.host_id), report.set_id IN (
    SELECT set_id FROM reading_uses
    WHERE kfunc NOT IN (
      SELECT kfunc FROM reading_offers
      WHERE platform_id IN (SELECT platform_id FROM reading_platforms WHERE platform = ${target:singlequote})))) AS lacking_hosts,
  uniqExact(report.org, report.host_id) AS hosts,
  lacking_hosts / hosts AS share
FROM reading_asked(@asked) AS report
INNER JOIN reading_platforms AS kernel ON kernel.platform_id = report.platform_id
WHERE report.in_time = 1
GROUP BY value
ORDER BY lacking_hosts DESC, value
LIMIT 100
