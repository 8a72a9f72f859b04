#!/bin/sh
# A symbol is its path: src/db/pool.c exports db_pool_*; base/ and domain/ drop the directory, and
# src/db/db.c exports db_*. mem.c also holds the arena. Generated tables are named in the list below.
bad=0
for object in $(find "${builddir:-.}/src" -mindepth 2 -name '*.o'); do
	dir=$(basename "$(dirname "$object")")
	file=$(basename "$object" .o)
	case $dir/$file in
	base/mem) prefix='mem_|arena_' ;;
	base/* | domain/*) prefix="${file}_|${file}$" ;;
	db/row) prefix='db_' ;; # the accessors are named after what they read
	db/queries) prefix='db_queries$' ;;
	db/migrations) prefix='db_migrations' ;;
	*) prefix="${dir}_${file}s?_|${dir}_${file}$"; [ "$file" = "$dir" ] && prefix="${dir}_" ;;
	esac
	for symbol in $(nm -g --defined-only "$object" | awk 'NF == 3 { print $3 }' | grep -Ev '^(__|\.)'); do
		echo "$symbol" | grep -Eq "^($prefix)" || { echo "$object: $symbol should begin with $prefix"; bad=1; }
	done
done
exit $bad
