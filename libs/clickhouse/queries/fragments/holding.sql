-- Sets with a program that uses the kfunc and does not look like a probe.
SELECT set_id FROM set_member_v1
WHERE kind = 'program' AND probe = 0 AND (member_id, evidence_id) IN (@using-evidence)
