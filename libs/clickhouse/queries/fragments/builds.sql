-- The builds by organisation, as given.
SELECT
  org,
  toFixedString(unhex({builds:Array(String)}[indexOf({orgs:Array(String)}, org)]), 16) AS build
FROM (SELECT arrayJoin({orgs:Array(String)}) AS org)
