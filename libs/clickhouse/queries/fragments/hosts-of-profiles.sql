-- Distinct hosts: those of each profile once.
arraySum(one -> one.2, groupUniqArray((profile, hosts)))
