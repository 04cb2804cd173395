-- One kfunc by the values of one dimension. A host counts in every value in which it reported, and is
-- judged there by its reports of that value alone: the figures are those of a question that asks for
-- the value as its stratum. Of a window of over 64 days (`by_epoch` 1) each epoch is judged by itself.
WITH @platform-values AS valued
SELECT
  if({dimension:String} = 'organisation', [name], valued.3[value_number].2) AS value,
  count() AS reporting,
  countIf(was_exposed) AS exposed,
  countIf(was_user) AS users,
  uniqExactIf(organisation, was_exposed) AS exposed_organisations,
  uniqExactIf(organisation, was_user) AS user_organisations,
  countIf(was_hidden AND NOT was_exposed) AS not_observable
FROM (
  SELECT
    any(number) AS value_number,
    if({dimension:String} = 'organisation', any(org_name), '') AS name,
    any(org_hash) AS organisation,
    max(exposed != 0) AS was_exposed,
    max(bitAnd(exposed, used) != 0) AS was_user,
    max(hidden != 0) AS was_hidden
  FROM (
    SELECT
      multiIf(
        {by_epoch:UInt8} = 1, sipHash128(host, of_value, epoch),
        {dimension:String} = 'organisation', host,
        sipHash128(host, of_value)) AS part,
      any(host) AS one_host,
      any(of_value) AS number,
      if({dimension:String} = 'organisation', any(toString(org)), '') AS org_name,
      any(sipHash64(org)) AS org_hash,
      @exposed-days AS exposed,
      @hidden-days AS hidden,
      @used-days AS used
    FROM (
      SELECT *, transform(platform_id, valued.1, valued.2, toUInt32(0)) AS of_value
      FROM (@kfunc-spans)
    )
    WHERE reported_days != 0
    GROUP BY part
  )
  GROUP BY if({by_epoch:UInt8} = 1, sipHash128(one_host, number), part)
)
GROUP BY value_number, name
ORDER BY value
