@in-window AND platform_id IN (@stratum-platforms)
