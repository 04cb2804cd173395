-- Of some organisations, facts of one day.
INSERT INTO day_fact_v1 (end_day, fact, org, build, value, hosts, loaded, with_kfuncs)
SELECT {to:Date}, fact, facts.org, of_build.build, value, hosts, loaded, with_kfuncs
FROM (@facts-of-day) AS facts
INNER JOIN (@builds) AS of_build ON of_build.org = facts.org
SETTINGS max_execution_time = 600
