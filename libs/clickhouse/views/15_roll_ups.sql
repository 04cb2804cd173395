-- Which roll-ups of a window may be read.

-- Builds of the window that are of what is stored now, one for each organisation with reports; where there
-- is none `stands` is 0. As queries/roll-ups-standing.sql. Organisations in quarantine are left out here
-- as well as in reading_reports.
CREATE OR REPLACE VIEW @view(reading_builds) AS
SELECT current.org AS org, min(built.build) AS build, min(built.org != '') AS stands
FROM (
  SELECT org, sipHash128(arraySort(groupArray((day, day_change)))) AS state
  FROM (
    SELECT org, day, groupBitXor(change) AS day_change
    FROM day_change_v1
    WHERE (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
      AND org NOT IN (SELECT org FROM reading_quarantined)
      AND day BETWEEN toDate(greatest(toInt32(toDate({from:Date})) - 28, 0)) AND {to:Date}
    GROUP BY org, day
  )
  GROUP BY org
) AS current
LEFT JOIN (
  SELECT org, state, min(one.build) AS build FROM roll_up_v1 AS one
  WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date}
    AND one.build NOT IN (
      SELECT build FROM (
        SELECT build, arrayJoin(lacking) AS content_id FROM roll_up_v1
        WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date}
      )
      WHERE content_id IN (SELECT content_id FROM content_known_v1))
  GROUP BY org, state
) AS built ON built.org = current.org AND built.state = current.state
GROUP BY org;

-- The same in one value, which a view works out once and names `built`: the builds, whether every organisation
-- has one (where none reported, there is nothing to count), and whether all of their hosts are asked.
CREATE OR REPLACE VIEW @view(reading_built) AS
SELECT tuple(
  groupArrayIf(build, stands = 1),
  countIf(stands = 0) = 0,
  countIf(stands = 0) = 0
    AND has({lines:Array(String)}, '') AND has({distros:Array(String)}, '') AND has({arches:Array(String)}, '')) AS answer
FROM #reading_builds;

-- The same as reading_builds for each day of the window by itself: roll-ups of one day.
CREATE OR REPLACE VIEW @view(reading_day_builds) AS
SELECT current.day AS day, current.org AS org, min(built.build) AS build, min(built.org != '') AS stands
FROM (
  SELECT
    org,
    arrayJoin(arrayFilter(one -> one >= {from:Date}, changes.1)) AS day,
    sipHash128(arrayFilter(change -> change.1 <= day AND toInt32(change.1) >= toInt32(day) - 28, changes)) AS state
  FROM (
    SELECT org, arraySort(groupArray((day, day_change))) AS changes
    FROM (
      SELECT org, day, groupBitXor(change) AS day_change
      FROM day_change_v1
      WHERE (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
        AND org NOT IN (SELECT org FROM reading_quarantined)
        AND day BETWEEN toDate(greatest(toInt32(toDate({from:Date})) - 28, 0)) AND {to:Date}
      GROUP BY org, day
    )
    GROUP BY org
  )
) AS current
LEFT JOIN (
  SELECT end_day, org, state, min(one.build) AS build FROM roll_up_v1 AS one
  WHERE days = 1 AND end_day BETWEEN {from:Date} AND {to:Date}
    AND one.build NOT IN (
      SELECT build FROM (
        SELECT build, arrayJoin(lacking) AS content_id FROM roll_up_v1
        WHERE days = 1 AND end_day BETWEEN {from:Date} AND {to:Date}
      )
      WHERE content_id IN (SELECT content_id FROM content_known_v1))
  GROUP BY end_day, org, state
) AS built ON built.end_day = current.day AND built.org = current.org AND built.state = current.state
GROUP BY day, org;
