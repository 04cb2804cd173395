-- Who reported, and what was not seen.

-- As queries/population.sql, for several values; counted from reports where no roll-up answers.
CREATE OR REPLACE VIEW @view(reading_counted_population) AS
WITH
  of_stratum AS (
    SELECT platform_id
    FROM reading_stratum(lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
  ),
  lacking AS (
    SELECT platform_id FROM platform_catalogue_v1
    WHERE catalogue_id NOT IN (SELECT catalogue_id FROM catalogue_known_v1)
  )
SELECT
  countIf(in_window AND in_stratum) AS reporting,
  countIf(in_window AND in_stratum AND was_complete) AS complete,
  reporting - complete AS not_covered,
  countIf(in_stratum AND NOT in_window) AS silent,
  countIf(in_window AND in_stratum AND NOT was_in_time) AS late,
  countIf(in_window AND in_stratum AND lacks_catalogue) AS exposure_unknown,
  uniqExactIf(org, in_window AND in_stratum) AS organisations
FROM (
  SELECT
    org,
    host_id,
    max(day >= {from:Date}) AS in_window,
    if(in_window,
      max(day >= {from:Date} AND platform_id IN of_stratum),
      max(platform_id IN of_stratum)) AS in_stratum,
    max(day >= {from:Date} AND platform_id IN of_stratum AND complete = 1) AS was_complete,
    max(day >= {from:Date} AND platform_id IN of_stratum AND in_time = 1) AS was_in_time,
    max(day >= {from:Date} AND platform_id IN of_stratum AND complete = 1 AND platform_id IN lacking)
      AS lacks_catalogue
  FROM reading_reports
  WHERE (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
    AND day BETWEEN toDate(greatest(toInt32(toDate({from:Date})) - 28, 0)) AND {to:Date}
    AND (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 0
  GROUP BY org, host_id
)
-- Without it a question that roll-ups answer would have a row of zeros here as well.
HAVING (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 0;

-- One row for each organisation, which tells what there is of its hosts in the window.
CREATE OR REPLACE VIEW @view(reading_population_roll_ups) AS
SELECT DISTINCT org, build, reporting, complete, silent, late, exposure_unknown
FROM population_window_v1
WHERE days = dateDiff('day', toDate({from:Date}), toDate({to:Date})) + 1 AND end_day = {to:Date}
  AND (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 1
  AND build IN (SELECT build FROM reading_builds(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}));

CREATE OR REPLACE VIEW @view(reading_population) AS
SELECT
  sum(of_one.reporting) AS reporting,
  sum(of_one.complete) AS complete,
  reporting - complete AS not_covered,
  sum(of_one.silent) AS silent,
  sum(of_one.late) AS late,
  sum(of_one.exposure_unknown) AS exposure_unknown,
  countIf(of_one.reporting > 0) AS organisations
FROM reading_population_roll_ups(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)}) AS of_one
HAVING (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 1
UNION ALL
SELECT * FROM reading_counted_population(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)});

-- The same but for who is silent, which needs the 28 days before as well.
CREATE OR REPLACE VIEW @view(reading_reporting) AS
SELECT
  sum(of_one.reporting) AS reporting,
  sum(of_one.complete) AS complete,
  reporting - complete AS not_covered,
  countIf(of_one.reporting > 0) AS organisations
FROM reading_population_roll_ups(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)}) AS of_one
HAVING (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 1
UNION ALL
SELECT
  count() AS reporting,
  countIf(was_complete) AS complete,
  reporting - complete AS not_covered,
  uniqExact(org) AS organisations
FROM (
  SELECT org, host_id, max(complete = 1) AS was_complete
  FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
  WHERE (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 0
  GROUP BY org, host_id
)
HAVING (SELECT answer FROM reading_is_rolled_up(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})) = 0;

CREATE OR REPLACE VIEW @view(reading_newest) AS
SELECT uniqExact(org) AS organisations, maxOrNull(last_seen) AS newest
FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)}, lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)});

CREATE OR REPLACE VIEW @view(reading_population_days) AS
SELECT
  day,
  count() AS reporting,
  countIf(was_complete) AS complete,
  uniqExact(org) AS organisations
FROM (
  SELECT day, org, host_id, max(complete = 1) AS was_complete
  FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
    lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
  GROUP BY day, org, host_id
)
GROUP BY day;

-- A host that ran two versions on a day counts in both.
CREATE OR REPLACE VIEW @view(reading_agent_versions) AS
SELECT day, version, uniqExact(org, host_id) AS hosts
FROM (
  SELECT day, org, host_id, arrayJoin(agent_versions) AS version
  FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
    lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
)
GROUP BY day, version;

-- By dimension: line, release, distro, arch or organisation. A host counts in each value it reported.
CREATE OR REPLACE VIEW @view(reading_population_by) AS
SELECT
  value,
  uniqExact(org, host_id) AS reporting,
  uniqExactIf((org, host_id), complete = 1) AS complete,
  uniqExact(org) AS organisations,
  max(last_seen) AS newest
FROM (
  SELECT
    org, host_id, complete, last_seen,
    CASE {dimension:String}
      WHEN 'organisation' THEN toString(org)
      WHEN 'line' THEN kernel.line
      WHEN 'release' THEN kernel.release
      WHEN 'distro' THEN kernel.distro
      WHEN 'arch' THEN kernel.arch
      ELSE ''
    END AS value
  FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
    lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)}) AS report
  INNER JOIN reading_platforms AS kernel ON kernel.platform_id = report.platform_id
)
GROUP BY value;

-- As queries/losses.sql: cumulative since boot, the newest of each boot.
CREATE OR REPLACE VIEW @view(reading_losses) AS
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
    AND (day, org, host_id) IN (
      SELECT day, org, host_id
      FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
        lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)}))
  GROUP BY org, host_id, boot_id
)
WHERE loss.2 > 0
GROUP BY reason;

-- Loaded programs by type: of each host the most that a report of the window named.
CREATE OR REPLACE VIEW @view(reading_program_types) AS
SELECT type, sum(of_host[type]) AS loaded, sum(with_of_host[type]) AS with_kfuncs, count() AS hosts
FROM (
  SELECT
    org,
    host_id,
    maxMap(loaded_by_type) AS of_host,
    maxMap(with_kfuncs_by_type) AS with_of_host,
    arrayJoin(mapKeys(of_host)) AS type
  FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
    lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
  WHERE in_time = 1
  GROUP BY org, host_id
)
GROUP BY type;

-- The last report of each host of the window.
CREATE OR REPLACE VIEW @view(reading_last_reports) AS
SELECT
  org,
  lower(hex(host_id)) AS host,
  max(last_seen) AS seen,
  min(skew_min_ms) AS skew_min_ms,
  max(skew_max_ms) AS skew_max_ms,
  max(complete = 1) AS was_complete,
  max(in_time = 1) AS was_in_time
FROM reading_asked(from = {from:Date}, to = {to:Date}, organisations = {organisations:Array(String)},
  lines = {lines:Array(String)}, distros = {distros:Array(String)}, arches = {arches:Array(String)})
GROUP BY org, host_id;

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
