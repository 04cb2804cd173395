-- What members of sets show, of the kfunc named or, for '', of all.
SELECT 'program' AS kind, program_id AS member_id, evidence_id, kfunc, module, toString(status) AS status
FROM program_kfunc_v1
WHERE kfunc != '' AND ({kfunc:String} = '' OR kfunc = {kfunc:String})
UNION ALL
SELECT 'object' AS kind, object_id AS member_id, evidence_id, kfunc, module, toString(status) AS status
FROM object_kfunc_v1
WHERE kfunc != '' AND ({kfunc:String} = '' OR kfunc = {kfunc:String})
