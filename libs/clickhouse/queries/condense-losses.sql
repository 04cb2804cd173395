-- As condense.sql.
OPTIMIZE TABLE host_loss_span_v1 FINAL
SETTINGS optimize_skip_merged_partitions = 1, max_execution_time = 0
