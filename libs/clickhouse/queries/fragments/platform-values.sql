-- The value of each platform in the dimension asked, as two arrays and their values by number.
(
  SELECT (groupArray(platform_id), groupArray(number), arraySort(groupUniqArray((number, value))))
  FROM (
    SELECT platform_id, value, toUInt32(dense_rank() OVER (ORDER BY value)) AS number
    FROM (
      SELECT DISTINCT
        platform_id,
        CASE {dimension:String}
          WHEN 'kernel' THEN [release, toString(arch), toString(distro)]
          WHEN 'release' THEN [release]
          WHEN 'line' THEN [@line-of-release]
          WHEN 'arch' THEN [toString(arch)]
          WHEN 'distro' THEN [toString(distro)]
          -- Said, since NULL, the default, is no array.
          ELSE []
        END AS value
      FROM platform_v1
    )
  )
)
