-- Programs that carry one of the names, over all kernels of the window.
WITH (SELECT groupArray(set_id) FROM (SELECT DISTINCT set_id FROM (@carried))) AS asked_sets
SELECT
  lower(hex(carried.program_id)) AS program,
  any(about.type) AS type,
  any(about.name) AS name,
  carried.loader AS loader,
  any(about.known_by) AS known_by,
  arraySort(groupUniqArray((carried.kfunc, carried.status, carried.guard))) AS names,
  @hosts-of-profiles AS hosts,
  uniqExact(report.organisation) AS organisations
FROM (@profiles) AS report
INNER JOIN (@carried) AS carried ON carried.set_id = report.set_id
INNER JOIN (@about-programs) AS about ON about.program_id = carried.program_id
GROUP BY carried.program_id, loader
ORDER BY hosts DESC, program, loader
LIMIT {limit:UInt32}
