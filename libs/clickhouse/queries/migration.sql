-- A succession by period: the days of a window of at most 64 days or, if {as_one} is 1, a window of any
-- length as one. Programs by the side that they carry, with the hosts that hold one of them, in the order of
-- `migrationClasses`; hosts by the side that their programs call or inline, in that of `calledClasses`.
WITH
  (SELECT groupArray((program_id, classes)) FROM (@migration-programs)) AS of_programs,
  (
    SELECT (
      groupArray(set_id), groupArray(classes[1]), groupArray(classes[2]), groupArray(classes[3]), groupArray(classes[4]),
      groupArray(calls_old), groupArray(calls_new))
    FROM (
      SELECT
        carried.set_id AS set_id,
        groupBitOrForEach(program.classes) AS classes,
        max(has({use_rungs:Array(String)}, carried.status) AND has({old:Array(String)}, carried.kfunc)) AS calls_old,
        max(has({use_rungs:Array(String)}, carried.status) AND has({new:Array(String)}, carried.kfunc)) AS calls_new
      FROM (@carried) AS carried
      INNER JOIN (
        SELECT arrayJoin(of_programs) AS one, one.1 AS program_id, one.2 AS classes
      ) AS program ON program.program_id = carried.program_id
      GROUP BY set_id
      ORDER BY set_id
    )
  ) AS of_sets
SELECT
  period,
  any(counted.programs) AS programs,
  sumForEach(of_hosts.hosts) AS hosts,
  sumForEach(arrayMap(count -> count > 0, of_hosts.hosts)) AS organisations
FROM (
  SELECT
    period,
    organisation,
    [
      countIf(bitTest(old_only, period)), countIf(bitTest(both, period)),
      countIf(bitTest(new_only, period)), countIf(bitTest(unknown, period)),
      countIf(bitTest(bitAnd(old_called, bitNot(new_called)), period)),
      countIf(bitTest(bitAnd(old_called, new_called), period)),
      countIf(bitTest(bitAnd(new_called, bitNot(old_called)), period))
    ] AS hosts
  FROM (
    SELECT
      any(sipHash64(org)) AS organisation,
      groupBitOr(bitAnd(days, transform(set_id, of_sets.1, of_sets.2, toUInt64(0)))) AS old_only,
      groupBitOr(bitAnd(days, transform(set_id, of_sets.1, of_sets.3, toUInt64(0)))) AS both,
      groupBitOr(bitAnd(days, transform(set_id, of_sets.1, of_sets.4, toUInt64(0)))) AS new_only,
      groupBitOr(bitAnd(days, transform(set_id, of_sets.1, of_sets.5, toUInt64(0)))) AS unknown,
      groupBitOrIf(days, transform(set_id, of_sets.1, of_sets.6, toUInt8(0))) AS old_called,
      groupBitOrIf(days, transform(set_id, of_sets.1, of_sets.7, toUInt8(0))) AS new_called,
      arrayJoin(range({periods:UInt8})) AS period
    FROM (@period-spans)
    GROUP BY host
  )
  GROUP BY period, organisation
) AS of_hosts
INNER JOIN (
  SELECT
    arrayJoin(range({periods:UInt8})) AS period,
    [
      countIf(bitTest(classes[1], period)), countIf(bitTest(classes[2], period)),
      countIf(bitTest(classes[3], period)), countIf(bitTest(classes[4], period))
    ] AS programs
  FROM (SELECT arrayJoin(of_programs).2 AS classes)
  GROUP BY period
) AS counted ON counted.period = of_hosts.period
GROUP BY period
