-- The versions of a list, without what they say: texts are read for these alone, however many others
-- an organisation states. Where there are more than fit, organisations take turns, so that none hides
-- another: `nth` counts the turns.
SELECT
  org, kfunc, statement_id, version, digest, state, received, published, was_refused,
  row_number() OVER (ORDER BY turn, kfunc, received, statement_id, org, version) AS nth
FROM (
  SELECT
    *,
    row_number() OVER (PARTITION BY org ORDER BY kfunc, received, statement_id, version) AS turn
  FROM (@statement-versions)
  WHERE (version = newest OR version = shown)
    AND (is_withdrawn OR place <= {most_per_kfunc:UInt32})
    AND ({state:String} = '' OR state = {state:String})
    AND ({id:String} = '' OR statement_id = {id:String})
    AND ({digest:String} = '' OR lower(hex(digest)) = {digest:String})
)
ORDER BY nth
LIMIT {limit:UInt32}
