#include "domain/delivery_state.h"
#include "lib/suite.h"

static enum delivery_state
after(enum delivery_state from, enum delivery_event_kind e, enum role who)
{
	const struct delivery_transition *t = delivery_state_step(from, e, who, 0);
	return t ? t->to : DELIVERY_STATE_NONE;
}

START_TEST(the_straight_road_leads_from_proposed_to_delivered)
{
	ck_assert_int_eq(after(DELIVERY_PROPOSED, DELIVERY_OFFER, ROLE_NONE), DELIVERY_OFFERED);
	ck_assert_int_eq(
	    after(DELIVERY_OFFERED, DELIVERY_ACCEPT, ROLE_SUPPLIER), DELIVERY_ACCEPTED);
	ck_assert_int_eq(after(DELIVERY_ACCEPTED, DELIVERY_LOAD, ROLE_SUPPLIER), DELIVERY_LOADING);
	ck_assert_int_eq(
	    after(DELIVERY_LOADING, DELIVERY_DISPATCH, ROLE_SUPPLIER), DELIVERY_DISPATCHED);
	ck_assert_int_eq(
	    after(DELIVERY_DISPATCHED, DELIVERY_ARRIVE, ROLE_HOSPITAL), DELIVERY_ARRIVED);
	ck_assert_int_eq(
	    after(DELIVERY_ARRIVED, DELIVERY_DELIVER, ROLE_HOSPITAL), DELIVERY_DELIVERED);
	ck_assert_int_eq(
	    after(DELIVERY_DISPATCHED, DELIVERY_DELIVER, ROLE_COORDINATOR), DELIVERY_DELIVERED);
}
END_TEST

START_TEST(nobody_does_what_belongs_to_another)
{
	ck_assert(!delivery_state_may(DELIVERY_ACCEPT, ROLE_HOSPITAL));
	ck_assert(!delivery_state_may(DELIVERY_ACCEPT, ROLE_COORDINATOR));
	ck_assert(!delivery_state_may(DELIVERY_CANCEL, ROLE_SUPPLIER));
	ck_assert(!delivery_state_may(DELIVERY_OFFER, ROLE_COORDINATOR));
	ck_assert(!delivery_state_may(DELIVERY_DELIVER, ROLE_MINISTRY));
	ck_assert(delivery_state_may(DELIVERY_FAIL, ROLE_SUPPLIER));
	ck_assert(delivery_state_may(DELIVERY_CANCEL, ROLE_ADMIN));
	ck_assert(delivery_state_may(DELIVERY_EXPIRE, ROLE_NONE));
}
END_TEST

START_TEST(nothing_is_cancelled_once_it_left)
{
	ck_assert_int_eq(
	    after(DELIVERY_LOADING, DELIVERY_CANCEL, ROLE_COORDINATOR), DELIVERY_CANCELLED);
	ck_assert_int_eq(
	    after(DELIVERY_DISPATCHED, DELIVERY_CANCEL, ROLE_COORDINATOR), DELIVERY_STATE_NONE);
	ck_assert_int_eq(
	    after(DELIVERY_DELIVERED, DELIVERY_CANCEL, ROLE_COORDINATOR), DELIVERY_STATE_NONE);
}
END_TEST

/* What one event took from the supplier's free stock, a later one must give back or carry on. */
START_TEST(what_is_reserved_or_loaded_is_always_settled)
{
	static const enum delivery_booking ends[] = { [DELIVERY_ACCEPTED] = DELIVERY_BOOK_RELEASE,
		[DELIVERY_LOADING] = DELIVERY_BOOK_UNLOAD,
		[DELIVERY_DISPATCHED] = DELIVERY_BOOK_UNLOAD,
		[DELIVERY_ARRIVED] = DELIVERY_BOOK_UNLOAD };
	size_t n;
	const struct delivery_transition *t = delivery_state_table(&n);
	for (size_t i = 0; i < n; i++) {
		if (t[i].to != DELIVERY_FAILED && t[i].to != DELIVERY_CANCELLED)
			continue;
		enum delivery_booking due =
		    delivery_state_is_coming(t[i].from) ? ends[t[i].from] : DELIVERY_BOOK_NOTHING;
		ck_assert_int_eq(t[i].books, due);
	}
}
END_TEST

START_TEST(the_hospitals_word_replaces_the_suppliers_and_is_said_once)
{
	roles_t supplier = ROLE_BIT(ROLE_SUPPLIER), hospital = ROLE_BIT(ROLE_HOSPITAL);
	const struct delivery_transition *t =
	    delivery_state_step(DELIVERY_DELIVERED, DELIVERY_DELIVER, ROLE_HOSPITAL, supplier);
	ck_assert_ptr_nonnull(t);
	ck_assert_int_eq(t->books, DELIVERY_BOOK_CORRECT);
	ck_assert_ptr_null(delivery_state_step(
	    DELIVERY_DELIVERED, DELIVERY_DELIVER, ROLE_HOSPITAL, supplier | hospital));
	ck_assert_ptr_null(
	    delivery_state_step(DELIVERY_DELIVERED, DELIVERY_DELIVER, ROLE_SUPPLIER, supplier));
	t = delivery_state_step(DELIVERY_DELIVERED, DELIVERY_DELIVER, ROLE_SUPPLIER, hospital);
	ck_assert_ptr_nonnull(t);
	ck_assert_int_eq(t->books, DELIVERY_BOOK_STATEMENT);
}
END_TEST

START_TEST(every_state_is_reachable_and_every_row_is_unique)
{
	size_t n;
	const struct delivery_transition *t = delivery_state_table(&n);
	for (int s = DELIVERY_OFFERED; s < DELIVERY_STATE_COUNT; s++) {
		int ways = 0;
		for (size_t i = 0; i < n; i++)
			ways += (int)t[i].to == s;
		ck_assert_int_gt(ways, 0);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			ck_assert(t[i].event != t[k].event || t[i].from != t[k].from ||
				  (t[i].who & t[k].who) == 0);
}
END_TEST

START_TEST(a_fault_can_name_the_states_that_an_event_needs)
{
	char buf[120];
	ck_assert_str_eq(
	    delivery_state_needs(DELIVERY_DELIVER, buf, sizeof buf), "dispatched | arrived");
	ck_assert_str_eq(delivery_state_needs(DELIVERY_ACCEPT, buf, sizeof buf), "offered");
	ck_assert(delivery_state_is_open(DELIVERY_ARRIVED));
	ck_assert(!delivery_state_is_open(DELIVERY_DELIVERED));
	ck_assert(!delivery_state_is_open(DELIVERY_DECLINED));
}
END_TEST

SUITE("domain/delivery_state", the_straight_road_leads_from_proposed_to_delivered,
    nobody_does_what_belongs_to_another, nothing_is_cancelled_once_it_left,
    what_is_reserved_or_loaded_is_always_settled,
    the_hospitals_word_replaces_the_suppliers_and_is_said_once,
    every_state_is_reachable_and_every_row_is_unique,
    a_fault_can_name_the_states_that_an_event_needs)
