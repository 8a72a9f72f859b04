/* topic_test - forms of topics let codes through and nothing else. */
#include "lib/suite.h"
#include "mqtt/topic.h"

#include <stdio.h>
#include <string.h>

static const char form[] = "oxyd/v1/{}/{}/{}/tlm";

START_TEST(a_topic_of_the_form_gives_its_codes)
{
	struct mqtt_topic_codes codes;
	ck_assert(mqtt_topic_match(form, "oxyd/v1/15/15-PGH1/15-PGH1-T1/tlm", &codes));
	ck_assert_uint_eq(codes.n, 3);
	ck_assert_str_eq(codes.at[0], "15");
	ck_assert_str_eq(codes.at[1], "15-PGH1");
	ck_assert_str_eq(codes.at[2], "15-PGH1-T1");
}
END_TEST

START_TEST(anything_else_does_not_match)
{
	static const char *const others[] = { "", "/", "oxyd", "oxyd/v1/15/F/A",
		"oxyd/v1/15/F/A/tlm/", "oxyd/v1/15/F/A/tlm/x", "/oxyd/v1/15/F/A/tlm",
		"oxyd/v1/15//A/tlm", "oxyd/v1/+/F/A/tlm", "oxyd/v1/#", "oxyd/v1/15/F/a/tlm",
		"oxyd/v1/15/F/A B/tlm", "oxyd/v1/15/F/{}/tlm", "oxyd/v1/15/../A/tlm",
		"oxyd/v1/15/F/\xc3\x81/tlm", "oxyd/v1/15/F/\xff/tlm", "oxyd/v2/15/F/A/tlm",
		"OXYD/v1/15/F/A/tlm", "$SYS/v1/15/F/A/tlm", "oxyd/v1/15/F/A/tl",
		"oxyd/v1/15/F/A/tlmx", "oxyd/v1/15/F/ABCDEFGHIJKLMNOPQRSTUVWXY/tlm" };
	struct mqtt_topic_codes codes = { .n = 7 };
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		ck_assert_msg(!mqtt_topic_match(form, others[i], &codes), "%s", others[i]);
	ck_assert_uint_eq(codes.n, 7);
	ck_assert(mqtt_topic_match(form, "oxyd/v1/15/F/ABCDEFGHIJKLMNOPQRSTUVWX/tlm", &codes));
}
END_TEST

START_TEST(a_topic_is_made_of_codes_only)
{
	char topic[MQTT_TOPIC_MAX] = "untouched";
	const char *good[] = { "15", "F", "A-1" }, *wild[] = { "15", "+", "A-1" },
		   *deep[] = { "15", "F/G", "A-1" };
	ck_assert(!mqtt_topic_make(form, wild, 3, topic));
	ck_assert(!mqtt_topic_make(form, deep, 3, topic));
	ck_assert(!mqtt_topic_make(form, good, 2, topic));
	ck_assert_str_eq(topic, "untouched");
	ck_assert(mqtt_topic_make(form, good, 3, topic));
	ck_assert_str_eq(topic, "oxyd/v1/15/F/A-1/tlm");
	ck_assert(mqtt_topic_filter(form, topic));
	ck_assert_str_eq(topic, "oxyd/v1/+/+/+/tlm");
}
END_TEST

START_TEST(what_is_made_matches_again)
{
	char topic[MQTT_TOPIC_MAX];
	struct mqtt_topic_codes codes;
	for (int i = 0; i < 1000; i++) {
		char a[25], b[25];
		snprintf(a, sizeof a, "%d-X", i);
		snprintf(b, sizeof b, "Z%d", 7 * i);
		ck_assert(mqtt_topic_make("t/{}/{}", (const char *[]){ a, b }, 2, topic));
		ck_assert(mqtt_topic_match("t/{}/{}", topic, &codes));
		ck_assert_str_eq(codes.at[0], a);
		ck_assert_str_eq(codes.at[1], b);
	}
}
END_TEST

START_TEST(topics_to_publish_have_no_wildcards_or_holes)
{
	static const char *const bad[] = { "", "/", "a/", "/a", "a//b", "a/+/b", "#", "a/#",
		"$SYS/a", "a\xff", "a\nb", "a\x7f" };
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ck_assert_msg(!mqtt_topic_is_valid(bad[i]), "%s", bad[i]);
	ck_assert(mqtt_topic_is_valid("oxyd/v1/suppliers/S1/assignments"));
	ck_assert(mqtt_topic_is_valid("bệnh viện"));
}
END_TEST

SUITE("topic", a_topic_of_the_form_gives_its_codes, anything_else_does_not_match,
    a_topic_is_made_of_codes_only, what_is_made_matches_again,
    topics_to_publish_have_no_wildcards_or_holes)
