/* topics - the table of families. */
#include "topics/topics.h"

#include "base/log.h"
#include "base/metric.h"
#include "topics/tank_telemetry.h"

#include <stdlib.h>
#include <time.h>

/* clang-format off */
const struct topics_family topics_families[] = {
	{ TOPICS_TLM,         TOPICS_HEARD, "src/topics/tank_telemetry.c", "readings of a tank's instruments; the user is the asset", topics_tank_telemetry_take },
	{ TOPICS_ACK,         TOPICS_SAID,  "src/topics/tank_telemetry.c", "what is committed of an asset's epoch, and what is missing", NULL },
	{ TOPICS_ERR,         TOPICS_SAID,  "src/topics/tank_telemetry.c", "a message that was refused, and why", NULL },
	{ TOPICS_ASSIGNMENTS, TOPICS_SAID,  "src/topics/assignments.c",    "deliveries offered to a supplier, and what becomes of them", NULL },
};
/* clang-format on */
const size_t topics_families_n = ARRAY_LEN(topics_families);

static bool
has_form(const struct topics_family *f, const struct mqtt_message *m)
{
	struct mqtt_topic_codes codes;
	return f->take != NULL && mqtt_topic_match(f->form, m->topic, &codes);
}

err_t
topics_take(void *arg, const struct mqtt_message *messages, size_t n)
{
	struct topics *t = arg;
	struct mqtt_message *mine = MEM_ARRAY(struct mqtt_message, n + 1);
	err_t worst = ERR_OK;
	size_t taken = 0;
	for (size_t i = 0; i < topics_families_n; i++) {
		size_t k = 0;
		for (size_t j = 0; j < n; j++)
			if (has_form(&topics_families[i], &messages[j]))
				mine[k++] = messages[j];
		err_t e = k > 0 ? topics_families[i].take(t, mine, k) : ERR_OK;
		worst = e ? e : worst;
		taken += k;
	}
	metric_add(METRIC_MQTT_REFUSED, (int64_t)(n - taken));
	free(mine);
	return worst;
}

void
topics_say(struct topics *t, const char *topic, const char *text, size_t n)
{
	struct mqtt *m;
	while ((m = atomic_load(&t->mqtt)) == NULL) /* mqtt_start has not returned yet */
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	if (mqtt_publish(m, &(struct mqtt_publication){ .topic = topic, .payload = text, .len = n, .qos = 1 }) != ERR_OK)
		log_event(LOG_DEBUG, "answer not queued; its reader asks again", LOG_STR("topic", topic), LOG_END);
}
