-- How many statements are beyond what an organisation may have on a kfunc, and so are not shown.
SELECT uniqExact((org, kfunc, statement_id)) AS beyond
FROM (@statement-versions)
WHERE NOT is_withdrawn AND place > {most_per_kfunc:UInt32}
