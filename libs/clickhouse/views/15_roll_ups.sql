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

-- Whether roll-ups answer the question: every organisation has one, and all of its hosts are asked.
CREATE OR REPLACE VIEW @view(reading_is_rolled_up) AS
SELECT toUInt8(
  count() > 0 AND min(stands) = 1
  AND has({lines:Array(String)}, '') AND has({distros:Array(String)}, '') AND has({arches:Array(String)}, '')) AS answer
FROM reading_builds(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)});
