-- What hosts could not see, by boot: cumulative, so the newest in the window is the largest. Where every
-- kernel is asked about, no report is left out, and the reports are not looked through.
SELECT
  org,
  host_id,
  boot_id,
  arrayJoin(arrayConcat(
    [('', max(ids_unseen))],
    CAST(maxMap(losses), 'Array(Tuple(String, UInt64))'))) AS loss
FROM host_loss_v1
WHERE @in-window
  AND (ids_unseen > 0 OR notEmpty(losses))
  AND ({every_kernel:UInt8} = 1 OR (day, org, host_id) IN (
    SELECT day, org, host_id FROM host_day_v1
    WHERE {every_kernel:UInt8} = 0 AND @in-stratum))
GROUP BY org, host_id, boot_id
