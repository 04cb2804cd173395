-- Every kernel that a host reported, of any day, with or without catalogues.
SELECT
  kernel.release AS release,
  kernel.arch AS arch,
  kernel.distro AS distro,
  uniqExact((report.org, report.host_id)) AS hosts,
  uniqExact(report.org) AS organisations,
  min(report.first_day) AS first_seen,
  max(report.last_day) AS last_seen
FROM (
  SELECT platform_id, org, host_id, min(day) AS first_day, max(day) AS last_day
  FROM host_day_v1
  WHERE @in-scope
  GROUP BY platform_id, org, host_id
) AS report
INNER JOIN (
  SELECT DISTINCT platform_id, release, toString(arch) AS arch, toString(distro) AS distro
  FROM platform_v1
) AS kernel ON kernel.platform_id = report.platform_id
GROUP BY kernel.release, kernel.arch, kernel.distro
ORDER BY release, arch, distro
