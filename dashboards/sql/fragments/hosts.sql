-- Which hosts are asked.
organisations = [${organisation:singlequote}], lines = [${line:singlequote}], distros = [${distro:singlequote}], arches = [${arch:singlequote}]
