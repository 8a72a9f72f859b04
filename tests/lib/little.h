/* little - a scenario that can be worked out on paper: one supplier, one tanker, one hospital, three days.
 *
 * The hospital uses 30 kg an hour (20 ward, 10 critical) from a tank of 2000 kg (1900 when filled) with a heel of 100 and 700 in it.
 * The road is 11.12 km, 12 minutes; loading takes 30. A ward patient takes 1 kg an hour, a critical one 2. */
#ifndef OXY_TESTS_LITTLE_H
#define OXY_TESTS_LITTLE_H

#include "base/attr.h"
#include "base/str.h"

#include <string.h>

/* Supplier with `gas` kg and no production; `extra` goes into the lists of faults and events. */
static inline void
little_json(struct str *out, int gas, const char *faults, const char *events)
{
	str_addf(out,
	    "{\"format\":\"oxyd-scenario\",\"version\":1,\"id\":\"little\",\"seed\":1,\"province\":\"24\",\"days\":3,\"history_days\":2,"
	    "\"decision_hours\":[6],\"report_hour\":5,\"road_factor\":1.0,\"call_below_h\":12,\"cylinder_kg\":8,\"ward_kg_per_patient_day\":24,"
	    "\"crit_kg_per_patient_day\":48,\"crit_weight\":5,\"hour_profile\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"
	    "\"suppliers\":[{\"id\":\"P\",\"lat\":21.0,\"lon\":106.0,\"production_kg_day\":0,\"lox_storage_kg\":9000,\"lox_start_kg\":%d,"
	    "\"fill_cyl_day\":0,\"pool_cyl\":0,\"full_start\":0,\"trucks\":[{\"id\":\"T\",\"kind\":\"tanker\",\"cap_kg\":2000,\"speed_kmh\":60,"
	    "\"load_min\":30,\"unload_min\":20,\"unload_min_per_t\":5,\"duty_from_h\":6,\"duty_to_h\":20,\"duty_max_h\":12}]}],"
	    "\"facilities\":[{\"id\":\"A\",\"lat\":21.1,\"lon\":106.0,\"beds\":60,\"kind\":\"lox\",\"tank_kg\":2000,\"heel_kg\":100,"
	    "\"start_kg\":700,\"contract\":\"P\"}],"
	    "\"demand\":[{\"f\":\"A\",\"ward\":[480,480,480,480,480],\"crit\":[240,240,240,240,240]}],"
	    "\"report_faults\":[%s],\"events\":[%s]}",
	    gas, faults, events);
}

/* Beside P a plant Q without a hospital of its own, 22.24 km (23 minutes) from P and 11.12 from A: its tanker U and its truck C. */
static inline void
little_json_two_plants(struct str *out, int gas, int gas_of_q)
{
	CLEANUP(str_free) struct str one = { 0 };
	little_json(&one, gas, "", "");
	const char *after = strstr(str_text(&one), "],\"facilities\"");
	str_add_n(out, str_text(&one), (size_t)(after - str_text(&one)));
	str_addf(out,
	    ",{\"id\":\"Q\",\"lat\":21.2,\"lon\":106.0,\"production_kg_day\":0,\"lox_storage_kg\":9000,\"lox_start_kg\":%d,"
	    "\"fill_cyl_day\":0,\"pool_cyl\":10,\"full_start\":10,\"trucks\":[{\"id\":\"U\",\"kind\":\"tanker\",\"cap_kg\":2000,\"speed_kmh\":60,"
	    "\"load_min\":30,\"unload_min\":20,\"unload_min_per_t\":5,\"duty_from_h\":6,\"duty_to_h\":20,\"duty_max_h\":12},"
	    "{\"id\":\"C\",\"kind\":\"cylinder\",\"cap_cyl\":50,\"speed_kmh\":60,\"load_min\":30,\"unload_min\":20,\"unload_min_per_100cyl\":40,"
	    "\"duty_from_h\":6,\"duty_to_h\":20,\"duty_max_h\":12}]}%s",
	    gas_of_q, after);
}

#endif
