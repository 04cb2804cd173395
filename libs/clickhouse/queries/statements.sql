-- Statements of use as they stood at the end of a day: of each the newest version, and the one that
-- others see. '' for `state` means every one.
SELECT
  org AS organisation,
  kfunc,
  statement_id AS id,
  version,
  lower(hex(digest)) AS digest_text,
  state,
  toDate(received) AS received_on,
  published,
  who,
  how,
  why,
  contact
FROM (@statement-versions)
WHERE (version = newest OR version = shown)
  AND (is_withdrawn OR place <= {most_per_kfunc:UInt32})
  AND ({state:String} = '' OR state = {state:String})
ORDER BY kfunc, received, id, organisation, version
LIMIT {limit:UInt32}
