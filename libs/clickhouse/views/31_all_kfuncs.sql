-- Every kfunc that was offered or used in the window, from states of hosts where no roll-up answers.
CREATE OR REPLACE VIEW @view(reading_counted_kfuncs) AS
WITH
  states AS (
    SELECT
      profile,
      of_state.state AS state,
      any(org) AS organisation,
      any(of_state.hosts) AS hosts,
      groupUniqArrayIf(CAST(platform_id, 'FixedString(16)'), complete = 1) AS platforms,
      groupUniqArrayIf(CAST(set_id, 'FixedString(16)'), in_time = 1) AS sets,
      groupUniqArrayArrayIf(not_observable, complete = 1) AS hidden
    FROM reading_states(@asked) AS of_state
    -- Known before anything is read: a false one reads nothing.
    WHERE (SELECT answer FROM reading_is_rolled_up(@asked)) = 0
    GROUP BY profile, state
  ),
  entries AS (
    SELECT
      organisation,
      hosts,
      profile,
      state,
      hidden,
      arrayJoin(arrayConcat(arrayMap(id -> (1, id), platforms), arrayMap(id -> (0, id), sets))) AS entry
    FROM states
  ),
  content AS (
    SELECT 1 AS is_offer, platform_id AS id, kfunc, module FROM reading_offers
    UNION ALL
    SELECT DISTINCT 0 AS is_offer, set_id AS id, kfunc, module FROM reading_uses
  ),
  by_state AS (
    SELECT
      profile,
      state,
      any(organisation) AS org,
      any(hosts) AS hosts,
      content.kfunc AS kfunc,
      content.module AS module,
      max(content.is_offer = 1 AND NOT has(entries.hidden, content.kfunc)) AS is_exposed,
      max(content.is_offer = 1 AND has(entries.hidden, content.kfunc)) AS is_hidden,
      max(content.is_offer = 0) AS is_holder
    FROM entries
    INNER JOIN content ON content.is_offer = entries.entry.1 AND content.id = entries.entry.2
    GROUP BY profile, state, kfunc, module
  ),
  by_profile AS (
    SELECT
      any(org) AS org,
      any(hosts) AS hosts,
      kfunc,
      module,
      max(is_exposed) AS was_exposed,
      max(is_hidden) AS was_hidden,
      max(is_exposed AND is_holder) AS was_user,
      max(is_holder) AS was_holder
    FROM by_state
    GROUP BY profile, kfunc, module
  )
SELECT
  kfunc,
  module,
  sumIf(hosts, was_exposed = 1) AS exposed,
  sumIf(hosts, was_user = 1) AS users,
  uniqExactIf(org, was_exposed = 1) AS exposed_organisations,
  uniqExactIf(org, was_user = 1) AS user_organisations,
  sumIf(hosts, was_hidden = 1 AND was_exposed = 0) AS not_observable,
  sumIf(hosts, was_holder = 1 AND was_user = 0) AS users_not_covered
FROM by_profile
GROUP BY kfunc, module;

-- The same from roll-ups, which hold one row for each organisation, or counted where there is none.
CREATE OR REPLACE VIEW @view(reading_kfuncs) AS
SELECT
  kfunc,
  module,
  sum(of_one.exposed) AS exposed,
  sum(of_one.users) AS users,
  countIf(of_one.exposed > 0) AS exposed_organisations,
  countIf(of_one.users > 0) AS user_organisations,
  sum(of_one.not_observable) AS not_observable,
  sum(of_one.users_not_covered) AS users_not_covered
FROM (
  SELECT DISTINCT kfunc, toString(module) AS module, build, exposed, users, not_observable, users_not_covered
  FROM usage_window_v1
  WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date} AND kfunc != ''
    AND (SELECT answer FROM reading_is_rolled_up(@asked)) = 1
    AND build IN (SELECT build FROM reading_builds(@window))
) AS of_one
GROUP BY kfunc, module
UNION ALL
SELECT *
FROM reading_counted_kfuncs(@asked);
