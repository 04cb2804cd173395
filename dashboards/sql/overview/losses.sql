SELECT reason, hosts, times FROM reading_losses(@asked) ORDER BY hosts DESC, reason LIMIT 100
