#!/bin/sh
# Every #include "dir/file.h" under src/dir is one that src/LAYERS allows.
cd "${srcdir:-.}" || exit 99
find src -mindepth 2 -name '*.[ch]' -exec awk '
	FILENAME == "src/LAYERS" {
		if ($0 ~ /^#/ || split($0, part, "|") < 3)
			next
		dir = part[1]; gsub(/ /, "", dir)
		known[dir]; may[dir, dir]
		n = split(part[2], low, " ")
		for (i = 1; i <= n; i++)
			may[dir, low[i]]
		next
	}
	/^#include "[a-z_]+\// {
		split(FILENAME, path, "/"); split($2, inc, /["\/]/)
		if (!(path[2] in known)) { print FILENAME ": " path[2] "/ is not in src/LAYERS"; bad = 1 }
		else if (!((path[2], inc[2]) in may)) { print FILENAME ":" FNR ": " path[2] "/ may not include " inc[2] "/"; bad = 1 }
	}
	END { exit bad }' src/LAYERS {} +
