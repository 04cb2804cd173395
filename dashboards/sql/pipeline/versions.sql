SELECT version, toString(max(day)) AS last_day, argMax(hosts, day) AS hosts
FROM reading_agent_versions(@asked)
GROUP BY version
ORDER BY hosts DESC, version
LIMIT 100
