-- What becomes of use when kernels change. reading_lifecycle is generated (40_lifecycle.sql).

-- Hosts by the side of a succession that their programs call or inline, by day, as
-- queries/migration-called.sql. Rows of a profile that is a single row are put together as they are.
CREATE OR REPLACE VIEW @view(reading_kfunc_moves) AS
SELECT
  day,
  sumIf(hosts, on_old AND NOT on_new) AS old,
  sumIf(hosts, on_old AND on_new) AS both,
  sumIf(hosts, on_new AND NOT on_old) AS new
FROM (
  SELECT
    day,
    if(part = toFixedString('', 16), sum(state.hosts), any(state.hosts)) AS hosts,
    max(is_old) AS on_old,
    max(is_new) AS on_new
  FROM (
    SELECT
      day,
      of_day.hosts AS hosts,
      if(alone = 1, toFixedString('', 16), profile) AS part,
      set_id IN (
        SELECT set_id FROM reading_uses
        WHERE kfunc IN (SELECT arrayJoin(old) FROM reading_lifecycle WHERE kfunc = {kfunc:String})) AS is_old,
      set_id IN (
        SELECT set_id FROM reading_uses
        WHERE kfunc IN (SELECT arrayJoin(new) FROM reading_lifecycle WHERE kfunc = {kfunc:String})) AS is_new,
      if(part = toFixedString('', 16), is_old + 2 * is_new, 0) AS kind
    FROM #reading_day_states AS of_day
    WHERE in_time = 1
  ) AS state
  GROUP BY day, part, kind
)
GROUP BY day;

-- Every kfunc that is on its way out and has a successor: hosts by side, over the window as a whole.
CREATE OR REPLACE VIEW @view(reading_moves) AS
SELECT
  life.kfunc AS kfunc,
  sumIf(used.hosts, hasAny(used.kfuncs, life.old) AND NOT hasAny(used.kfuncs, life.new)) AS old,
  sumIf(used.hosts, hasAny(used.kfuncs, life.old) AND hasAny(used.kfuncs, life.new)) AS both,
  sumIf(used.hosts, hasAny(used.kfuncs, life.new) AND NOT hasAny(used.kfuncs, life.old)) AS new
FROM (
  SELECT any(report.hosts) AS hosts, groupUniqArray(using.kfunc) AS kfuncs
  FROM #reading_profiles AS report
  INNER JOIN (
    SELECT DISTINCT set_id, kfunc FROM reading_uses
    WHERE kfunc IN (
      SELECT arrayJoin(arrayConcat(old, new)) FROM reading_lifecycle WHERE leaving = 1 AND notEmpty(new))
  ) AS using ON using.set_id = report.set_id
  GROUP BY report.profile
) AS used
CROSS JOIN (
  SELECT kfunc, old, new FROM reading_lifecycle WHERE leaving = 1 AND notEmpty(new)
) AS life
GROUP BY kfunc;

-- Hosts that use any kfunc that is on its way out.
CREATE OR REPLACE VIEW @view(reading_leaving_hosts) AS
SELECT sum(of_profile) AS users
FROM (
  SELECT any(report.hosts) AS of_profile
  FROM #reading_states AS report
  WHERE in_time != 0 AND set_id IN (
    SELECT set_id FROM reading_uses WHERE kfunc IN (SELECT kfunc FROM reading_lifecycle WHERE leaving = 1))
  GROUP BY profile
);

-- What hosts use and a target platform does not offer: kfuncs by name, whatever their module.
CREATE OR REPLACE VIEW @view(reading_lacking) AS
SELECT
  using.kfunc AS kfunc,
  arraySum(one -> one.2, groupUniqArray((report.profile, report.hosts))) AS hosts,
  uniqExact(report.org) AS organisations
FROM #reading_profiles AS report
INNER JOIN (
  SELECT DISTINCT set_id, kfunc FROM reading_uses
  WHERE kfunc NOT IN (
    SELECT kfunc FROM reading_offers
    WHERE platform_id IN (SELECT platform_id FROM reading_platforms WHERE platform = {target:String}))
) AS using ON using.set_id = report.set_id
GROUP BY kfunc;

