-- Sets that hosts held in time, with the days as bits of span-days.sql; the days of the window as one,
-- the first bit, if {as_one} is 1.
SELECT host, org, set_id, if({as_one:UInt8} = 1, toUInt64(1), in_time_days) AS days
FROM (@span-days)
WHERE in_time_days != 0
