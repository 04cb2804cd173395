-- Whether all of a day that was accepted is stored.
ifNull(day <= (SELECT through FROM reading_closed), 0)
