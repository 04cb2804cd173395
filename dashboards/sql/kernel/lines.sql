SELECT line AS value, lacking_hosts, hosts, lacking_hosts / hosts AS share
FROM reading_lacking_lines(@asked, target = ${target:singlequote})
ORDER BY lacking_hosts DESC, value
LIMIT 100
