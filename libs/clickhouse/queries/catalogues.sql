-- Every catalogue that a host reported, of any day. The module of one that never arrived is ''.
SELECT
  lower(hex(of_platform.catalogue_id)) AS catalogue,
  any(known.module) AS module,
  any(content.kfuncs) AS kfuncs,
  arraySort(groupUniqArray((kernel.release, kernel.arch, kernel.distro))) AS kernels,
  @hosts-of-profiles AS hosts,
  min(dated.first_day) AS first_seen,
  max(dated.last_day) AS last_seen
FROM (@reported-platforms) AS report
INNER JOIN (@reported-days) AS dated ON dated.platform_id = report.platform_id
INNER JOIN (@kernels) AS kernel ON kernel.platform_id = report.platform_id
INNER JOIN (SELECT DISTINCT platform_id, catalogue_id FROM platform_catalogue_v1) AS of_platform
  ON of_platform.platform_id = report.platform_id
LEFT JOIN (SELECT DISTINCT catalogue_id, toString(module) AS module FROM catalogue_known_v1) AS known
  ON known.catalogue_id = of_platform.catalogue_id
LEFT JOIN (
  SELECT catalogue_id, uniqExact(kfunc) AS kfuncs FROM catalogue_v1 GROUP BY catalogue_id
) AS content ON content.catalogue_id = of_platform.catalogue_id
GROUP BY of_platform.catalogue_id
ORDER BY catalogue
