SELECT set_id FROM host_day_v1
WHERE @in-stratum AND in_time = 1
