-- Statements of use as they stood at the end of a day: of each the newest version, and the one that
-- others see. '' for `state`, `id` and `digest` means every one. The last that was let in, which tells
-- that there are more, comes last.
WITH listed AS (@statements-listed)
SELECT
  org AS organisation,
  kfunc,
  statement_id AS id,
  version,
  lower(hex(digest)) AS digest_text,
  state,
  toDate(received) AS received_on,
  published,
  was_refused,
  who,
  how,
  why,
  contact
FROM listed
INNER JOIN (
  SELECT
    org,
    kfunc,
    statement_id,
    version,
    digest,
    max(who) AS who,
    max(how) AS how,
    max(why) AS why,
    max(contact) AS contact
  FROM statement_v1
  WHERE (kfunc, org, statement_id, version, digest) IN (
    SELECT kfunc, org, statement_id, version, digest FROM listed)
  GROUP BY org, kfunc, statement_id, version, digest
) AS said USING (org, kfunc, statement_id, version, digest)
ORDER BY nth = {limit:UInt32}, kfunc, received, id, organisation, version
