-- The kernel of each platform; a row may be stored twice until parts merge.
SELECT DISTINCT platform_id, release, toString(arch) AS arch, toString(distro) AS distro FROM platform_v1
