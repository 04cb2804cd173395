-- From this instant on an organisation is out of every answer, or in again.
INSERT INTO tenant_state_v1 (org, state, since)
SELECT {organisation:String}, {state:String}, fromUnixTimestamp64Milli({since:Int64}, 'UTC')
