-- What the roll-up of the window depends on, by organisation: the changes of its days and of the 28
-- before, which tell who fell silent. A Date below 1970-01-01 would wrap into the year 2149.
SELECT org, sipHash128(arraySort(groupArray((day, day_change)))) AS state
FROM (
  SELECT org, day, groupBitXor(change) AS day_change
  FROM day_change_v1
  WHERE @in-scope
    AND day BETWEEN toDate(greatest(toInt32(toDate({from:Date})) - 28, 0)) AND {to:Date}
  GROUP BY org, day
)
GROUP BY org
