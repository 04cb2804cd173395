SELECT
  lacking_hosts,
  hosts,
  lacking_hosts / hosts AS share,
  lacking_organisations,
  organisations
FROM reading_lacking_reach(@asked, target = ${target:singlequote})
WHERE hosts > 0
