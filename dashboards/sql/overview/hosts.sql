SELECT reporting, complete, not_covered, silent, late, exposure_unknown
FROM reading_population(@asked)
WHERE reporting > 0 OR silent > 0
