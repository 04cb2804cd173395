-- The builds of some organisations are all there.
INSERT INTO roll_up_v1 (days, end_day, org, state, build, lacking)
SELECT
  {days:UInt16}, {to:Date}, org,
  toFixedString(unhex({states:Array(String)}[indexOf({orgs:Array(String)}, org)]), 16),
  build,
  arrayMap(id -> toFixedString(unhex(id), 16), {lacking:Array(Array(String))}[indexOf({orgs:Array(String)}, org)])
FROM (@builds)
