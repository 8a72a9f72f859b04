/* app - what the verbs of the program work with, made once by the daemon.
 *
 * A verb is a file of this directory: it decides tenancy and meaning, asks store/ for rows and the pure
 * libraries for thought, and writes its effect and its audit row in the transaction it is given. Verbs
 * know neither HTTP nor MQTT.
 *
 * struct app is filled before any thread starts and is only read afterwards; what it points to takes
 * care of its own threads. */
#ifndef OXY_APP_APP_H
#define OXY_APP_APP_H

#include "base/clock.h"
#include "base/fault.h"
#include "base/id.h"
#include "db/db.h"
#include "domain/role.h"
#include "planner/planner.h"
#include "store/site.h"

#include <stdbool.h>
#include <stdint.h>

struct app_events;
struct app_tokens;
struct app_watermark;
struct forecast_paths_table;
struct forecast_wave_prior;
struct ingest;

struct app {
	struct db *db;
	struct clock *clock;
	struct store_sites *sites;               /* directory of codes */
	struct app_tokens *tokens;               /* who a token is */
	struct app_watermark *watermark;         /* what is final */
	struct app_events *events;               /* news for the stream; NULL: nobody makes them */
	struct ingest *ingest;                   /* group commit */
	const struct forecast_paths_table *paths; /* shared normal table of the sample paths */
	int road_factor_pct;                     /* road km of 100 great-circle km; 0: the planner's default */
	bool replan_auto;                        /* the daemon proposes re-plans by itself (app/propose_replan.h) */
	int replan_quiet_s;                      /* once nothing more was heard of a province for so long */
	struct planner_driving driving;          /* hours at the wheel as the operator says; a member of 0: by law */
	const char *coefficients;                /* name of the coefficient set that forecasts stand on; NULL: the default one */
	const struct forecast_wave_prior *prior; /* what the forecaster begins with; NULL: the shipped one */
	bool skip_scope; /* tests only (T31): verbs do not check the scope, row-level security alone does */

	/* Who is told that something of a site was committed; app_listen adds, app_changed tells. */
	struct app_listener {
		void (*changed)(void *arg, struct store_site site);
		void *arg;
	} listeners[8];
	int n_listeners;
	_Atomic bool is_loading; /* a demo's history comes in: jobs rest and nobody is told of single sites; whoever loads asks for a forecast at the end */
	/* A surge forecast for this province was committed: forecast it again. Set by the daemon; may be NULL. */
	void (*province_changed)(void *arg, const char *province);
	void *province_arg;
	/* Tokens of devices or suppliers were issued or revoked: the broker's users must follow. May be NULL. */
	void (*users_changed)(void *arg);
	void *users_arg;
	/* The replay clock moved (or went live): keep it. May be NULL. */
	err_t (*clock_moved)(void *arg, struct faults *f);
	/* Wait until what was reported before is forecast and alerted; false when that lasts too long. May be NULL. */
	bool (*clock_settled)(void *arg);
	void *clock_arg;
};

/* Who asks: a credential, resolved. */
struct session {
	int64_t cred_id; /* 0: nobody */
	enum role role;
	char name[64];
	char province[8];     /* coordinators */
	struct store_site site; /* hospitals, suppliers, devices: their own */
	char asset[25];       /* devices */
};

/* The instant a read is about. */
struct moment {
	instant_t now;         /* as_of, or the clock */
	instant_t recorded_by; /* as_of, or the end of time */
};

/* One request's hands: a transaction with the session's scope, and where its clock stands. */
struct act {
	struct app *app;
	const struct session *who;
	struct db_conn *db;    /* inside a transaction */
	struct arena *arena;
	struct faults *faults;
	struct moment at;      /* reads */
	instant_t recorded_at; /* writes: of everything that this transaction records */
};

/* Before any thread that commits starts: from then on changed() is called after the commit, on the committing thread; it must be quick. */
void app_listen(struct app *app, void (*changed)(void *arg, struct store_site site), void *arg);

/* Something of this site was committed: re-project it, push it to dashboards. */
void app_changed(const struct app *app, struct store_site site);

/* The site of a code in the session's scope, else ERR_NOT_FOUND at the pointer, whether it exists or not.
 * `role` is STORE_FACILITY or STORE_SUPPLIER. */
err_t app_site_in_scope(struct act *a, const char *code, enum store_role role, const char *pointer, struct store_site *ret) NODISCARD;

/* A province code in the session's scope ("" is every province for those who see all). */
err_t app_province_in_scope(struct act *a, const char *province, const char *pointer) NODISCARD;

/* The same question put to the database, in a transaction of its own with the session's scope: for requests whose work is then done
 * with the eyes of DB_JOB, which no row-level security stops. */
err_t app_province_seen(struct act *a, const char *province, const char *pointer) NODISCARD;

/* Put a state change on the record, in the write's transaction. site may be {0}; detail is JSON text or NULL. */
err_t app_audit(struct act *a, struct store_site site, const char *verb, const char *object, const char *detail) NODISCARD;

/* May the session see this site at all? */
bool app_sees(const struct act *a, struct store_site site);

#endif
