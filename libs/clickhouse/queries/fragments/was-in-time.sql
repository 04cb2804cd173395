-- States that hosts of the stratum reported in time in the window.
@in-span-window AND platform_id IN (@stratum-platforms) AND bitAnd(in_time, @span-window) != 0
