-- Organisations of which the roll-up of the window does not stand, with the state of their days and the
-- content that they lack: what they ran at any time, since a little more does no harm.
WITH lacking_content AS (
  SELECT org, arraySort(groupUniqArray(content_id)) AS lacking
  FROM (
    SELECT DISTINCT org, set_id AS content_id FROM reach_v1 WHERE @in-scope
    UNION DISTINCT
    SELECT DISTINCT ran.org AS org, of_platform.catalogue_id AS content_id
    FROM (SELECT DISTINCT org, platform_id FROM reach_v1 WHERE @in-scope) AS ran
    INNER JOIN platform_catalogue_v1 AS of_platform ON of_platform.platform_id = ran.platform_id
  )
  WHERE content_id NOT IN (SELECT content_id FROM content_known_v1)
  GROUP BY org
)
SELECT
  toString(current.org) AS organisation,
  lower(hex(current.state)) AS state,
  lower(hex(sipHash128(current.state, lacking_content.lacking))) AS build,
  arrayMap(id -> lower(hex(id)), lacking_content.lacking) AS lacking
FROM (@organisation-states) AS current
LEFT JOIN lacking_content ON lacking_content.org = current.org
WHERE (current.org, current.state) NOT IN (SELECT org, state FROM (@standing-roll-ups))
ORDER BY organisation
