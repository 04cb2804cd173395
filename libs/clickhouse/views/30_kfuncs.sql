-- Who uses what. A kfunc is named by kfunc and module; the definitions are those of queries/.

-- Parts of hosts of the window, and the days on which one kfunc was offered, hidden and used in them.
CREATE OR REPLACE VIEW @view(reading_kfunc_states) AS
SELECT
  profile,
  any(org) AS organisation,
  any(of_row.hosts) AS hosts,
  groupBitOrIf(complete, platform_id IN (
    SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String})) AS offered,
  groupBitOrIf(complete, has(not_observable, {kfunc:String})) AS hidden,
  groupBitOrIf(in_time, set_id IN (
    SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String})) AS used
FROM #reading_states AS of_row
GROUP BY profile, part;

-- From roll-ups, which hold one row for each organisation, or from states of hosts. Exposed: on some day a
-- complete report whose platform offers it, and none that could not have shown its calls; used: on such a day.
CREATE OR REPLACE VIEW @view(reading_kfunc) AS
SELECT
  sum(of_one.exposed) AS exposed,
  sum(of_one.users) AS users,
  countIf(of_one.exposed > 0) AS exposed_organisations,
  countIf(of_one.users > 0) AS user_organisations,
  sum(of_one.not_observable) AS not_observable,
  sum(of_one.users_not_covered) AS users_not_covered
FROM (
  SELECT DISTINCT build, exposed, users, not_observable, users_not_covered
  FROM usage_window_v1
  WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date}
    AND kfunc = {kfunc:String} AND module = {module:String}
    AND built.3 = 1
    AND build IN built.1
) AS of_one
HAVING built.3 = 1
UNION ALL
SELECT
  sumIf(hosts, was_exposed) AS exposed,
  sumIf(hosts, was_user) AS users,
  uniqExactIf(organisation, was_exposed) AS exposed_organisations,
  uniqExactIf(organisation, was_user) AS user_organisations,
  sumIf(hosts, was_hidden AND NOT was_exposed) AS not_observable,
  sumIf(hosts, was_holder AND NOT was_user) AS users_not_covered
FROM (
  SELECT
    any(state.organisation) AS organisation,
    any(state.hosts) AS hosts,
    max(bitAnd(offered, bitNot(hidden)) != 0) AS was_exposed,
    max(bitAnd(bitAnd(offered, bitNot(hidden)), used) != 0) AS was_user,
    max(bitAnd(offered, hidden) != 0) AS was_hidden,
    max(used != 0) AS was_holder
  FROM #reading_kfunc_states AS state
  WHERE built.3 = 0
  GROUP BY profile
)
HAVING built.3 = 0;

-- Each UTC day by itself. Rows of a profile that is a single row are put together as they are.
CREATE OR REPLACE VIEW @view(reading_kfunc_days) AS
SELECT
  day,
  sum(hosts) AS reporting,
  sumIf(hosts, is_exposed) AS exposed,
  sumIf(hosts, is_exposed AND is_holder) AS users
FROM (
  SELECT
    day,
    if(part = toFixedString('', 16), sum(state.hosts), any(state.hosts)) AS hosts,
    max(is_offering) AND NOT max(is_hiding) AS is_exposed,
    max(is_holding) AS is_holder
  FROM (
    SELECT
      day,
      of_day.hosts AS hosts,
      if(alone = 1, toFixedString('', 16), profile) AS part,
      complete = 1 AND platform_id IN (
        SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String}) AS is_offering,
      complete = 1 AND has(not_observable, {kfunc:String}) AS is_hiding,
      in_time = 1 AND set_id IN (
        SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String}) AS is_holding,
      if(part = toFixedString('', 16), is_offering + 2 * is_hiding + 4 * is_holding, 0) AS kind
    FROM #reading_day_states AS of_day
  ) AS state
  GROUP BY day, part, kind
)
GROUP BY day;

-- First and last day of use in all that is stored.
CREATE OR REPLACE VIEW @view(reading_kfunc_span) AS
SELECT
  if(count() = 0, NULL, min(first_in_time)) AS first_used,
  if(count() = 0, NULL, max(last_in_time)) AS last_used
FROM reach_v1
WHERE (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
  AND org NOT IN (SELECT org FROM reading_quarantined)
  AND first_in_time <= last_in_time
  AND set_id IN (SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String});

-- As queries/strata.sql. Dimension: line, release, distro, arch or organisation.
CREATE OR REPLACE VIEW @view(reading_kfunc_by) AS
SELECT
  value,
  sum(hosts) AS reporting,
  sumIf(hosts, was_exposed) AS exposed,
  sumIf(hosts, was_user) AS users,
  sumIf(hosts, was_hidden AND NOT was_exposed) AS not_observable
