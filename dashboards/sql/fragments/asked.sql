-- The UTC days of the time shown, and which hosts are asked.
from = toDate($__fromTime, 'UTC'), to = toDate($__toTime, 'UTC'), @hosts
