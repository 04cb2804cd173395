SELECT toString(first_used) AS first_day, toString(last_used) AS last_day
FROM reading_kfunc_span(@kfunc, organisations = [${organisation:singlequote}])
WHERE first_used IS NOT NULL
