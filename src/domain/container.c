/* container - the registry of cylinder types. */
#include "domain/container.h"
#include "base/attr.h"
#include "domain/list.h"
#include "domain/units.h"

#include <math.h>
#include <string.h>

#define U ((double)NAN) /* unknown */

/* clang-format off */
/* g is the nominal volume at 20 C times 1,331.2 g/m3, rounded; a test holds the two together.
 *  type        for people                       L     bar  m3     g       source */
static const struct container rows[] = {
	{ "VN2",      "Bình 2 L",                      2,    150, 0.30,  399,    "sizes sold in Viet Nam, 150 bar; volume x pressure" },
	{ "VN5",      "Bình 5 L",                      5,    150, 0.75,  998,    "sizes sold in Viet Nam, 150 bar; volume x pressure" },
	{ "VN8",      "Bình 8 L",                      8,    150, 1.20,  1597,   "sizes sold in Viet Nam, 150 bar; volume x pressure" },
	{ "VN10",     "Bình 10 L",                     10,   150, 1.50,  1997,   "volume x pressure" },
	{ "VN40",     "Bình 40 L",                     40,   150, 6.00,  7987,   "the unit that Vietnamese plants count in; volume x pressure" },
	{ "VN42",     "Bình 42 L",                     42,   150, 6.30,  8387,   "Open Critical Care: 42 L" },
	{ "VN50",     "Bình 50 L",                     50,   150, 7.50,  9984,   "volume x pressure" },
	{ "J",        "International J",               47,   137, 6.80,  9052,   "Open Critical Care: about 9 kg" },
	{ "WHO-L",    "Large cylinder of WHO's plans", U,    U,   7.05,  9385,   "WHO: 620,000 m3 = 88,000 cylinders" },
	{ "UK-D",     "UK D",                          2.3,  137, 0.34,  453,    "not verified; override per supplier" },
	{ "UK-E",     "UK E",                          4.7,  137, 0.68,  905,    "not verified; override per supplier" },
	{ "UK-F",     "UK F",                          9.4,  137, 1.36,  1810,   "not verified; override per supplier" },
	{ "UK-G",     "UK G",                          23.6, 137, 3.40,  4526,   "not verified; override per supplier" },
	{ "US-D",     "US D",                          U,    U,   0.30,  399,    "lower end of the published 0.30 to 0.415 m3" },
	{ "US-E",     "US E",                          U,    U,   0.625, 832,    "lower end of the published 0.625 to 0.682 m3" },
	{ "US-M",     "US M",                          U,    U,   3.00,  3994,   "lower end of the published 3.0 to 3.45 m3" },
	{ "US-G",     "US G",                          U,    U,   5.00,  6656,   "published as above 5.0 m3" },
	{ "US-H",     "US H or K",                     U,    U,   6.90,  9185,   "lower end of the published 6.9 to 7.0 m3 (244 ft3)" },
	{ "IN-B",     "India B",                       10,   150, 1.50,  1997,   "not verified; override per supplier" },
	{ "IN-D",     "India D jumbo",                 46.7, 150, 7.00,  9318,   "not verified; override per supplier" },
	{ "DEWAR160", "LOX dewar 160 HP",              U,    U,   129.6, 172524, "published 4,577 ft3 of gas" },
	{ "DEWAR265", "LOX dewar 265 HP",              U,    U,   163.4, 217518, "published 5,769 ft3 of gas" },
};
/* clang-format on */

const struct container *
container_table(size_t *ret_n)
{
	*ret_n = ARRAY_LEN(rows);
	return rows;
}

const struct container *
container_find(const char *type)
{
	for (size_t i = 0; type != NULL && i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].type, type) == 0)
			return &rows[i];
	return NULL;
}

const char *
container_list(void)
{
	return "VN2 VN5 VN8 VN10 VN40 VN42 VN50 J WHO-L UK-D UK-E UK-F UK-G US-D US-E US-M US-G "
	       "US-H IN-B IN-D "
	       "DEWAR160 DEWAR265";
}

int64_t
container_grams(const struct container *c, int64_t full, int64_t in_use)
{
	if (full == UNKNOWN_I64 && in_use == UNKNOWN_I64)
		return UNITS_UNKNOWN_G;
	int64_t halves =
	    2 * (full == UNKNOWN_I64 ? 0 : full) + (in_use == UNKNOWN_I64 ? 0 : in_use);
	int64_t twice = halves * c->g;
	return twice / 2 + (twice % 2 != 0 && (twice / 2) % 2 != 0); /* half to even */
}
