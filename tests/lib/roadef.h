/* roadef - challenge instances and solutions made by tests, as texts.
 *
 * The small instance, worked out by hand: 48 steps of an hour; a base (0), a source (1), customers
 * 2 and 3. Customer 2 uses 1 an hour of 40 (safety level 10, tank 80); customer 3 uses 0.5 of 30
 * (5, 60), is open from 0 to 600 and 1440 to 2000, takes trailer 0 and at least 5 at a time. */
#ifndef OXY_TESTS_LIB_ROADEF_H
#define OXY_TESTS_LIB_ROADEF_H

#include "base/rng.h"
#include "base/str.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROADEF_SMALL_STEPS = 48 };

static const char *const ROADEF_SMALL_HEAD =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<IRP_Roadef_Challenge_Instance>\n"
    "<unit>60</unit><horizon>48</horizon>\n"
    "<timeMatrices>\n"
    "<ArrayOfInt><int>0</int><int>10</int><int>60</int><int>90</int></ArrayOfInt>\n"
    "<ArrayOfInt><int>10</int><int>0</int><int>50</int><int>80</int></ArrayOfInt>\n"
    "<ArrayOfInt><int>60</int><int>50</int><int>0</int><int>40</int></ArrayOfInt>\n"
    "<ArrayOfInt><int>90</int><int>80</int><int>40</int><int>0</int></ArrayOfInt>\n"
    "</timeMatrices>\n"
    "<drivers>\n"
    "<IRP_Roadef_Challenge_Instance_driver><index>0</index>\n"
    "<minInterSHIFTDURATION>600</minInterSHIFTDURATION><maxDrivingDuration>300</"
    "maxDrivingDuration>\n"
    "<timewindows><TimeWindow><start>0</start><end>840</end></TimeWindow>\n"
    "<TimeWindow><start>1440</start><end>2280</end></TimeWindow></timewindows>\n"
    "<trailer><int>0</int></trailer><LayoverDuration>500</LayoverDuration>\n"
    "<TimeCost>0.1</TimeCost><LayoverCost>0</LayoverCost></IRP_Roadef_Challenge_Instance_driver>\n"
    "<IRP_Roadef_Challenge_Instance_driver><index>1</index>\n"
    "<maxDrivingDuration>300</maxDrivingDuration>\n"
    "<timewindows><TimeWindow><start>0</start><end>700</end></TimeWindow>\n"
    "<TimeWindow><start>720</start><end>1400</end></TimeWindow>\n"
    "<TimeWindow><start>1440</start><end>2280</end></TimeWindow></timewindows>\n"
    "<trailer><int>0</int><int>1</int></trailer>\n"
    "<minInterSHIFTDURATION>600</minInterSHIFTDURATION>\n"
    "<TimeCost>0.2</TimeCost></IRP_Roadef_Challenge_Instance_driver>\n"
    "</drivers>\n"
    "<trailers>\n"
    "<IRP_Roadef_Challenge_Instance_Trailers><index>0</index><Capacity>100</Capacity>\n"
    "<InitialQuantity>20</InitialQuantity><DistanceCost>1</DistanceCost>\n"
    "</IRP_Roadef_Challenge_Instance_Trailers>\n"
    "<IRP_Roadef_Challenge_Instance_Trailers><index>1</index><Capacity>50</Capacity>\n"
    "<InitialQuantity>50</InitialQuantity><DistanceCost>0.5</DistanceCost>\n"
    "</IRP_Roadef_Challenge_Instance_Trailers>\n"
    "</trailers>\n"
    "<bases><index>0</index></bases>\n"
    "<sources><IRP_Roadef_Challenge_Instance_Sources><index>1</index><setupTime>30</setupTime>\n"
    "</IRP_Roadef_Challenge_Instance_Sources></sources>\n"
    "<customers>\n";

