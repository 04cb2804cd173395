-- Platforms of the stratum; '' restricts nothing.
SELECT platform_id FROM platform_v1
WHERE ({line:String} = '' OR @line-of-release = {line:String})
  AND ({release:String} = '' OR release = {release:String})
  AND ({distro:String} = '' OR distro = {distro:String})
  AND ({arch:String} = '' OR arch = {arch:String})
