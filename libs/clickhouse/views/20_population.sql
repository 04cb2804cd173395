-- Who reported, and what was not seen.

-- One row for each organisation, which tells what there is of its hosts in the window.
CREATE OR REPLACE VIEW @view(reading_population_roll_ups) AS
SELECT DISTINCT org, build, reporting, complete, silent, late, exposure_unknown, loss_hosts, loss_times
FROM population_window_v1
WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date}
  AND built.3 = 1
  AND build IN built.1;

-- As queries/population.sql, for several values.
CREATE OR REPLACE VIEW @view(reading_population) AS
SELECT
  sum(of_one.reporting) AS reporting,
  sum(of_one.complete) AS complete,
  reporting - complete AS not_covered,
  sum(of_one.silent) AS silent,
  sum(of_one.late) AS late,
  sum(of_one.exposure_unknown) AS exposure_unknown,
  countIf(of_one.reporting > 0) AS organisations
FROM #reading_population_roll_ups AS of_one
HAVING built.3 = 1
UNION ALL
SELECT
  countIf(in_window AND in_stratum) AS reporting,
  countIf(was_complete) AS complete,
  reporting - complete AS not_covered,
  countIf(in_stratum AND NOT in_window) AS silent,
  countIf(in_window AND in_stratum AND NOT was_in_time) AS late,
  countIf(lacks_catalogue) AS exposure_unknown,
  uniqExactIf(organisation, in_window AND in_stratum) AS organisations
FROM (@query(fragments/reported-by-host, unless built.3))
-- Without it a question that roll-ups answer would have a row of zeros here as well.
HAVING built.3 = 0;

-- The same but for who is silent, which needs the 28 days before as well.
CREATE OR REPLACE VIEW @view(reading_reporting) AS
SELECT
  sum(of_one.reporting) AS reporting,
  sum(of_one.complete) AS complete,
  reporting - complete AS not_covered,
  countIf(of_one.reporting > 0) AS organisations
FROM #reading_population_roll_ups AS of_one
HAVING built.3 = 1
UNION ALL
SELECT
  sum(hosts) AS reporting,
  sumIf(hosts, was_complete) AS complete,
  reporting - complete AS not_covered,
  uniqExact(organisation) AS organisations
FROM (
  SELECT any(org) AS organisation, any(of_profile.hosts) AS hosts, max(complete != 0) AS was_complete
  FROM #reading_states AS of_profile
  WHERE built.3 = 0
  GROUP BY profile
)
HAVING built.3 = 0;

