-- Of every statement, as it stood at the end of a day, the versions with their states. `shown`: the one
-- that others see, the highest that was published and neither refused nor withdrawn. `place`: among
-- the statements of its organisation on its kfunc, by when it was first received, withdrawn ones last.
SELECT
  *,
  dense_rank() OVER (PARTITION BY org, kfunc ORDER BY is_withdrawn, first_received, statement_id) AS place
FROM (
  SELECT
    *,
    multiIf(
      version <= withdrawn_through, 'withdrawn',
      is_refused, 'refused',
      isNotNull(published), 'published',
      'submitted') AS state,
    newest = withdrawn_through AS is_withdrawn,
    maxIf(version, state = 'published') OVER (PARTITION BY org, kfunc, statement_id) AS shown
  FROM (
    SELECT
      *,
      maxIf(version, withdrawn = 1) OVER (PARTITION BY org, kfunc, statement_id) AS withdrawn_through,
      max(version) OVER (PARTITION BY org, kfunc, statement_id) AS newest,
      min(received) OVER (PARTITION BY org, kfunc, statement_id) AS first_received
    FROM (@statement-texts) AS texts
    LEFT JOIN (@statement-decisions) AS decisions
      USING (org, kfunc, statement_id, version, digest)
  )
)
