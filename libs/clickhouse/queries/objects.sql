-- Objects with all that kernels of the window made of them and of their programs.
WITH page AS (@object-page)
SELECT
  lower(hex(page.object_id)) AS object,
  about.known_by AS known_by,
  declared.declares AS declares,
  shown.kfuncs AS kfuncs,
  held.programs AS programs
FROM page
LEFT JOIN (SELECT DISTINCT object_id, toString(known_by) AS known_by FROM object_v1) AS about
  ON about.object_id = page.object_id
LEFT JOIN (
  SELECT object_id, arraySort(groupUniqArray((kfunc, shape))) AS declares
  FROM object_shape_v1
  WHERE object_id IN page
  GROUP BY object_id
) AS declared ON declared.object_id = page.object_id
LEFT JOIN (
  SELECT
    object_id,
    arraySort(groupUniqArray((kfunc, toString(module), toString(status), toString(missing)))) AS kfuncs
  FROM object_kfunc_v1
  WHERE (object_id, evidence_id) IN (
    SELECT member_id, evidence_id FROM set_member_v1
    WHERE kind = 'object' AND member_id IN page AND set_id IN (@sets-in-time))
  GROUP BY object_id
) AS shown ON shown.object_id = page.object_id
LEFT JOIN (
  SELECT
    object_id,
    arraySort(groupArray((lower(hex(program_id)), loader, type, name, kfuncs))) AS programs
  FROM (
    SELECT
      about.object_id AS object_id,
      member.member_id AS program_id,
      member.loader AS loader,
      any(about.type) AS type,
      any(about.name) AS name,
      arraySort(groupUniqArrayArray(evidence.kfuncs)) AS kfuncs
    FROM (
      SELECT DISTINCT member_id, evidence_id, loader FROM set_member_v1
      WHERE kind = 'program' AND probe = 0 AND set_id IN (@sets-in-time)
    ) AS member
    INNER JOIN (
      SELECT DISTINCT program_id, toString(type) AS type, name, object_id FROM program_v1
      WHERE object_id IN page
    ) AS about ON about.program_id = member.member_id
    LEFT JOIN (
      SELECT
        program_id,
        evidence_id,
        groupUniqArray((kfunc, toString(module), toString(status), toString(guard))) AS kfuncs
      FROM program_kfunc_v1
      GROUP BY program_id, evidence_id
    ) AS evidence
      ON evidence.program_id = member.member_id AND evidence.evidence_id = member.evidence_id
    GROUP BY object_id, program_id, loader
  )
  GROUP BY object_id
) AS held ON held.object_id = page.object_id
ORDER BY object