FROM (
  SELECT
    value,
    any(of_part) AS hosts,
    max(bitAnd(offered, bitNot(hidden)) != 0) AS was_exposed,
    max(bitAnd(bitAnd(offered, bitNot(hidden)), used) != 0) AS was_user,
    max(bitAnd(offered, hidden) != 0) AS was_hidden
  FROM (
    SELECT
      CASE {dimension:String}
        WHEN 'organisation' THEN toString(report.org)
        WHEN 'line' THEN kernel.line
        WHEN 'release' THEN kernel.release
        WHEN 'distro' THEN kernel.distro
        WHEN 'arch' THEN kernel.arch
        ELSE ''
      END AS value,
      profile,
      any(report.hosts) AS of_part,
      groupBitOrIf(report.complete, report.platform_id IN (
        SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String})) AS offered,
      groupBitOrIf(report.complete, has(report.not_observable, {kfunc:String})) AS hidden,
      groupBitOrIf(report.in_time, report.set_id IN (
        SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String})) AS used
    FROM #reading_states AS report
    INNER JOIN reading_platforms AS kernel ON kernel.platform_id = report.platform_id
    GROUP BY value, profile, part
  )
  GROUP BY value, profile
)
GROUP BY value;

-- Hosts by the sets that they held in time.
CREATE OR REPLACE VIEW @view(reading_profiles) AS
SELECT DISTINCT org, hosts, profile, set_id
FROM #reading_states
WHERE in_time != 0;

-- Programs that use one kfunc, by hosts that reported them in time, covered or not.
CREATE OR REPLACE VIEW @view(reading_kfunc_programs) AS
SELECT
  using.program_id AS program_id,
  any(about.type) AS type,
  any(about.name) AS name,
  any(about.attach_target) AS attach_target,
  using.loader AS loader,
  arraySum(one -> one.2, groupUniqArray((report.profile, report.hosts))) AS hosts,
  uniqExact(report.org) AS organisations
FROM #reading_profiles AS report
INNER JOIN (
  SELECT set_id, program_id, loader FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String}
) AS using ON using.set_id = report.set_id
INNER JOIN reading_programs AS about ON about.program_id = using.program_id
GROUP BY program_id, loader;

-- Users by program type or loader (dimension), as queries/uses-by.sql: whether a host is a user is decided
-- by its day as a whole, which programs make it one by the sets of such days.
CREATE OR REPLACE VIEW @view(reading_kfunc_users_by) AS
SELECT
  if({dimension:String} = 'type', about.type, using.loader) AS value,
  arraySum(one -> one.2, groupUniqArray((report.profile, report.hosts))) AS hosts,
  uniqExact(report.organisation) AS organisations,
  uniqExact(using.program_id) AS programs
FROM (
  SELECT organisation, hosts, profile, arrayJoin(arrayMap(one -> one.1, arrayFilter(one -> bitAnd(one.2, exposed) != 0, sets))) AS set_id
  FROM (
    SELECT
      profile,
      any(org) AS organisation,
      any(of_row.hosts) AS hosts,
      bitAnd(
        groupBitOrIf(complete, platform_id IN (
          SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String})),
        bitNot(groupBitOrIf(complete, has(not_observable, {kfunc:String})))) AS exposed,
      groupArrayIf((set_id, in_time), set_id IN (
        SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String})) AS sets
    FROM #reading_states AS of_row
    GROUP BY profile, part
  )
) AS report
INNER JOIN (
  SELECT set_id, program_id, loader FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String}
) AS using ON using.set_id = report.set_id
INNER JOIN reading_programs AS about ON about.program_id = using.program_id
GROUP BY value;

-- Kfuncs that the same loaded programs use, as queries/co-use.sql.
CREATE OR REPLACE VIEW @view(reading_kfunc_beside) AS
SELECT
  other.kfunc AS kfunc,
  other.module AS module,
  uniqExact(using.program_id) AS programs,
  arraySum(one -> one.2, groupUniqArray((report.profile, report.hosts))) AS hosts
FROM #reading_profiles AS report
INNER JOIN (
  SELECT set_id, program_id, evidence_id FROM reading_uses
  WHERE kfunc = {kfunc:String} AND module = {module:String}
) AS using ON using.set_id = report.set_id
INNER JOIN (
  SELECT DISTINCT program_id, evidence_id, kfunc, module FROM reading_uses
  WHERE NOT (kfunc = {kfunc:String} AND module = {module:String})
) AS other ON other.program_id = using.program_id AND other.evidence_id = using.evidence_id
GROUP BY kfunc, module;
