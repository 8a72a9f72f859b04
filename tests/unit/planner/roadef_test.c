/* roadef_test - reading challenge instances, as XML and as tables. */
#include "planner/roadef.h"

#include "lib/roadef.h"
#include "lib/suite.h"

#include <string.h>

static struct arena *arena;
static struct roadef v;
static struct str text, why;

static void
arrange(void)
{
	arena = arena_new();
	roadef_small(&text);
}

static void
clean(void)
{
	str_free(&text);
	str_free(&why);
	arena_free(arena);
}

static err_t
read_xml(void)
{
	str_clear(&why);
	return planner_roadef_xml(str_text(&text), text.len, arena, &v, &why);
}

static void
check_small(const struct roadef *x)
{
	ck_assert_int_eq(x->step, 60);
	ck_assert_int_eq(x->steps, 48);
	ck_assert_int_eq(x->n_places, 4);
	ck_assert_int_eq(x->n_sources, 1);
	ck_assert_int_eq(x->n_drivers, 2);
	ck_assert_int_eq(x->n_trailers, 2);
	ck_assert_int_eq(x->minutes[1 * 4 + 3], 80);
	ck_assert_int_eq(x->distance[2 * 4 + 3], 60 * ROADEF_DISTANCE);
	ck_assert_int_eq(x->drivers[0].rest, 600);
	ck_assert_int_eq(x->drivers[0].driving, 300);
	ck_assert_int_eq(x->drivers[0].minute_cost, ROADEF_RATE / 10);
	ck_assert_int_eq(x->drivers[1].n_windows, 3);
	ck_assert_int_eq(x->drivers[1].windows[1].start, 720);
	ck_assert_int_eq(x->drivers[1].windows[2].end, 2280);
	ck_assert(x->drivers[0].trailer_ok[0] && !x->drivers[0].trailer_ok[1]);
	ck_assert_int_eq(x->trailers[0].initial, 20 * ROADEF_UNIT);
	ck_assert_int_eq(x->trailers[1].distance_cost, ROADEF_RATE / 2);
	ck_assert_int_eq(x->places[1].setup, 30);
	ck_assert(x->places[1].trailer_ok[0] && x->places[1].trailer_ok[1]);
	ck_assert(x->places[3].trailer_ok[0] && !x->places[3].trailer_ok[1]);
	ck_assert_int_eq(x->places[2].capacity, 80 * ROADEF_UNIT);
	ck_assert_int_eq(x->places[3].used[47], 24 * ROADEF_UNIT);
}

START_TEST(both_versions_of_the_challenges_xml_are_read)
{
	ck_assert_msg(read_xml() == ERR_OK, "%s", str_text(&why));
	check_small(&v);
	ck_assert(v.drivers[1].trailer_ok[0] && v.drivers[1].trailer_ok[1]);
	ck_assert_int_eq(v.drivers[0].layover, 500);
	ck_assert_int_eq(v.drivers[1].layover, ROADEF_NEVER);
	ck_assert_int_eq(v.places[3].n_windows, 2);
	ck_assert_int_eq(v.places[3].least, 5 * ROADEF_UNIT);
	ck_assert_int_eq(v.places[2].n_windows, 0);
	struct rng r = rng_seed(1, 1);
	roadef_random(&r, 5, &text);
	ck_assert_msg(read_xml() == ERR_OK, "%s", str_text(&why));
	ck_assert(v.drivers[2].trailer_ok[1] && !v.drivers[2].trailer_ok[0]);
	ck_assert_int_eq(v.trailers[0].initial, 1234500000);
}
END_TEST

START_TEST(consumption_is_added_up_without_rounding_errors_adding_up)
{
	long double thirds[3000];

	for (int i = 0; i < 3000; i++)
		thirds[i] = 1.0L / 3;
	const int64_t *used = planner_roadef_added_up(thirds, 3000, arena);
	ck_assert_int_eq(used[0], 333333);
	ck_assert_int_eq(used[2999], 1000 * ROADEF_UNIT);
}
END_TEST

