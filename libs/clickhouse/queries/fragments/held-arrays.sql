-- held-rungs.sql as two arrays, so that a state of a host is looked up in them.
(SELECT (groupArray(set_id), groupArray(shown)) FROM (SELECT * FROM (@held-rungs) ORDER BY set_id))
