#!/bin/sh
# The known-bad build exists for tests/functional/kill_test alone: the product must not be built so, and the canary must be.
bad=0
product=${OXYD:-./oxyd}
canary=${builddir:-.}/tests/functional/oxyd_canary
if grep -q OXY_CANARY "$product"; then
	echo "$product acknowledges before the commit"
	bad=1
fi
if [ -x "$canary" ] && ! grep -q OXY_CANARY "$canary"; then
	echo "$canary is no canary: src/db/tx.c does not read its macro any more"
	bad=1
fi
cd "${srcdir:-.}" || exit 99
if grep -rlE '(-D|define[[:space:]]+)OXY_CANARY' --include='*.[ch]' --include='*.am' --include='*.inc' --include='*.ac' . |
	grep -vE '^\./(tests/functional/oxyd_canary\.c|tests/lint/canary\.sh|build/.*)$'; then
	echo 'only tests/functional/oxyd_canary.c may set the macro'
	bad=1
fi
exit $bad
