-- The last UTC day of the time shown.
from = toDate($__toTime, 'UTC'), to = toDate($__toTime, 'UTC'), @hosts
