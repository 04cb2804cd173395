-- The names asked that programs carry, by set: their own, and those of their object there. No probes.
SELECT
  member.set_id AS set_id,
  member.member_id AS program_id,
  member.loader AS loader,
  held.member_name AS kfunc,
  toString(held.status) AS status,
  toString(held.guard) AS guard
FROM set_member_v1 AS member
INNER JOIN (
  SELECT DISTINCT program_id, evidence_id, @member-name AS member_name, status, guard
  FROM program_kfunc_v1
  WHERE member_name != '' AND has({carried_rungs:Array(String)}, status)
) AS held ON held.program_id = member.member_id AND held.evidence_id = member.evidence_id
WHERE member.kind = 'program' AND member.probe = 0
UNION ALL
SELECT
  member.set_id AS set_id,
  member.member_id AS program_id,
  member.loader AS loader,
  held.member_name AS kfunc,
  held.status AS status,
  '' AS guard
FROM set_member_v1 AS member
INNER JOIN (
  SELECT DISTINCT program_id, object_id FROM program_v1
  WHERE object_id IN (SELECT object_id FROM object_kfunc_v1 WHERE @member-name != '')
) AS about ON about.program_id = member.member_id
INNER JOIN (
  SELECT DISTINCT
    inside.set_id AS set_id,
    inside.member_id AS object_id,
    shown.member_name AS member_name,
    toString(shown.status) AS status
  FROM set_member_v1 AS inside
  INNER JOIN (
    SELECT object_id, evidence_id, @member-name AS member_name, status FROM object_kfunc_v1
    WHERE member_name != '' AND has({carried_rungs:Array(String)}, status)
  ) AS shown ON shown.object_id = inside.member_id AND shown.evidence_id = inside.evidence_id
  WHERE inside.kind = 'object'
) AS held ON held.set_id = member.set_id AND held.object_id = about.object_id
WHERE member.kind = 'program' AND member.probe = 0
