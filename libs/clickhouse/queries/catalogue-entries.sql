-- Entries of a catalogue in reach. A row may be stored twice until parts merge; both are the same.
SELECT
  kfunc AS name,
  any(prototype) AS prototype,
  any(shape) AS shape,
  any(tag) AS tag,
  any(func) AS func,
  any(symbol) AS symbol,
  any(callable) AS callable,
  any(known_by) AS known_by,
  any(tags) AS tags
FROM catalogue_v1
WHERE catalogue_id IN (@catalogue-in-reach)
GROUP BY kfunc
ORDER BY name
