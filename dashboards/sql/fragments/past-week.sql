-- The seven UTC days before the one in which the time shown ends.
from = toDate($__toTime, 'UTC') - 7, to = toDate($__toTime, 'UTC') - 1, @hosts
