-- Programs that show a kfunc, by number of hosts that reported them in time.
WITH (
  SELECT groupArray(set_id) FROM (
    SELECT DISTINCT set_id FROM set_kfunc_v1
    WHERE kfunc = {kfunc:String} AND module = {module:String}
  )
) AS asked_sets
SELECT
  lower(hex(member.member_id)) AS program,
  any(about.type) AS type,
  any(about.name) AS name,
  any(about.attach_target) AS attach_target,
  member.loader AS loader,
  held.status AS rung,
  held.guard AS guard,
  member.probe AS probe,
  @hosts-of-profiles AS hosts
FROM (@profiles) AS report
INNER JOIN (
  SELECT DISTINCT member_id, evidence_id, set_id, probe, loader FROM set_member_v1
  WHERE kind = 'program' AND (member_id, evidence_id) IN (
    SELECT program_id, evidence_id FROM program_kfunc_v1
    WHERE kfunc = {kfunc:String} AND module = {module:String})
) AS member ON member.set_id = report.set_id
INNER JOIN (
  SELECT DISTINCT program_id, evidence_id, status, guard FROM program_kfunc_v1
  WHERE kfunc = {kfunc:String} AND module = {module:String}
) AS held ON held.program_id = member.member_id AND held.evidence_id = member.evidence_id
INNER JOIN (
  SELECT DISTINCT program_id, type, name, attach_target FROM program_v1
) AS about ON about.program_id = member.member_id
GROUP BY member.member_id, loader, rung, guard, probe
ORDER BY hosts DESC, name, program, loader, rung, guard, probe
LIMIT {limit:UInt32}
