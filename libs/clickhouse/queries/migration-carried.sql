-- Programs by the side of a succession that they carry, and who has them.
WITH
  carrying AS (@carried-by-host),
  classed AS (
    SELECT
      period,
      program_id,
      multiIf(
        max(has({old:Array(String)}, kfunc)) AND max(has({new:Array(String)}, kfunc)), 'both',
        program_id NOT IN (
          SELECT program_id FROM program_v1
          WHERE object_id IN (SELECT object_id FROM object_v1 WHERE known_by = 'externs')), 'unknown',
        max(has({old:Array(String)}, kfunc)), 'old-only',
        'new-only') AS class
    FROM carrying
    GROUP BY period, program_id
  )
SELECT
  carrying.period AS period,
  classed.class AS class,
  uniqExact(carrying.program_id) AS programs,
  uniqExact((carrying.org, carrying.host_id)) AS hosts,
  uniqExact(carrying.org) AS organisations
FROM carrying
INNER JOIN classed ON classed.period = carrying.period AND classed.program_id = carrying.program_id
GROUP BY period, class
