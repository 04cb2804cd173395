-- Who reported in the window. Hosts are told apart by (organisation, host).
SELECT
  countIf(in_window AND in_stratum) AS reporting,
  countIf(was_complete) AS complete,
  countIf(in_stratum AND NOT in_window) AS silent,
  countIf(in_window AND in_stratum AND NOT was_in_time) AS late,
  countIf(lacks_catalogue) AS exposure_unknown,
  uniqExactIf(organisation, in_window AND in_stratum) AS organisations
FROM (@reported-by-host)
