-- What hosts were in, however it is found: rows of a profile, which stands for `hosts` hosts of one
-- organisation that look the same. Rows may be there twice.

-- By window: which platform and set was reported on a day (state) beside which others. From roll-ups where
-- every organisation that is asked has one, else from the states of hosts (host_span_v1).
CREATE OR REPLACE VIEW @view(reading_states) AS
SELECT org, profile, state, platform_id, set_id, in_time, complete, not_observable, hosts
FROM profile_window_v1
WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date}
  -- Known before anything is read: a false one reads nothing.
  AND (SELECT answer FROM reading_is_built(@window)) = 1
  AND build IN (SELECT build FROM reading_builds(@window))
  AND platform_id IN (@stratum)
UNION ALL
SELECT org, profile, toUInt16(state), platform_id, set_id, in_time, complete, not_observable, hosts
FROM (@query(fragments/profiles-of-window, unless reading_is_built(@window)))
WHERE platform_id IN (@stratum);

-- By day: the state of each day by itself. From roll-ups of days where an organisation has one, else from
-- its reports of the day, each host a profile of its own.
CREATE OR REPLACE VIEW @view(reading_day_states) AS
SELECT
  end_day AS day, org, profile, alone, platform_id, set_id, in_time, complete, not_observable, agent_versions, hosts
FROM profile_window_v1 FINAL
WHERE days = 1 AND end_day BETWEEN {from:Date} AND {to:Date}
  AND build IN (SELECT build FROM reading_day_builds(@window) WHERE stands = 1)
  AND platform_id IN (@stratum)
UNION ALL
SELECT
  day, org, sipHash128(toString(org), host_id), 0, platform_id, set_id, in_time, complete, not_observable, agent_versions, 1
FROM reading_asked(@asked)
WHERE (day, org) IN (SELECT day, org FROM reading_day_builds(@window) WHERE stands = 0);
