SELECT
  org,
  kfunc,
  statement_id,
  version,
  digest,
  minOrNullIf(toDate(received_at), decision = 'published') AS published,
  countIf(decision = 'refused') > 0 AS is_refused
FROM statement_decision_v1
WHERE @statements-until
GROUP BY org, kfunc, statement_id, version, digest