static const char *const ROADEF_SMALL_CUSTOMER_2 =
    "<IRP_Roadef_Challenge_Instance_Customers><index>2</index><callIn>0</callIn>\n"
    "<setupTime>20</setupTime><allowedTrailers><int>0</int><int>1</int></allowedTrailers>\n"
    "<Capacity>80</Capacity><InitialTankQuantity>40</InitialTankQuantity>\n"
    "<SafetyLevel>10</SafetyLevel>\n<Forecast>\n";

static const char *const ROADEF_SMALL_CUSTOMER_3 =
    "<IRP_Roadef_Challenge_Instance_Customers><index>3</index><setupTime>20</setupTime>\n"
    "<timewindows><TimeWindow><start>0</start><end>600</end></TimeWindow>\n"
    "<TimeWindow><start>1440</start><end>2000</end></TimeWindow></timewindows>\n"
    "<allowedTrailers><int>0</int></allowedTrailers>\n"
    "<Capacity>60</Capacity><InitialTankQuantity>30</InitialTankQuantity>\n"
    "<MinOperationQuantity>5</MinOperationQuantity><SafetyLevel>5</SafetyLevel>\n<Forecast>\n";

static const char *const ROADEF_SMALL_TAIL =
    "</customers>\n"
    "<DistMatrices>\n"
    "<ArrayOfDouble><double>0</double><double>15</double><double>90</double><double>135</double></"
    "ArrayOfDouble>\n"
    "<ArrayOfDouble><double>15</double><double>0</double><double>75</double><double>120</double></"
    "ArrayOfDouble>\n"
    "<ArrayOfDouble><double>90</double><double>75</double><double>0</double><double>60</double></"
    "ArrayOfDouble>\n"
    "<ArrayOfDouble><double>135</double><double>120</double><double>60</double><double>0</double></"
    "ArrayOfDouble>\n"
    "</DistMatrices>\n</IRP_Roadef_Challenge_Instance>\n";

static inline void
roadef_small(struct str *out)
{
	str_clear(out);
	str_add(out, ROADEF_SMALL_HEAD);
	str_add(out, ROADEF_SMALL_CUSTOMER_2);
	for (int i = 0; i < ROADEF_SMALL_STEPS; i++)
		str_add(out, "<double>1</double>");
	str_add(out, "</Forecast></IRP_Roadef_Challenge_Instance_Customers>\n");
	str_add(out, ROADEF_SMALL_CUSTOMER_3);
	for (int i = 0; i < ROADEF_SMALL_STEPS; i++)
		str_add(out, "<double>0.5</double>");
	str_add(out, "</Forecast></IRP_Roadef_Challenge_Instance_Customers>\n");
	str_add(out, ROADEF_SMALL_TAIL);
}

/* "DRIVER TRAILER START: POINT ARRIVAL QUANTITY, ... | ..." as the challenge's output. */
static inline void
roadef_solution(const char *shifts, struct str *out)
{
	int driver, trailer, start, point, arrival, used, n = 0;
	double quantity;

	str_clear(out);
	str_add(out, "<IRP_Roadef_Challenge_Output>\n<Shifts>\n");
	while (sscanf(shifts, " %d %d %d :%n", &driver, &trailer, &start, &used) == 3) {
		shifts += used;
		str_addf(out,
		    "<IRP_Roadef_Challenge_Shift_><index>%d</index><driver>%d</driver>"
		    "<trailer>%d</trailer><start>%d</start>\n<operations>\n",
		    n++, driver, trailer, start);
		while (sscanf(shifts, " %d %d %lf%n", &point, &arrival, &quantity, &used) == 3) {
			str_addf(out,
			    "<IRP_Roadef_Challenge_Operation_><point>%d</point>"
			    "<arrival>%d</arrival><Quantity>%.15g</Quantity>"
			    "</IRP_Roadef_Challenge_Operation_>\n",
			    point, arrival, quantity);
			shifts += used;
			shifts += *shifts == ',';
		}
		str_add(out, "</operations></IRP_Roadef_Challenge_Shift_>\n");
		shifts += strspn(shifts, " |");
	}
	ck_assert_msg(*shifts == '\0', "cannot read \"%s\"", shifts);
	str_add(out, "</Shifts>\n</IRP_Roadef_Challenge_Output>\n");
}

