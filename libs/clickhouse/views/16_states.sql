-- What hosts reported, however it is found: rows of a profile, which stands for `hosts` hosts of one
-- organisation that look the same. Rows may be there twice.

-- By window, with days as bits. A bit is a day of a part: bits of one part of a profile are compared, those of
-- two are not. From roll-ups where every organisation that is asked has one, else from the states of hosts, each
-- host a profile of its own.
CREATE OR REPLACE VIEW @view(reading_states) AS
SELECT
  toString(org) AS org, profile, toUInt16(0) AS part, platform_id, set_id, not_observable, reported, in_time, complete, hosts
FROM profile_window_v1
WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date}
  -- Known before anything is read: a false one reads nothing.
  AND built.2 = 1
  AND build IN built.1
  AND platform_id IN (SELECT platform_id FROM #reading_stratum)
UNION ALL
SELECT
  toString(org) AS org,
  host AS profile,
  epoch AS part,
  platform_id,
  set_id,
  not_observable,
  bitAnd(reported, @query(fragments/span-window)) AS reported,
  bitAnd(in_time, @query(fragments/span-window)) AS in_time,
  bitAnd(complete, @query(fragments/span-window)) AS complete,
  toUInt64(1) AS hosts
FROM host_span_v1
WHERE @query(fragments/in-span-window, unless built.2)
  AND platform_id IN (SELECT platform_id FROM #reading_stratum)
  AND bitAnd(reported, @query(fragments/span-window)) != 0;

-- By day, each by itself. From roll-ups of days where an organisation has one, else from its reports of the
-- day, each host a profile of its own.
CREATE OR REPLACE VIEW @view(reading_day_states) AS
SELECT
  end_day AS day, toString(org) AS org, profile, alone, platform_id, set_id, not_observable, agent_versions,
  in_time, complete, hosts
FROM profile_window_v1 FINAL
WHERE days = 1 AND end_day BETWEEN {from:Date} AND {to:Date}
  AND build IN (SELECT build FROM #reading_day_builds WHERE stands = 1)
  AND platform_id IN (SELECT platform_id FROM #reading_stratum)
UNION ALL
SELECT
  day, toString(org), sipHash128(toString(org), host_id), 0, platform_id, set_id, not_observable, agent_versions,
  in_time, complete, 1
FROM #reading_asked
WHERE (day, org) IN (SELECT day, org FROM #reading_day_builds WHERE stands = 0);
