-- The UTC days of the time shown, and as many before.
from = toDate($__fromTime, 'UTC') - (toDate($__toTime, 'UTC') - toDate($__fromTime, 'UTC') + 1), to = toDate($__toTime, 'UTC'), @hosts
