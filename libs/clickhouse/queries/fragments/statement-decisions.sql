-- `was_refused`: at any time, also after the day.
SELECT
  org,
  kfunc,
  statement_id,
  version,
  digest,
  minOrNullIf(toDate(received_at), decision = 'published' AND toDate(received_at) <= {day:Date}) AS published,
  countIf(decision = 'refused' AND toDate(received_at) <= {day:Date}) > 0 AS is_refused,
  countIf(decision = 'refused') > 0 AS was_refused
FROM statement_decision_v1
WHERE @in-scope AND ({kfunc:String} = '' OR kfunc = {kfunc:String})
GROUP BY org, kfunc, statement_id, version, digest
