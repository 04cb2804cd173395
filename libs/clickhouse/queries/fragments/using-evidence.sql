-- What kernels made of programs that use the kfunc.
SELECT program_id, evidence_id FROM program_kfunc_v1
WHERE kfunc = {kfunc:String} AND module = {module:String} AND has({use_rungs:Array(String)}, status)
