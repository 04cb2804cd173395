-- Roll-ups of the window that were built of what is stored now, one for each organisation: of the same
-- changes, and what was lacking then is lacking still.
SELECT built.org AS org, min(built.build) AS build
FROM (
  SELECT org, state, build FROM roll_up_v1
  WHERE days = {days:UInt16} AND end_day = {to:Date}
    AND build NOT IN (
      SELECT build FROM (
        SELECT build, arrayJoin(lacking) AS content_id FROM roll_up_v1
        WHERE days = {days:UInt16} AND end_day = {to:Date}
      )
      WHERE content_id IN (SELECT content_id FROM content_known_v1))
) AS built
INNER JOIN (@organisation-states) AS current ON current.org = built.org AND current.state = built.state
GROUP BY built.org
