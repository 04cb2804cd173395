SELECT DISTINCT line AS value
FROM reading_platforms
WHERE line != '' AND position(line, '\\') = 0
ORDER BY arrayMap(part -> toUInt32OrZero(part), splitByChar('.', value)) DESC, value
LIMIT 500