/* Customers in a square around a source, ten days, two drivers that share a trailer and one of
 * their own; enough time to serve all. In version 1's way of writing. */
static inline void
roadef_random(struct rng *r, int customers, struct str *out)
{
	int n = customers + 2, x[64], y[64];

	ck_assert_int_le(n, 64);
	for (int i = 0; i < n; i++) {
		x[i] = i < 2 ? 60 + 10 * i : (int)rng_below(r, 120);
		y[i] = i < 2 ? 60 : (int)rng_below(r, 120);
	}
	str_clear(out);
	str_add(
	    out, "<IRP_Roadef_Challenge_Instance><unit>60</unit><horizon>240</horizon><drivers>\n");
	for (int i = 0; i < 3; i++) {
		str_addf(out,
		    "<driver><index>%d</index><maxDrivingDuration>600</maxDrivingDuration>"
		    "<timewindows>",
		    i);
		for (int day = 0; day < 10; day++)
			str_addf(out, "<w><start>%d</start><end>%d</end></w>",
			    1440 * day + 300 * (i % 2), 1440 * day + 300 * (i % 2) + 720);
		str_addf(out,
		    "</timewindows><trailer>%d</trailer>"
		    "<minInterSHIFTDURATION>600</minInterSHIFTDURATION><TimeCost>%g</TimeCost>"
		    "</driver>\n",
		    i / 2, 0.1 + 0.05 * i);
	}
	str_add(out, "</drivers><trailers><t><index>0</index><Capacity>10000</Capacity>"
		     "<InitialQuantity>1234.5</InitialQuantity><DistanceCost>0.7</DistanceCost></t>"
		     "<t><index>1</index><Capacity>4000</Capacity><InitialQuantity>4000"
		     "</InitialQuantity><DistanceCost>0.3</DistanceCost></t></trailers>"
		     "<bases><index>0</index></bases><sources><s><index>1</index>"
		     "<setupTime>30</setupTime></s></sources><customers>\n");
	for (int i = 2; i < n; i++) {
		double tank = 800 + rng_below(r, 4000), start = tank * (0.3 + 0.6 * rng_unit(r));
		str_addf(out,
		    "<c><index>%d</index><setupTime>%u</setupTime><allowedTrailers><int>0</int>%s"
		    "</allowedTrailers><Capacity>%g</Capacity>"
		    "<InitialTankQuantity>%.9g</InitialTankQuantity><SafetyLevel>%g</SafetyLevel>"
		    "<Forecast>",
		    i, 15 + rng_below(r, 30), i % 3 ? "<int>1</int>" : "", tank, start,
		    0.15 * tank);
		for (int h = 0; h < 240; h++)
			str_addf(
			    out, "<d>%.9g</d>", h % 24 < 12 ? 0.015 * tank * rng_unit(r) : 0.0);
		str_add(out, "</Forecast></c>\n");
	}
	for (int kind = 0; kind < 2; kind++) {
		str_add(out, kind ? "<DistMatrices>" : "</customers><timeMatrices>");
		for (int i = 0; i < n; i++) {
			str_add(out, "<row>");
			for (int k = 0; k < n; k++) {
				int far = abs(x[i] - x[k]) + abs(y[i] - y[k]);
				str_addf(out, "<e>%g</e>", kind ? 1.1 * far : (double)far);
			}
			str_add(out, "</row>\n");
		}
		str_add(out, kind ? "</DistMatrices>" : "</timeMatrices>");
	}
	str_add(out, "</IRP_Roadef_Challenge_Instance>\n");
}

#endif
