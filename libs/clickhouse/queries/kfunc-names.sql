-- Every kfunc in reach: named by a catalogue of a platform that reported, or held by a set that was
-- reported, on any day. With the first and last day of use. By members of sets, of which there are fewer than
-- kfuncs of sets.
WITH
  members AS (
    SELECT
      member.kind AS kind,
      member.member_id AS member_id,
      member.evidence_id AS evidence_id,
      member.probe AS probe,
      min(reach.first_day) AS first_day,
      max(reach.last_day) AS last_day
    FROM set_member_v1 AS member
    INNER JOIN (
      SELECT set_id, min(first_in_time) AS first_day, max(last_in_time) AS last_day
      FROM reach_v1
      WHERE @in-scope
      GROUP BY set_id
    ) AS reach ON reach.set_id = member.set_id
    GROUP BY kind, member_id, evidence_id, probe
  )
SELECT
  kfunc,
  module,
  max(is_callable) AS callable,
  min(first_day) AS first_used,
  max(last_day) AS last_used
FROM (
  SELECT
    kfunc,
    module,
    toNullable(callable) AS is_callable,
    CAST(NULL, 'Nullable(Date)') AS first_day,
    CAST(NULL, 'Nullable(Date)') AS last_day
  FROM catalogue_v1
  WHERE catalogue_id IN (
      SELECT catalogue_id FROM platform_catalogue_v1
      WHERE platform_id IN (SELECT platform_id FROM reach_v1 WHERE @in-scope))
  UNION ALL
  SELECT
    held.kfunc AS kfunc,
    held.module AS module,
    CAST(NULL, 'Nullable(UInt8)') AS is_callable,
    if(member.counts AND held.uses, member.first_day, NULL) AS first_day,
    if(member.counts AND held.uses, member.last_day, NULL) AS last_day
  FROM (
    -- A set that was never reported in time has its first day after its last.
    SELECT *, probe = 0 AND first_day <= last_day AS counts FROM members
  ) AS member
  INNER JOIN (
    SELECT 'program' AS kind, program_id AS member_id, evidence_id, kfunc, module, has({use_rungs:Array(String)}, status) AS uses
    FROM program_kfunc_v1
    WHERE kfunc != ''
    UNION ALL
    SELECT 'object' AS kind, object_id AS member_id, evidence_id, kfunc, module, has({use_rungs:Array(String)}, status) AS uses
    FROM object_kfunc_v1
    WHERE kfunc != ''
  ) AS held
  ON held.kind = member.kind AND held.member_id = member.member_id AND held.evidence_id = member.evidence_id
)
GROUP BY kfunc, module
ORDER BY kfunc, module
