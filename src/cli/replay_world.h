/* replay_world - hospitals of a CSV with real waves in them, and invented suppliers sized to the peak.
 *
 * What is real: names and places of the hospitals, the course of the series. What is invented, and drawn from a seed: beds (log-normal,
 * median 220), equipment, suppliers, fleets. Series go to hospitals by rank (the largest to the largest; round again where hospitals are
 * more), each scaled so that its peak fills PEAK_OCCUPANCY of the hospital's beds. A ward patient is on oxygen with probability .75; of
 * those .65 on a nasal cannula, .15 on a simple, .20 on a reservoir mask; an ICU patient is .45 on HFNC, .20 on NIV, .35 ventilated. Three
 * in a hundred beds hold a patient on a cannula at any time. Gas follows the census by the observed flows (L/min 4, 8, 12, 14.2, 25, 2.9)
 * and 15 % of loss. */
#ifndef OXY_CLI_REPLAY_WORLD_H
#define OXY_CLI_REPLAY_WORLD_H

#include "cli/replay_series.h"
#include "domain/facility.h"
#include "domain/stock.h"
#include "domain/supplier.h"

struct cli_replay_site {
	struct facility card;
	const char *series;        /* whose wave */
	struct census *census;     /* of each day */
	double *use_g;             /* of each day, before any shortage */
	double peak_g;
	int64_t tank_g, full, in_use, empty; /* as the days go by */
	double owed_g;             /* drawn from bottles not yet empty */
	double short_g;            /* need of all days that could not be met */
};

struct cli_replay_world {
	struct cli_replay_site *sites; /* largest first */
	size_t n_sites;
	struct supplier *suppliers;
	size_t n_suppliers;
	double lox_day_g;          /* what all suppliers together make in a day */
	int64_t bottles_day;
	struct arena *arena;
};

struct cli_replay_world_options {
	const char *facilities; /* CSV: name, kind_guess, lat, lon, province_code in its heading */
	const char *province;
	uint64_t seed;
};

err_t cli_replay_world_new(const struct cli_replay_world_options *o, const struct cli_replay_series *s, struct cli_replay_world *ret,
    struct faults *f) NODISCARD;
void cli_replay_world_free(struct cli_replay_world *w);

/* Live day d (0 = first) with what the suppliers have, and report: reports of all sites, of the calendar day `day`, in the arena. */
void cli_replay_world_day(struct cli_replay_world *w, int d, day_t day, struct arena *a, struct stock_report *ret_reports);

#endif
