-- The builds of a window that are of what is stored now, and for how many organisations there is none.
SELECT
  arrayMap(id -> lower(hex(id)), groupArrayIf(build, stands)) AS builds,
  countIf(NOT stands) AS unbuilt
FROM (
  SELECT current.org, built.build AS build, built.org != '' AS stands
  FROM (@organisation-states) AS current
  LEFT JOIN (@standing-roll-ups) AS built ON built.org = current.org AND built.state = current.state
)
