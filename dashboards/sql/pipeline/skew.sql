SELECT
  multiIf(value = '1', 'up to 1 s', value = '10', 'up to 10 s', value = '60', 'up to 1 min', value = '300', 'up to 5 min', 'over 5 min') AS step,
  hosts
FROM reading_day_facts(@day-before-last)
WHERE fact = 'clock'
ORDER BY toUInt32OrZero(value) = 0, toUInt32OrZero(value)
LIMIT 10
