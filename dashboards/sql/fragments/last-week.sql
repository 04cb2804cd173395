-- The seven UTC days before the one in which the time ends, which is not over; every host.
from = toDate($__toTime, 'UTC') - 7, to = toDate($__toTime, 'UTC') - 1, @every-host
