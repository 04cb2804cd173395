-- Who uses what. A kfunc is named by kfunc and module; the definitions are those of queries/.

-- Hosts of the window and what one kfunc is on them, where no roll-up answers. Exposed: on some day a complete report whose
-- platform offers it, and none that could not have shown its calls; used: on such a day.
CREATE OR REPLACE VIEW @view(reading_kfunc_hosts) AS
SELECT
  org,
  host_id,
  max(is_offered AND NOT is_hidden) AS was_exposed,
  max(is_offered AND NOT is_hidden AND is_holder) AS was_user,
  max(is_offered AND is_hidden) AS was_hidden,
  max(is_holder) AS was_holder
FROM (
  SELECT
    day,
    org,
    host_id,
    max(complete = 1 AND platform_id IN (
      SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String})) AS is_offered,
    has(groupUniqArrayArrayIf(not_observable, complete = 1), {kfunc:String}) AS is_hidden,
    max(in_time = 1 AND set_id IN (
      SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String})) AS is_holder
  FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
    lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
  WHERE (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 0
  GROUP BY day, org, host_id
)
GROUP BY org, host_id;

-- From roll-ups, which hold one row for each organisation, or counted where there is none.
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
    AND (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 1
    AND build IN (SELECT build FROM reading_builds(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}))
) AS of_one
HAVING (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 1
UNION ALL
SELECT
  countIf(was_exposed) AS exposed,
  countIf(was_user) AS users,
  uniqExactIf(org, was_exposed) AS exposed_organisations,
  uniqExactIf(org, was_user) AS user_organisations,
  countIf(was_hidden AND NOT was_exposed) AS not_observable,
  countIf(was_holder AND NOT was_user) AS users_not_covered
FROM reading_kfunc_hosts(kfunc = {kfunc:String}, module = {module:String}, from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
HAVING (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 0;

CREATE OR REPLACE VIEW @view(reading_kfunc_days) AS
SELECT
  day,
  count() AS reporting,
  countIf(is_exposed) AS exposed,
  countIf(is_exposed AND is_holder) AS users
FROM (
  SELECT
    day,
    org,
    host_id,
    max(complete = 1 AND platform_id IN (
      SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String}))
      AND NOT has(groupUniqArrayArrayIf(not_observable, complete = 1), {kfunc:String}) AS is_exposed,
    max(in_time = 1 AND set_id IN (
      SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String})) AS is_holder
  FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
    lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
  GROUP BY day, org, host_id
)
GROUP BY day;

-- First and last day of use in all that is stored.
CREATE OR REPLACE VIEW @view(reading_kfunc_span) AS
SELECT minOrNull(day) AS first_used, maxOrNull(day) AS last_used
FROM reading_reports
WHERE (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
  AND in_time = 1
  AND set_id IN (SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String});

-- As queries/strata.sql. Dimension: line, release, distro, arch or organisation.
CREATE OR REPLACE VIEW @view(reading_kfunc_by) AS
SELECT
  value,
  count() AS reporting,
  countIf(was_exposed) AS exposed,
  countIf(was_user) AS users,
  countIf(was_hidden AND NOT was_exposed) AS not_observable
FROM (
  SELECT
    value,
    org,
    host_id,
    max(is_offered AND NOT is_hidden) AS was_exposed,
    max(is_offered AND NOT is_hidden AND is_holder) AS was_user,
    max(is_offered AND is_hidden) AS was_hidden
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
      report.org AS org,
      report.host_id AS host_id,
      report.day AS day,
      max(report.complete = 1 AND report.platform_id IN (
        SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String})) AS is_offered,
      has(groupUniqArrayArrayIf(report.not_observable, report.complete = 1), {kfunc:String}) AS is_hidden,
      max(report.in_time = 1 AND report.set_id IN (
        SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String})) AS is_holder
    FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
      lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)}) AS report
    INNER JOIN reading_platforms AS kernel ON kernel.platform_id = report.platform_id
    GROUP BY value, org, host_id, day
  )
  GROUP BY value, org, host_id
)
GROUP BY value;

-- Hosts that held the same sets in time, by set: clones are one profile.
CREATE OR REPLACE VIEW @view(reading_profiles) AS
SELECT org, hosts, sipHash128(org, sets) AS profile, arrayJoin(sets) AS set_id
FROM (
  SELECT org, sets, count() AS hosts
  FROM (
    SELECT org, host_id, arraySort(groupUniqArray(set_id)) AS sets
    FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
      lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
    WHERE in_time = 1
    GROUP BY org, host_id
  )
  GROUP BY org, sets
);

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
FROM reading_profiles(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
  lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)}) AS report
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
  uniqExact(report.org) AS organisations,
  uniqExact(using.program_id) AS programs
FROM (
  SELECT org, hosts, sipHash128(org, sets) AS profile, arrayJoin(sets) AS set_id
  FROM (
    SELECT org, sets, count() AS hosts
    FROM (
      SELECT org, host_id, arraySort(groupUniqArrayArray(of_day)) AS sets
      FROM (
        SELECT
          org,
          host_id,
          groupUniqArrayIf(set_id, in_time = 1 AND set_id IN (
            SELECT set_id FROM reading_uses WHERE kfunc = {kfunc:String} AND module = {module:String})) AS of_day
        FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
          lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
        GROUP BY day, org, host_id
        HAVING max(complete = 1 AND platform_id IN (
            SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String} AND module = {module:String}))
          AND NOT has(groupUniqArrayArrayIf(not_observable, complete = 1), {kfunc:String})
      )
      GROUP BY org, host_id
    )
    GROUP BY org, sets
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
FROM reading_profiles(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
  lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)}) AS report
INNER JOIN (
  SELECT set_id, program_id, evidence_id FROM reading_uses
  WHERE kfunc = {kfunc:String} AND module = {module:String}
) AS using ON using.set_id = report.set_id
INNER JOIN (
  SELECT DISTINCT program_id, evidence_id, kfunc, module FROM reading_uses
  WHERE NOT (kfunc = {kfunc:String} AND module = {module:String})
) AS other ON other.program_id = using.program_id AND other.evidence_id = using.evidence_id
GROUP BY kfunc, module;
