-- Of the days that a boot was seen in it: cumulative, so the newest of `asked_days` is the largest.
max(arrayMax((day, count) -> if(bitTest(asked_days, day), count, 0), mapKeys(counts), mapValues(counts)))
