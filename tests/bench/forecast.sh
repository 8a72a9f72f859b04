#!/bin/sh
# The forecaster's figures; TRUTH names a directory of real series. Then its cost beside R's ets and auto.arima, where R has package forecast.
"${builddir:-.}/tests/bench/forecast_bench" ${TRUTH:+"$TRUTH"} || exit 1
if ! command -v Rscript >/dev/null || ! Rscript -e 'library(forecast)' >/dev/null 2>&1; then
	echo "no Rscript with package forecast (r-cran-forecast): comparison skipped"
	exit 0
fi
[ -n "$TRUTH" ] || { echo "no TRUTH: comparison with R skipped"; exit 0; }
out=$(mktemp) || exit 1
trap 'rm -f "$out"' 0
own=$("$OXYD" engine backtest --truth "$TRUTH" --step 7 --out "$out" | awk '{ print 1000 * $6 }')
Rscript "${srcdir:-.}/tests/bench/forecast_peers.R" "$TRUTH" "$own"
