-- Of one version the text that was received first: another one needs a version of its own.
SELECT
  org,
  kfunc,
  statement_id,
  version,
  text.1 AS digest,
  text.2 AS withdrawn,
  received
FROM (
  SELECT
    org,
    kfunc,
    statement_id,
    version,
    argMin((digest, withdrawn), (received_at, digest)) AS text,
    min(received_at) AS received
  FROM statement_v1
  WHERE @statements-until
  GROUP BY org, kfunc, statement_id, version
)
