-- Builds of the window of which what was lacking is lacking still, one for each state of an organisation.
SELECT org, state, min(one.build) AS build FROM roll_up_v1 AS one
WHERE days = {days:UInt16} AND end_day = {to:Date}
  AND one.build NOT IN (
    SELECT build FROM (
      SELECT build, arrayJoin(lacking) AS content_id FROM roll_up_v1
      WHERE days = {days:UInt16} AND end_day = {to:Date}
    )
    WHERE content_id IN (SELECT content_id FROM content_known_v1))
GROUP BY org, state
