-- What the views for reading (docs/adr/0029) stand on. Parameters, the same everywhere:
--   from, to                     UTC days, both included
--   organisations, lines, distros, arches   lists; '' in a list restricts nothing

-- Organisations that are out of every answer.
CREATE OR REPLACE VIEW @view(reading_quarantined) AS
@query(fragments/quarantined);

-- Every report that may be read: no other view reads host_day_v1.
CREATE OR REPLACE VIEW @view(reading_reports) AS
SELECT
  day, org, host_id, platform_id, set_id, complete, in_time, first_seen, last_seen, skew_min_ms, skew_max_ms,
  agent_versions, not_observable, programs_loaded, programs_read, loaded_by_type, with_kfuncs_by_type
FROM host_day_v1
WHERE org NOT IN (SELECT org FROM reading_quarantined);

CREATE OR REPLACE VIEW @view(reading_platforms) AS
SELECT DISTINCT
  platform_id,
  lower(hex(platform_id)) AS platform,
  release,
  if(match(release, '^[0-9]+[.][0-9]+'), extract(release, '^[0-9]+[.][0-9]+'), release) AS line,
  toString(arch) AS arch,
  toString(distro) AS distro,
  distro_version
FROM platform_v1;

CREATE OR REPLACE VIEW @view(reading_stratum) AS
SELECT platform_id
FROM reading_platforms
WHERE (has({lines:Array(String)}, '') OR has({lines:Array(String)}, line))
  AND (has({distros:Array(String)}, '') OR has({distros:Array(String)}, distro))
  AND (has({arches:Array(String)}, '') OR has({arches:Array(String)}, arch));

CREATE OR REPLACE VIEW @view(reading_asked) AS
SELECT *
FROM reading_reports
WHERE day BETWEEN {from:Date} AND {to:Date}
  AND (has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
  AND platform_id IN (SELECT platform_id FROM #reading_stratum);

-- When the newest report of an organisation, day and platform was received.
CREATE OR REPLACE VIEW @view(reading_newest_reports) AS
SELECT day, org, platform_id, max(one.last_seen) AS last_seen
FROM newest_v1 AS one
WHERE org NOT IN (SELECT org FROM reading_quarantined)
GROUP BY day, org, platform_id;

-- What a platform offers to programs.
CREATE OR REPLACE VIEW @view(reading_offers) AS
SELECT DISTINCT of_platform.platform_id AS platform_id, offered.kfunc AS kfunc, toString(offered.module) AS module
FROM platform_catalogue_v1 AS of_platform
INNER JOIN catalogue_v1 AS offered ON offered.catalogue_id = of_platform.catalogue_id
WHERE offered.callable = 1;

-- What the programs of a set use: no feature probes, and only what is called or inlined.
CREATE OR REPLACE VIEW @view(reading_uses) AS
SELECT DISTINCT
  member.set_id AS set_id,
  held.kfunc AS kfunc,
  toString(held.module) AS module,
  member.member_id AS program_id,
  member.evidence_id AS evidence_id,
  member.loader AS loader
FROM set_member_v1 AS member
INNER JOIN program_kfunc_v1 AS held
  ON held.program_id = member.member_id AND held.evidence_id = member.evidence_id
WHERE member.kind = 'program' AND member.probe = 0
  AND held.kfunc != '' AND held.status IN ('called', 'inlined');

CREATE OR REPLACE VIEW @view(reading_programs) AS
SELECT DISTINCT program_id, toString(type) AS type, name, attach_target FROM program_v1;

-- Names that a catalogue or a program has, for lists to choose from.
CREATE OR REPLACE VIEW @view(reading_names) AS
SELECT kfunc, module, max(is_callable) AS callable
FROM (
  SELECT kfunc, toString(module) AS module, callable AS is_callable FROM catalogue_v1
  UNION ALL
  SELECT kfunc, toString(module) AS module, 0 AS is_callable FROM program_kfunc_v1 WHERE kfunc != ''
)
GROUP BY kfunc, module;