/* Each row spoils the small instance in one place. */
START_TEST(faults_of_the_xml_name_the_line_and_what_would_be_right)
{
	static const struct {
		const char *from, *to, *why;
	} rows[] = {
		{ "</customers>", "", "59: mismatched tag" },
		{ "<unit>60</unit>", "", "2: <IRP_Roadef_Challenge_Instance> needs <unit>" },
		{ "<horizon>48", "<horizon>48.5", "3: expected a whole number" },
		{ "<horizon>48", "<horizon>x", "3: expected <horizon> of 1 to 9000, got \"x\"" },
		{ "<horizon>48", "<horizon>49",
		    "42: expected a forecast for every step of the horizon" },
		{ "<index>1</index>\n<maxDriving", "<index>2</index>\n<maxDriving",
		    "17: expected the index 1" },
		{ "<end>840", "<end>-1", "13: expected <end> of 0 to 10000000, got \"-1\"" },
		{ "<start>1440", "<start>2300", "14: expected a window that ends after its start" },
		{ "<trailer><int>0</int></trailer>", "<trailer><int>2</int></trailer>",
		    "15: expected <int> of 0 to 1, got \"2\"" },
		{ "<InitialQuantity>20", "<InitialQuantity>101",
		    "27: expected a first load of at most the capacity" },
		{ "<callIn>0", "<callIn>1",
		    "38: call-in customers belong to version 2 and are not read" },
		{ "<SafetyLevel>10", "<SafetyLevel>90",
		    "38: expected a safety level of at most the tank's capacity" },
		{ "<InitialTankQuantity>40", "<InitialTankQuantity>81",
		    "38: expected a first stock of at most the tank's capacity" },
		{ "<double>0</double><double>15", "<double>15",
		    "54: expected a number for every place" },
		{ "<int>80</int><int>40</int><int>0</int></ArrayOfInt>", "</ArrayOfInt>",
		    "8: expected a number for every place" },
		{ "<int>10</int><int>60", "<int>10.5</int><int>60",
		    "5: expected a whole number of minutes" },
		{ "<int>10</int><int>60", "<int>ten</int><int>60",
		    "5: expected <int> of 0 to 1000000, got \"ten\"" },
		{ "<IRP_Roadef_Challenge_Instance>", "<!DOCTYPE x><IRP_Roadef_Challenge_Instance>",
		    "2: a document type declaration is not read" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str spoiled = { 0 };
		roadef_small(&text);
		const char *at = strstr(str_text(&text), rows[i].from);
		ck_assert_ptr_nonnull(at);
		str_add_n(&spoiled, str_text(&text), (size_t)(at - str_text(&text)));
		str_add(&spoiled, rows[i].to);
		str_add(&spoiled, at + strlen(rows[i].from));
		str_clear(&why);
		ck_assert_int_eq(
		    planner_roadef_xml(str_text(&spoiled), spoiled.len, arena, &v, &why),
		    ERR_INVALID);
		ck_assert_str_eq(str_text(&why), rows[i].why);
		str_free(&spoiled);
	}
}
END_TEST

START_TEST(a_thousand_spoiled_files_are_read_or_refused)
{
	struct rng r = rng_seed(3, 1);

	for (int i = 0; i < 1000; i++) {
		roadef_small(&text);
		for (int k = 0; k < 3; k++)
			text.data[rng_below(&r, (uint32_t)text.len)] =
			    (char)(rng_below(&r, 3) ? "0123456789.-e<>/ "[rng_below(&r, 17)]
						    : (char)rng_below(&r, 256));
		if (rng_below(&r, 10) == 0)
			text.len = rng_below(&r, (uint32_t)text.len);
		ck_assert(read_xml() == ERR_OK || why.len > 0);
	}
}
END_TEST

/* ---- tables ---- */

static struct str table[ROADEF_CSV_FILES];

static struct str *
of(const char *name)
{
	for (int i = 0; i < ROADEF_CSV_FILES; i++)
		if (str_eq(planner_roadef_csv_names[i], name))
			return &table[i];
	ck_abort_msg("no table %s", name);
	return NULL;
}

static void
set(const char *name, const char *content)
{
	str_clear(of(name));
	str_add(of(name), content);
}

static void
small_tables(void)
{
	set("allowed_trailers.csv", "location_index,trailer_index\n2,0\n2,1\n3,0\n");
	set("distance_matrix.csv", "0,15,90,135\n15,0,75,120\n90,75,0,60\n135,120,60,0\n");
	set("time_matrix.csv", "0,10,60,90\r\n10,0,50,80\r\n60,50,0,40\r\n90,80,40,0\r\n");
	set("driver_windows.csv",
	    "driver_index,start,end\n1,0,700\n0,0,840\n1,720,1400\n0,1440,2280\n1,1440,2280");
	set("drivers.csv",
	    "index,max_driving_duration,trailer_index,min_inter_shift_duration,time_cost\n"
	    "0,300,0,600,0.1\n1,300,1,600,0.2\n");
	set("locations.csv",
	    "index,type,setupTime,capacity,initial_tank_quantity,safety_level\n0,Base,0,,,\n"
	    "1,Source,30,,,\n2,Customer,20,80,40,10\n3,Customer,20,60,30,5\n");
	set("trailers.csv",
	    "index,capacity,initial_quantity,distance_cost\n0,100,20,1\n1,50,50,0.5\n");
	set("forecasts.csv", "location_index");
	for (int i = 0; i < ROADEF_SMALL_STEPS; i++)
		str_addf(of("forecasts.csv"), ",t%d", i);
	for (int c = 2; c < 4; c++) {
		str_addf(of("forecasts.csv"), "\n%d", c);
		for (int i = 0; i < ROADEF_SMALL_STEPS; i++)
			str_add(of("forecasts.csv"), c == 2 ? ",1" : ",0.5");
	}
}

static void
free_tables(void)
{
	for (int i = 0; i < ROADEF_CSV_FILES; i++)
		str_free(&table[i]);
}

static err_t
read_tables(void)
{
	str_clear(&why);
	return planner_roadef_csv(table, arena, &v, &why);
}

START_TEST(tables_hold_the_same_instance)
{
	small_tables();
	ck_assert_msg(read_tables() == ERR_OK, "%s", str_text(&why));
	check_small(&v);
	free_tables();
}
END_TEST

START_TEST(faults_of_tables_name_file_and_line)
{
	static const struct {
		const char *name, *content, *why;
	} rows[] = {
		{ "trailers.csv", "index,capacity\n",
		    "trailers.csv:1: expected the columns "
		    "index,capacity,initial_quantity,distance_cost" },
		{ "trailers.csv", "index,capacity,initial_quantity,distance_cost\n0,1,2,1\n",
		    "trailers.csv:2: expected a first load of at most the capacity" },
		{ "trailers.csv", "",
		    "trailers.csv:1: expected the columns "
		    "index,capacity,initial_quantity,distance_cost" },
		{ "drivers.csv",
		    "index,max_driving_duration,trailer_index,min_inter_shift_duration,time_cost\n",
		    "drivers.csv:1: expected 1 to 200 rows" },
		{ "drivers.csv",
		    "index,max_driving_duration,trailer_index,min_inter_shift_duration,time_cost\n"
		    "0,300,2,600,0.1\n",
		    "drivers.csv:2: expected a number of 0 to 1, got \"2\"" },
		{ "driver_windows.csv", "driver_index,start,end\n0,9,8\n",
		    "driver_windows.csv:2: expected a window that ends after its start" },
		{ "driver_windows.csv", "driver_index,start,end\n0,9\n",
		    "driver_windows.csv:2: expected more columns" },
		{ "locations.csv",
		    "index,type,setupTime,capacity,initial_tank_quantity,safety_level\n0,Base,0,,,"
		    "\n"
		    "1,Customer,20,80,40,10\n2,Source,30,,,\n",
		    "locations.csv:4: expected one Base, then each Source, then each Customer" },
		{ "locations.csv",
		    "index,type,setupTime,capacity,initial_tank_quantity,safety_level\n0,Base,0,,,"
		    "\n"
		    "1,Source,30,,,\n2,Customer,20,80,40,81\n",
		    "locations.csv:4: expected a safety level of at most the tank's capacity" },
		{ "allowed_trailers.csv", "location_index,trailer_index\n4,0\n",
		    "allowed_trailers.csv:2: expected a number of 0 to 3, got \"4\"" },
		{ "forecasts.csv", "location_index,t0\n2,1\n2,1\n",
		    "forecasts.csv:3: expected one row by customer" },
		{ "forecasts.csv", "location_index,t0\n2,1\n",
		    "forecasts.csv:2: expected a row for every customer" },
		{ "forecasts.csv", "location_index,t0\n2,1,1\n",
		    "forecasts.csv:2: expected fewer columns" },
		{ "time_matrix.csv", "0,1,2\n",
		    "time_matrix.csv:1: expected a row for every place" },
		{ "time_matrix.csv", "0,10,60,90\n10,0,50.5,80\n60,50,0,40\n90,80,40,0\n",
		    "time_matrix.csv:2: expected a whole number of minutes" },
		{ "distance_matrix.csv", "0,15,90,135\n15,0,75\n90,75,0,60\n135,120,60,0\n",
		    "distance_matrix.csv:2: expected more columns" },
		{ "distance_matrix.csv", "0,15,90,135\n15,0,nan,2\n90,75,0,60\n135,120,60,0\n",
		    "distance_matrix.csv:2: expected a number of 0 to 1000000, got \"nan\"" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		small_tables();
		set(rows[i].name, rows[i].content);
		ck_assert_int_eq(read_tables(), ERR_INVALID);
		ck_assert_str_eq(str_text(&why), rows[i].why);
	}
	free_tables();
}
END_TEST

START_TEST(a_thousand_spoiled_tables_are_read_or_refused)
{
	struct rng r = rng_seed(5, 1);

	for (int i = 0; i < 1000; i++) {
		small_tables();
		struct str *t = &table[rng_below(&r, ROADEF_CSV_FILES)];
		for (int k = 0; k < 3; k++)
			t->data[rng_below(&r, (uint32_t)t->len)] =
			    rng_below(&r, 3) ? "0123456789,.-e\n"[rng_below(&r, 15)]
					     : (char)rng_below(&r, 256);
		ck_assert(read_tables() == ERR_OK || why.len > 0);
	}
	free_tables();
}
END_TEST

SUITE_WITH("planner/roadef", arrange, clean, both_versions_of_the_challenges_xml_are_read,
    consumption_is_added_up_without_rounding_errors_adding_up,
    faults_of_the_xml_name_the_line_and_what_would_be_right,
    a_thousand_spoiled_files_are_read_or_refused, tables_hold_the_same_instance,
    faults_of_tables_name_file_and_line, a_thousand_spoiled_tables_are_read_or_refused)
