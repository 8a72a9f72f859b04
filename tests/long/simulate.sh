#!/bin/sh
# The ledger holds, hour by hour, in ten thousand little provinces, whoever decides, and in one of each full kind.
set -eu
cd "${builddir:-.}"
make tests/unit/simulate/invariants_test >/dev/null
CK_FORK=no OXY_SIMULATE_SEEDS="1001 11000" tests/unit/simulate/invariants_test
for kind in ample tight scarce faulty dire silent30 mountain tight-without-P1-T0 tight-without-F1; do
	"${OXYD:-./oxyd}" simulate --generate 24 "$kind" 7 >simulate.json
	"${OXYD:-./oxyd}" simulate simulate.json --policy oxyd,urgentplus,reorder,urgent,proportional
done
rm -f simulate.json
