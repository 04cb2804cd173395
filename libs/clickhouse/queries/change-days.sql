-- As if every day of the organisation, quarantined or not, had been reported again.
INSERT INTO day_change_v1 (org, day, change)
SELECT org, day, rand64() FROM (SELECT DISTINCT org, day FROM day_change_v1 WHERE org = {organisation:String})
