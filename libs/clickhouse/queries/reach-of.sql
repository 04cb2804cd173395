-- Who has one of the objects, a program of one, or one of the programs. Ids are compared as texts, so
-- that what is no id is found nowhere.
WITH
  asked_objects AS (SELECT arrayJoin({objects:Array(String)}) AS id),
  asked_programs AS (SELECT arrayJoin({programs:Array(String)}) AS id),
  members AS (
    SELECT DISTINCT set_id, toString(kind) AS kind, member_id, loader FROM set_member_v1
    WHERE kind = 'object' AND lower(hex(member_id)) IN asked_objects
      OR kind = 'program' AND probe = 0 AND (
        lower(hex(member_id)) IN asked_programs
        OR member_id IN (
          SELECT program_id FROM program_v1 WHERE lower(hex(object_id)) IN asked_objects))
  ),
  (SELECT groupArray(set_id) FROM (SELECT DISTINCT set_id FROM members)) AS asked_sets
SELECT
  uniqExactIf(member.member_id, member.kind = 'program') AS programs,
  uniqExactIf(member.loader, member.kind = 'program' AND member.loader != '') AS loaders,
  @hosts-of-profiles AS hosts,
  uniqExact(report.organisation) AS organisations
FROM (@profiles) AS report
INNER JOIN members AS member ON member.set_id = report.set_id
