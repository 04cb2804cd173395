-- The builds of a window that are of the reports stored now, what they lacked, and for how many
-- organisations there is none. Of several builds of one state the one that lacked least.
SELECT
  arrayMap(id -> lower(hex(id)), groupArrayIf(built.build, built.org != '')) AS builds,
  arrayMap(id -> lower(hex(id)), groupUniqArrayArray(built.lacked)) AS lacking,
  countIf(built.org = '') AS unbuilt
FROM (@organisation-states) AS current
LEFT JOIN (
  SELECT
    org, state,
    argMin(one.build, (length(one.lacking), one.build)) AS build,
    argMin(one.lacking, (length(one.lacking), one.build)) AS lacked
  FROM roll_up_v1 AS one
  WHERE days = {days:UInt16} AND end_day = {to:Date}
  GROUP BY org, state
) AS built ON built.org = current.org AND built.state = current.state
