SELECT reason, hosts, times FROM reading_losses(@past-week) ORDER BY hosts DESC, reason LIMIT 100
