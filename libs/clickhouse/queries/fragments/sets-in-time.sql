SELECT DISTINCT set_id FROM host_span_v1
WHERE @was-in-time
