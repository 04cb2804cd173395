-- Sets whose members show the kfunc, probes left out, with the rungs as bits in the order of {rungs}.
SELECT
  member.set_id AS set_id,
  groupBitOr(bitShiftLeft(toUInt8(1), indexOf({rungs:Array(String)}, held.status) - 1)) AS shown
FROM set_member_v1 AS member
INNER JOIN (SELECT DISTINCT * FROM (@held-kfuncs) WHERE module = {module:String}) AS held
ON held.kind = member.kind AND held.member_id = member.member_id AND held.evidence_id = member.evidence_id
WHERE member.probe = 0
  AND (member.kind, member.member_id) IN (
    SELECT kind, member_id FROM (@held-kfuncs) WHERE module = {module:String})
GROUP BY set_id
