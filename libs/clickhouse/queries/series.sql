-- One kfunc by day, in a window of at most 64 days; days without reports are there, all zero.
SELECT
  toDate({from:Date}) + bit AS day,
  countIf(bitTest(host.reported, bit)) AS reporting,
  countIf(bitTest(host.exposed, bit)) AS exposed,
  countIf(bitTest(bitAnd(host.exposed, host.used), bit)) AS users
FROM (@kfunc-days) AS host
ARRAY JOIN range(toUInt8(1 + toDate({to:Date}) - toDate({from:Date}))) AS bit
GROUP BY bit
ORDER BY day WITH FILL FROM toDate({from:Date}) TO toDate({to:Date}) + 1
