-- The first two numbers; a release that does not begin with them is a line of its own.
if(match(release, '^[0-9]+[.][0-9]+'), extract(release, '^[0-9]+[.][0-9]+'), release)
