/* alert - what stands against facilities: raised and closed by the daemon, acknowledged by people. */
#ifndef OXY_STORE_ALERT_H
#define OXY_STORE_ALERT_H

#include "store/site.h"

enum store_alert_kind { STORE_ALERT_NO_KIND, STORE_ALERT_STOCK, STORE_ALERT_FLOW, STORE_ALERT_SILENT, STORE_ALERT_DELIVERY, STORE_ALERT_PLAN, STORE_ALERT_KINDS };
enum store_alert_level { STORE_ALERT_NONE, STORE_ALERT_RED, STORE_ALERT_AMBER, STORE_ALERT_WATCH };
extern const struct names store_alert_kinds; /* stock flow silent delivery plan */

struct store_alert {
	int16_t shard;
	int64_t site_id; /* 0: of a province, kind plan */
	struct id id, plan; /* plan: the proposed one; none */
	enum store_alert_kind kind;
	enum store_alert_level level;
	double hours_p10; /* NAN */
	instant_t raised_at, acknowledged_at, closed_at;
	const char *note;
	const char *province, *detail_en, *detail_vi; /* of kind plan, read: what the plan says of itself */
};

struct store_alert_list {
	struct store_alert *items; /* in the arena */
	size_t n;
};

/* What is open against these sites, by site and kind. */
err_t store_alert_open(struct db_conn *c, const struct store_site *sites, size_t n, struct arena *a, struct store_alert_list *ret,
    struct faults *f) NODISCARD;

/* A sweep's changes; each list may be empty. */
err_t store_alert_raise(struct db_conn *c, const struct store_alert *alerts, size_t n, instant_t at, struct arena *a, struct faults *f) NODISCARD;
err_t store_alert_ease(struct db_conn *c, const struct store_alert *alerts, size_t n, struct arena *a, struct faults *f) NODISCARD;
err_t store_alert_close(struct db_conn *c, const struct store_alert *alerts, size_t n, instant_t at, struct arena *a, struct faults *f) NODISCARD;

/* A page as the connection's scope sees it, newest first. */
struct store_alert_query {
	const char *province; /* "" all in scope */
	bool open_only;
	instant_t at, before;
	struct id before_id;
	int64_t limit;
};
err_t store_alert_page(struct db_conn *c, const struct store_alert_query *q, struct arena *a, struct store_alert_list *ret, struct faults *f) NODISCARD;

/* One alert in scope; ret->id is none when there is no such alert. */
err_t store_alert_get(struct db_conn *c, struct id id, struct arena *a, struct store_alert *ret, struct faults *f) NODISCARD;
err_t store_alert_acknowledge(struct db_conn *c, const struct store_alert *alert, int64_t cred_id, struct faults *f) NODISCARD;

#endif
