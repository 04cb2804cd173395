-- As many UTC days before those of the time shown.
from = toDate($__fromTime, 'UTC') - (toDate($__toTime, 'UTC') - toDate($__fromTime, 'UTC') + 1), to = toDate($__fromTime, 'UTC') - 1, @hosts
