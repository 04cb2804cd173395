-- Sets that show what is asked, probes left out, with the rungs as bits in the order of {rungs}.
SELECT set_id, groupBitOr(bitShiftLeft(toUInt8(1), indexOf({rungs:Array(String)}, toString(status)) - 1)) AS shown
FROM set_kfunc_v1
WHERE @is-asked AND probe = 0
GROUP BY set_id