CREATE OR REPLACE VIEW @view(reading_newest) AS
SELECT uniqExact(org) AS organisations, maxOrNull(last_seen) AS newest
FROM reading_newest_reports
WHERE day BETWEEN {from:Date} AND {to:Date}
  AND (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
  AND platform_id IN (SELECT platform_id FROM #reading_stratum);

-- Rows of a profile that is a single row are put together as they are, others by profile first.
CREATE OR REPLACE VIEW @view(reading_population_days) AS
SELECT
  day,
  sum(if(part = toFixedString('', 16), of_rows, of_profile)) AS reporting,
  sumIf(if(part = toFixedString('', 16), of_rows, of_profile), was_complete) AS complete,
  uniqExact(organisation) AS organisations
FROM (
  SELECT
    day,
    org AS organisation,
    if(alone = 1, toFixedString('', 16), profile) AS part,
    if(alone = 1, complete, 0) AS kind,
    sum(state.hosts) AS of_rows,
    any(state.hosts) AS of_profile,
    max(complete = 1) AS was_complete
  FROM #reading_day_states AS state
  GROUP BY day, organisation, part, kind
)
GROUP BY day;

-- A host that ran two versions on a day counts in both.
CREATE OR REPLACE VIEW @view(reading_agent_versions) AS
SELECT day, version, sum(if(part = toFixedString('', 16), of_rows, of_profile)) AS hosts
FROM (
  SELECT
    day,
    arrayJoin(agent_versions) AS version,
    if(alone = 1, toFixedString('', 16), profile) AS part,
    sum(state.hosts) AS of_rows,
    any(state.hosts) AS of_profile
  FROM #reading_day_states AS state
  GROUP BY day, version, part
)
GROUP BY day, version;

-- By dimension: line, release, distro, arch or organisation. A host counts in each value it reported.
CREATE OR REPLACE VIEW @view(reading_population_by) AS
WITH
  {dimension:String} AS dimension,
  kernels AS (
    SELECT
      platform_id,
      CASE {dimension:String}
        WHEN 'line' THEN line
        WHEN 'release' THEN release
        WHEN 'distro' THEN distro
        WHEN 'arch' THEN arch
        ELSE ''
      END AS value
    FROM reading_platforms
  )
SELECT
  value,
  sum(hosts) AS reporting,
  sumIf(hosts, was_complete) AS complete,
  uniqExact(organisation) AS organisations,
  any(newest_of_value) AS newest
FROM (
  SELECT
    if(dimension = 'organisation', toString(org), kernels.value) AS value,
    profile,
    any(org) AS organisation,
    any(state.hosts) AS hosts,
    max(complete != 0) AS was_complete
  FROM #reading_states AS state
  INNER JOIN kernels ON kernels.platform_id = state.platform_id
  GROUP BY value, profile
) AS of_profile
INNER JOIN (
  SELECT
    if(dimension = 'organisation', toString(org), kernels.value) AS value,
    max(last_seen) AS newest_of_value
  FROM reading_newest_reports AS report
  INNER JOIN kernels ON kernels.platform_id = report.platform_id
  WHERE day BETWEEN {from:Date} AND {to:Date}
    AND (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
    AND platform_id IN (SELECT platform_id FROM #reading_stratum)
  GROUP BY value
) AS report ON report.value = of_profile.value
GROUP BY value;

-- As queries/losses.sql: cumulative since boot, the newest of each boot. Where every kernel is asked about, no
-- report is left out, and reports are not looked through.
CREATE OR REPLACE VIEW @view(reading_losses) AS
SELECT
  if(loss.1 = '', 'programs that came and went unseen', loss.1) AS reason,
  sum(loss.2) AS hosts,
  sum(loss.3) AS times
FROM (
  SELECT arrayJoin(arrayMap(one -> (one, loss_hosts[one], loss_times[one]), mapKeys(loss_hosts))) AS loss
  FROM #reading_population_roll_ups
)
GROUP BY reason
UNION ALL
SELECT
  if(loss.1 = '', 'programs that came and went unseen', loss.1) AS reason,
  uniqExact((org, host_id)) AS hosts,
  sum(loss.2) AS times
FROM (
  SELECT
    org,
    host_id,
    boot_id,
    arrayJoin(arrayConcat(
      [('', max(ids_unseen))],
      CAST(maxMap(losses), 'Array(Tuple(String, UInt64))'))) AS loss
  FROM host_loss_v1
  WHERE day BETWEEN {from:Date} AND {to:Date}
    AND (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
    AND org NOT IN (SELECT org FROM reading_quarantined)
    AND (ids_unseen > 0 OR notEmpty(losses))
    AND built.3 = 0
    AND ((has({lines:Array(String)}, '') AND has({distros:Array(String)}, '') AND has({arches:Array(String)}, ''))
      OR (day, org, host_id) IN (
        SELECT day, org, host_id FROM #reading_asked
        WHERE NOT (has({lines:Array(String)}, '') AND has({distros:Array(String)}, '') AND has({arches:Array(String)}, ''))))
  GROUP BY org, host_id, boot_id
)
WHERE loss.2 > 0
GROUP BY reason;

-- Facts of reports in time of the day `to`: hosts, and loaded programs, by program type (fact 'program-type'),
-- or hosts by the distance of their clocks from the gateway's ('clock', up to so many seconds).
CREATE OR REPLACE VIEW @view(reading_day_facts) AS
SELECT fact, value, sum(of_one.hosts) AS hosts, sum(of_one.loaded) AS loaded, sum(of_one.with_kfuncs) AS with_kfuncs
FROM (
  SELECT DISTINCT org, build, toString(fact) AS fact, toString(value) AS value, hosts, loaded, with_kfuncs
  FROM day_fact_v1
  WHERE end_day = {to:Date}
    AND built.3 = 1
    AND build IN built.1
  UNION ALL
  SELECT org, toFixedString('', 16) AS build, fact, value, hosts, loaded, with_kfuncs
  FROM (@query(fragments/facts-of-day, unless built.3))
) AS of_one
GROUP BY fact, value;

-- Hosts by the hour of their last report of a day, of the hours from `since` to `until`.
CREATE OR REPLACE VIEW @view(reading_hours) AS
SELECT toStartOfHour(last_seen) AS hour, uniqExact(sipHash64(org, host_id)) AS hosts
FROM reading_asked(from = toDate({since:DateTime}, 'UTC'), to = toDate({until:DateTime}, 'UTC'), @hosts)
WHERE last_seen BETWEEN {since:DateTime} AND {until:DateTime}
GROUP BY hour;

-- Hosts that reported from `since` to `until`, which are at most a few days apart.
CREATE OR REPLACE VIEW @view(reading_recent) AS
SELECT
  uniqExactIf(sipHash64(org, host_id), last_seen >= {until:DateTime} - INTERVAL 1 HOUR) AS hour,
  uniqExact(sipHash64(org, host_id)) AS hosts
FROM reading_asked(from = toDate({since:DateTime}, 'UTC'), to = toDate({until:DateTime}, 'UTC'), @hosts)
WHERE last_seen BETWEEN {since:DateTime} AND {until:DateTime};

-- The newest day that is over; NULL before the first.
CREATE OR REPLACE VIEW @view(reading_closed) AS
@query(closed-days);

-- Marks of a day in a queue: how many partitions passed it, of how many, and the last of them.
CREATE OR REPLACE VIEW @view(reading_marks) AS
SELECT
  day,
  toString(queue) AS queue,
  uniqExact(queue_partition) AS passed,
  max(queue_partitions) AS partitions,
  max(marked_at) AS last_marked_at,
  dateDiff('second', toDateTime(day + 1, 'UTC'), last_marked_at) AS seconds_after_midnight
FROM day_state_v1
GROUP BY day, queue;

CREATE OR REPLACE VIEW @view(reading_reopenings) AS
SELECT day, toString(org) AS organisation, uniqExact(letter) AS letters
FROM day_reopening_v1
WHERE org NOT IN (SELECT org FROM reading_quarantined)
GROUP BY day, org;
