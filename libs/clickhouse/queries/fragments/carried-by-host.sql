-- The same by host, for each day of the window and, as the period '', for the window as a whole.
SELECT DISTINCT
  arrayJoin([toString(report.day), '']) AS period,
  report.org AS org,
  report.host_id AS host_id,
  carried.program_id AS program_id,
  carried.kfunc AS kfunc,
  carried.status AS status
FROM (
  SELECT DISTINCT day, org, host_id, set_id FROM host_day_v1
  WHERE @in-stratum AND in_time = 1
) AS report
INNER JOIN (
  SELECT DISTINCT set_id, program_id, kfunc, status FROM (@carried)
) AS carried ON carried.set_id = report.set_id
