# R's ets and auto.arima on the same series, CPU milliseconds a forecast: DIR and the milliseconds of oxyd, forecast by forecast.
suppressMessages(library(forecast))
args <- commandArgs(TRUE)
own <- as.numeric(args[2])
d <- read.csv(list.files(args[1], pattern = "[.]csv$", full.names = TRUE)[1])
d <- d[!is.na(d$hospitalized), ]
series <- split(d$hospitalized, d$series_id)
level <- c(10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98)
milliseconds <- function(fit) {
	n <- 0
	t <- system.time(for (s in series) for (end in seq(112, min(length(s), 280), by = 28)) {
		forecast(fit(log1p(s[1:end])), h = 14, level = level)
		n <- n + 1
	})
	1000 * (t[["user.self"]] + t[["sys.self"]]) / n
}
for (m in c("ets", "auto.arima")) {
	ms <- milliseconds(get(m))
	cat(sprintf("%s: %.1f ms a forecast, oxyd %.4f ms, ratio %.0f\n", m, ms, own, ms / own))
}
