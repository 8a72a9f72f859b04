#!/bin/sh
# A judge shares no code with what it judges: the plan's judge (check*.c) includes planner.h, its own header and
# base/ alone and calls nothing else of planner/ but the dated policy; no judge of a benchmark (*_check*.c) includes a
# header of a search or a flow.
cd "${srcdir:-.}" || exit 99
bad=0
grep -Hn '^#include "' src/planner/check*.[ch] | grep -Ev '"(base/[a-z_]+|planner/planner|planner/check)\.h"' && {
	echo 'the judge includes what the solver uses'
	bad=1
}
optimiser='flow|network|model|order|route|search|settle|setup|stock|timing|travel|sane|replan|moves|rebuild|wheel'
grep -HnE "^#include \"planner/([a-z0-9_]+_)?($optimiser)(_[a-z0-9_]+)?\.h\"" src/planner/*_check*.[ch] && {
	echo 'a judge includes a header of the optimiser'
	bad=1
}
# What the objects really call, where they have been built.
for object in "${builddir:-.}"/src/planner/check*.o; do
	[ -f "$object" ] || continue
	for symbol in $(nm -u "$object" | awk '{ print $2 }' | grep '^planner_'); do
		case $symbol in
		planner_check_* | planner_config_default) ;;
		*) echo "$object calls $symbol"; bad=1 ;;
		esac
	done
done
exit $bad
