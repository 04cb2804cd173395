-- One row for each state of a host, instead of one for each insert that no merge has met yet.
OPTIMIZE TABLE host_span_v1 FINAL
SETTINGS optimize_skip_merged_partitions = 1, max_execution_time = 0