-- The same by loader and program: hosts that run it, and the kfuncs it lacks there.
CREATE OR REPLACE VIEW @view(reading_lacking_programs) AS
SELECT
  using.loader AS loader,
  any(about.name) AS name,
  any(about.type) AS type,
  arraySort(groupUniqArray(using.kfunc)) AS kfuncs,
  arraySum(one -> one.2, groupUniqArray((report.profile, report.hosts))) AS hosts,
  uniqExact(report.org) AS organisations
FROM #reading_profiles AS report
INNER JOIN (
  SELECT DISTINCT set_id, kfunc, program_id, loader FROM reading_uses
  WHERE kfunc NOT IN (
    SELECT kfunc FROM reading_offers
    WHERE platform_id IN (SELECT platform_id FROM reading_platforms WHERE platform = {target:String}))
) AS using ON using.set_id = report.set_id
INNER JOIN reading_programs AS about ON about.program_id = using.program_id
GROUP BY using.program_id, loader;

-- How many hosts and organisations that touches, beside all that reported in time.
CREATE OR REPLACE VIEW @view(reading_lacking_reach) AS
SELECT
  sumIf(of_profile, lacks) AS lacking_hosts,
  sum(of_profile) AS hosts,
  uniqExactIf(org, lacks) AS lacking_organisations,
  uniqExact(org) AS organisations
FROM (
  SELECT
    profile,
    any(org) AS org,
    any(hosts) AS of_profile,
    max(set_id IN (
      SELECT set_id FROM reading_uses
      WHERE kfunc NOT IN (
        SELECT kfunc FROM reading_offers
        WHERE platform_id IN (SELECT platform_id FROM reading_platforms WHERE platform = {target:String})))) AS lacks
  FROM #reading_profiles
  GROUP BY profile
);

-- The same by kernel line on which hosts reported in time.
CREATE OR REPLACE VIEW @view(reading_lacking_lines) AS
SELECT line, sumIf(of_profile, lacks) AS lacking_hosts, sum(of_profile) AS hosts
FROM (
  SELECT
    kernel.line AS line,
    profile,
    any(report.hosts) AS of_profile,
    max(set_id IN (
      SELECT set_id FROM reading_uses
      WHERE kfunc NOT IN (
        SELECT kfunc FROM reading_offers
        WHERE platform_id IN (SELECT platform_id FROM reading_platforms WHERE platform = {target:String})))) AS lacks
  FROM #reading_states AS report
  INNER JOIN reading_platforms AS kernel ON kernel.platform_id = report.platform_id
  WHERE report.in_time != 0
  GROUP BY line, profile
)
GROUP BY line;

-- Hosts that were offered a name, by kernel line, and of these those where nothing that follows it was offered.
CREATE OR REPLACE VIEW @view(reading_without_successor) AS
SELECT line, sum(of_profile) AS exposed, sumIf(of_profile, lacks) AS without_successor
FROM (
  SELECT
    kernel.line AS line,
    profile,
    any(report.hosts) AS of_profile,
    max(report.platform_id NOT IN (
      SELECT platform_id FROM reading_offers
      WHERE kfunc IN (SELECT arrayJoin(new) FROM reading_lifecycle WHERE kfunc = {kfunc:String}))) AS lacks
  FROM #reading_states AS report
  INNER JOIN reading_platforms AS kernel ON kernel.platform_id = report.platform_id
  WHERE report.complete != 0
    AND report.platform_id IN (SELECT platform_id FROM reading_offers WHERE kfunc = {kfunc:String})
  GROUP BY line, profile
)
GROUP BY line;

-- Platforms to choose as a target, and how many of their catalogues never arrived.
CREATE OR REPLACE VIEW @view(reading_targets) AS
SELECT
  kernel.platform AS platform,
  concat(kernel.release, ' ', kernel.arch, ' ', kernel.distro, ' ', kernel.distro_version) AS title,
  uniqExact(of_platform.catalogue_id) AS catalogues,
  uniqExactIf(of_platform.catalogue_id, of_platform.catalogue_id NOT IN (SELECT catalogue_id FROM catalogue_known_v1))
    AS unknown_catalogues
FROM reading_platforms AS kernel
INNER JOIN platform_catalogue_v1 AS of_platform ON of_platform.platform_id = kernel.platform_id
GROUP BY platform, title;
