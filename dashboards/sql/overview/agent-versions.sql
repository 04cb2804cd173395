SELECT toDateTime(day, 'UTC') AS time, version, hosts
FROM reading_agent_versions(@asked)
ORDER BY time, version
