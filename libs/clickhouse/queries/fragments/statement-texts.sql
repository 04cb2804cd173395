-- Of one version its withdrawal, or the text that was received first: another one needs a version of its
-- own.
SELECT
  org,
  kfunc,
  statement_id,
  version,
  text.1 AS digest,
  text.2 AS withdrawn,
  text.3 AS received
FROM (
  SELECT
    org,
    kfunc,
    statement_id,
    version,
    argMin((digest, withdrawn, received_at), (1 - withdrawn, received_at, digest)) AS text
  FROM statement_v1
  WHERE @statements-until
  GROUP BY org, kfunc, statement_id, version
)
