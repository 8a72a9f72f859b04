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
Rscript -e '
suppressMessages(library(forecast))
args <- commandArgs(TRUE)
own <- as.numeric(args[2])
d <- read.csv(list.files(args[1], pattern = "[.]csv$", full.names = TRUE)[1])
d <- d[!is.na(d$hospitalized), ]
x <- split(d$hospitalized, d$series_id)
level <- c(10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98)
time <- function(f) {
	n <- 0
	t <- system.time(for (s in x) for (end in seq(112, min(length(s), 280), by = 28)) {
		forecast(f(log1p(s[1:end])), h = 14, level = level)
		n <- n + 1
	})
	1000 * (t[["user.self"]] + t[["sys.self"]]) / n
}
for (m in c("ets", "auto.arima")) {
	ms <- time(get(m))
	cat(sprintf("%s: %.1f ms a forecast, oxyd %.4f ms, ratio %.0f\n", m, ms, own, ms / own))
}' "$TRUTH" "$own"
