-- Decl tags of a kfunc, and the kernels in reach that carry them.
SELECT
  tagged.module AS module,
  tagged.tag AS tag,
  arraySort(groupUniqArray((kernel.release, kernel.arch, kernel.distro))) AS kernels
FROM (
  SELECT DISTINCT catalogue_id, toString(module) AS module, arrayJoin(tags) AS tag
  FROM catalogue_v1
  WHERE kfunc = {kfunc:String}
) AS tagged
INNER JOIN (
  SELECT DISTINCT platform_id, catalogue_id
  FROM platform_catalogue_v1
  WHERE platform_id IN (SELECT platform_id FROM reach_v1 WHERE @in-scope)
) AS of_platform ON of_platform.catalogue_id = tagged.catalogue_id
INNER JOIN (@kernels) AS kernel ON kernel.platform_id = of_platform.platform_id
GROUP BY module, tag
ORDER BY module, tag
