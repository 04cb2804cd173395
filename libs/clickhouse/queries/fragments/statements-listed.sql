-- The versions of a list, without what they say: texts are read for these alone, however many others
-- an organisation states.
SELECT org, kfunc, statement_id, version, digest, state, received, published, was_refused
FROM (@statement-versions)
WHERE (version = newest OR version = shown)
  AND (is_withdrawn OR place <= {most_per_kfunc:UInt32})
  AND ({state:String} = '' OR state = {state:String})
ORDER BY kfunc, received, statement_id, org, version
LIMIT {limit:UInt32}
