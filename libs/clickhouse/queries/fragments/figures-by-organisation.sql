-- Figures of every kfunc that was offered or held in the window, by organisation. What hosts were
-- offered and what they held are counted apart: few platforms, many sets. Kfuncs go by number, since
-- there are tens of millions of rows of a state and a kfunc.
WITH
  (
    SELECT groupArray((kfunc, module)) FROM (
      SELECT kfunc, module FROM catalogue_v1 WHERE callable = 1
      UNION DISTINCT
      SELECT kfunc, module FROM set_kfunc_v1
      ORDER BY kfunc, module
    )
  ) AS names,
  offers AS (
    SELECT DISTINCT
      of_platform.platform_id AS platform,
      toUInt32(indexOf(names, (offered.kfunc, toString(offered.module)))) AS number
    FROM platform_catalogue_v1 AS of_platform
    INNER JOIN (SELECT DISTINCT kfunc, module, catalogue_id FROM catalogue_v1 WHERE callable = 1) AS offered
    ON offered.catalogue_id = of_platform.catalogue_id
  ),
  held AS (
    SELECT
      shown.set_id AS set,
      numbered.number AS number,
      groupBitOr(bitShiftLeft(toUInt8(1), indexOf({rungs:Array(String)}, toString(shown.status)) - 1)) AS rungs
    FROM set_kfunc_v1 AS shown
    INNER JOIN (
      SELECT name.1 AS kfunc, name.2 AS module, toUInt32(number) AS number
      FROM (SELECT names AS all_names) ARRAY JOIN all_names AS name, arrayEnumerate(all_names) AS number
    ) AS numbered ON numbered.kfunc = shown.kfunc AND numbered.module = shown.module
    WHERE shown.probe = 0
    GROUP BY set, number
  ),
  exposure AS (
    SELECT
      any(org) AS org,
      any(hosts) AS hosts,
      number,
      max(NOT is_hidden) AS was_exposed,
      max(is_hidden) AS was_hidden
    FROM (
      SELECT offer_profile, org, hosts, number, has(offer.2, names[number].1) AS is_hidden
      FROM (
        SELECT sipHash128(org, offer_states) AS offer_profile, org, hosts, arrayJoin(offer_states) AS offer, arrayJoin(offer.1) AS platform
        FROM (
          SELECT org, arraySort(arrayDistinct(arrayMap(state -> (state.1, state.3), states))) AS offer_states, sum(hosts) AS hosts
          FROM (@states-of-hosts)
          GROUP BY org, offer_states
        )
      ) AS offered
      INNER JOIN offers ON offers.platform = offered.platform
    )
    GROUP BY offer_profile, number
  ),
  usage AS (
    SELECT
      any(org) AS org,
      any(hosts) AS hosts,
      number,
      groupBitOr(rungs) AS seen,
      groupBitOr(if(
        arrayExists(platform -> (platform, number) IN offers, state.1) AND NOT has(state.3, names[number].1),
        rungs, 0)) AS covered
    FROM (
      SELECT profile, org, hosts, state, arrayJoin(state.2) AS set
      FROM (
        SELECT sipHash128(org, states) AS profile, org, hosts, arrayJoin(states) AS state FROM (@states-of-hosts)
      )
    ) AS one
    INNER JOIN held ON held.set = one.set
    GROUP BY profile, number
  )
SELECT
  org,
  names[number].1 AS kfunc,
  names[number].2 AS module,
  sum(exposed_hosts) AS exposed,
  sum(hidden_hosts) AS not_observable,
  sum(user_hosts) AS users,
  sum(other_user_hosts) AS users_not_covered,
  sumForEach(covered_by_rung) AS users_by_rung,
  sumForEach(shown_by_rung) AS seen_by_rung
FROM (
  SELECT
    org, number,
    sumIf(hosts, was_exposed) AS exposed_hosts,
    sumIf(hosts, was_hidden AND NOT was_exposed) AS hidden_hosts,
    toUInt64(0) AS user_hosts,
    toUInt64(0) AS other_user_hosts,
    CAST([], 'Array(UInt64)') AS covered_by_rung,
    CAST([], 'Array(UInt64)') AS shown_by_rung
  FROM exposure
  GROUP BY org, number
  UNION ALL
  SELECT
    org, number,
    toUInt64(0) AS exposed_hosts,
    toUInt64(0) AS hidden_hosts,
    sumIf(hosts, bitAnd(covered, {use_bits:UInt8}) != 0) AS user_hosts,
    sumIf(hosts, bitAnd(seen, {use_bits:UInt8}) != 0 AND bitAnd(covered, {use_bits:UInt8}) = 0) AS other_user_hosts,
    [sumIf(hosts, bitTest(covered, 0)), sumIf(hosts, bitTest(covered, 1)), sumIf(hosts, bitTest(covered, 2)),
      sumIf(hosts, bitTest(covered, 3)), sumIf(hosts, bitTest(covered, 4)), sumIf(hosts, bitTest(covered, 5)),
      sumIf(hosts, bitTest(covered, 6)), sumIf(hosts, bitTest(covered, 7))] AS covered_by_rung,
    [sumIf(hosts, bitTest(seen, 0)), sumIf(hosts, bitTest(seen, 1)), sumIf(hosts, bitTest(seen, 2)),
      sumIf(hosts, bitTest(seen, 3)), sumIf(hosts, bitTest(seen, 4)), sumIf(hosts, bitTest(seen, 5)),
      sumIf(hosts, bitTest(seen, 6)), sumIf(hosts, bitTest(seen, 7))] AS shown_by_rung
  FROM usage
  GROUP BY org, number
)
GROUP BY org, kfunc, module
