-- Kfuncs that programs use beside the one asked. Evidence is what one kernel made of a program, so both
-- are used by the same loaded program.
WITH (
  SELECT groupArray(set_id) FROM (
    SELECT DISTINCT set_id FROM set_kfunc_v1
    WHERE kfunc = {kfunc:String} AND module = {module:String}
      AND has({use_rungs:Array(String)}, status) AND probe = 0
  )
) AS asked_sets
SELECT
  other.kfunc AS name,
  other.module AS module,
  uniqExact(member.member_id) AS programs,
  @hosts-of-profiles AS hosts
FROM (@profiles) AS report
INNER JOIN (
  SELECT DISTINCT set_id, member_id, evidence_id FROM set_member_v1
  WHERE kind = 'program' AND probe = 0 AND (member_id, evidence_id) IN (@using-evidence)
) AS member ON member.set_id = report.set_id
INNER JOIN (
  SELECT DISTINCT program_id, evidence_id, kfunc, module FROM program_kfunc_v1
  WHERE kfunc != '' AND has({use_rungs:Array(String)}, status)
    AND NOT (kfunc = {kfunc:String} AND module = {module:String})
    AND (program_id, evidence_id) IN (@using-evidence)
) AS other ON other.program_id = member.member_id AND other.evidence_id = member.evidence_id
GROUP BY name, module
ORDER BY programs DESC, hosts DESC, name, module
LIMIT {limit:UInt32}
