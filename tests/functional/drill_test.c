/* drill_test - the page of `oxyd simulate --report` in a real browser: from a file, without a network. */
#include "lib/browser.h"
#include "lib/suite.h"

#include <math.h>

static char dir[] = "/tmp/oxyd-drill-XXXXXX";
static struct browser b;

static void
run(const char *command)
{
	char line[300];
	snprintf(line, sizeof line, "cd %s && %s %s", dir, getenv("OXYD"), command);
	ck_assert_msg(system(line) == 0, "%s", line);
}

static void
make_page(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	run("simulate --generate 24 scarce 3 >s.json");
	run("simulate s.json --policy urgentplus,reorder,urgent --report d.html >lines");
}

static void
remove_page(void)
{
	char line[64];
	snprintf(line, sizeof line, "rm -rf %s", dir);
	ck_assert_int_eq(system(line), 0);
}

static void
setup(void)
{
	char url[80];
	make_page();
	b = browser_new();
	browser_size(&b, 1280, 900);
	snprintf(url, sizeof url, "file://%s/d.html", dir);
	browser_open(&b, url);
}

static void
teardown(void)
{
	ck_assert_str_eq(str_text(&b.complaints), "");
	ck_assert_int_eq(b.requests, 0);
	browser_end(&b);
	remove_page();
}

#define IS(expression) ck_assert_msg(browser_is(&b, (expression)), "%s", (expression))

/* Everything that a person would do; teardown then finds no complaint and no request. */
START_TEST(everything_can_be_used_without_a_complaint_or_a_request)
{
	static const char *const DO[] = { "$('lang').click()", "$('zoomNear').click()", "choose({ run: 1, other: 2 })", "choose({ other: -1 })", "choose({ order: 'name' })",
		"choose({ site: 5, day: 0, minute: 0 })", "choose({ day: DAYS - 1, minute: 1425 })", "$('small').children[3].click()", "$('diary').open = true",
		"$('heat').querySelector('svg').dispatchEvent(new MouseEvent('click', { clientX: 700, clientY: 300 }))", "$('zoomAll').click()", "$('lang').click()" };
	for (size_t i = 0; i < sizeof DO / sizeof *DO; i++)
		browser_value(&b, DO[i]);
	IS("document.body.innerText.length > 2000 && !/undefined|NaN|\\{\\d\\}/.test(document.body.innerText)");
}
END_TEST

START_TEST(the_page_shows_the_figures_of_the_result_lines)
{
	char path[64], line[1000];
	snprintf(path, sizeof path, "%s/lines", dir);
	FILE *in = fopen(path, "r");
	for (int i = 0; i < 3; i++) {
		char cell[100], ask[200];
		json_error_t error;
		ck_assert_ptr_nonnull(fgets(line, sizeof line, in));
		json_t *result = json_loads(line, 0, &error);
		snprintf(ask, sizeof ask, "document.querySelectorAll('#results tbody tr')[0].cells[%d].innerText.replace(/\\D/g, '')", i + 1);
		browser_text(&b, ask, cell, sizeof cell);
		ck_assert_double_eq_tol(atof(cell), json_number_value(json_object_get(result, "weighted_ph")), 1);
		snprintf(ask, sizeof ask, "RUNS[%d].w.reduce((a, b) => a + b, 0)", i);
		ck_assert_double_eq_tol(browser_number(&b, ask), json_number_value(json_object_get(result, "weighted_ph")), .01);
		json_decref(result);
	}
	fclose(in);
}
END_TEST

START_TEST(it_is_in_vietnamese_first_and_the_switch_changes_every_text)
{
	char vi[4000], en[4000];
	IS("document.documentElement.lang === 'vi'");
	browser_text(&b, "[...document.querySelectorAll('[data-t]')].map(e => e.textContent).join('|')", vi, sizeof vi);
	ck_assert_ptr_nonnull(strstr(vi, "không phải số ca tử vong"));
	browser_value(&b, "$('lang').click()");
	IS("document.documentElement.lang === 'en'");
	browser_text(&b, "[...document.querySelectorAll('[data-t]')].map(e => e.textContent).join('|')", en, sizeof en);
	ck_assert_ptr_nonnull(strstr(en, "they are not deaths"));
	IS("[...document.querySelectorAll('[data-t]')].every(e => WORDS.vi[e.dataset.t] !== undefined && e.textContent === WORDS.en[e.dataset.t])");
	IS("!/[ạảãầấậẩẫằắặẳẵẹẻẽềếệểễịỉĩọỏõồốộổỗờớợởỡụủũừứựửữỳỵỷỹđ]/i.test([...document.querySelectorAll('h2:not(#siteTitle), label span, .hint:not([role]), .legend, thead, summary')]"
	   ".map(e => e.textContent).join(' '))");
}
END_TEST

START_TEST(both_languages_have_the_same_words_with_the_same_gaps)
{
	IS("JSON.stringify(Object.keys(WORDS.vi)) === JSON.stringify(Object.keys(WORDS.en))");
	IS("Object.keys(WORDS.vi).every(k => JSON.stringify([...new Set(WORDS.vi[k].match(/\\{\\d\\}/g))].sort()) === JSON.stringify([...new Set(WORDS.en[k].match(/\\{\\d\\}/g))].sort()))");
}
END_TEST

START_TEST(the_time_slider_moves_the_trucks)
{
	browser_value(&b, "choose({ day: RUNS[0].trips.reduce((most, x, d, all) => x.length > all[most].length ? d : most, 0), minute: 0 })");
	ck_assert_double_eq(browser_number(&b, "document.querySelectorAll('.lorry').length"), 0);
	browser_value(&b, "$('time').value = 600, $('time').dispatchEvent(new Event('input', { bubbles: true }))");
	ck_assert_double_gt(browser_number(&b, "document.querySelectorAll('.lorry').length"), 0);
	browser_value(&b, "window.before = [...document.querySelectorAll('.lorry')].map(e => e.dataset.truck + e.dataset.x).join()");
	browser_value(&b, "$('time').focus()");
	browser_key(&b, "ArrowRight", 39);
	IS("$('timeText').textContent === '10:15'");
	IS("[...document.querySelectorAll('.lorry')].map(e => e.dataset.truck + e.dataset.x).join() !== before");
}
END_TEST

START_TEST(a_truck_is_at_its_stop_when_it_arrives_and_at_home_when_it_is_back)
{
	browser_value(&b, "window.x = RUNS[0].trips.flat().find(x => x.stops.length > 1)");
	IS("whereIs(x, x.leave).doing === 'loading'");
	IS("whereIs(x, x.stops[0].arrive).place === SITES[x.stops[0].site] && whereIs(x, x.stops[0].arrive).doing === 'unloading'");
	IS("Math.abs(whereIs(x, x.stops[1].arrive - .001).part - 1) < .01");
	IS("whereIs(x, x.back - .001).doing === 'homing' && Math.abs(whereIs(x, x.back - .001).part - 1) < .01");
	IS("whereIs(x, x.stops[1].arrive - 1).kg === x.stops.slice(1).reduce((a, s) => a + s.kg, 0)");
}
END_TEST

START_TEST(a_keyboard_reaches_every_control_and_the_strip_of_days)
{
	IS("[...document.querySelectorAll('select, input, button')].every(e => e.textContent.trim() !== '' && e.tagName === 'BUTTON' || (e.labels.length === 1 && e.labels[0].textContent.trim() !== ''))");
	browser_value(&b, "choose({ day: 10 }), $('heat').focus()");
	browser_key(&b, "ArrowRight", 39);
	IS("state.day === 11 && $('dayText').textContent.startsWith('12 ')");
	browser_value(&b, "window.was = state.site");
	browser_key(&b, "ArrowDown", 40);
	IS("state.site !== was && $('heatSays').textContent.includes(SITES[state.site].name) && $('siteTitle').textContent.includes(SITES[state.site].name)");
	browser_value(&b, "window.seen = new Set(), document.addEventListener('focusin', e => seen.add(e.target.id)), $('lang').focus()");
	for (int i = 0; i < 25; i++)
		browser_key(&b, "Tab", 9);
	IS("['lang', 'run', 'other', 'site', 'day', 'time', 'play', 'heat', 'zoomAll', 'zoomNear', 'order'].every(id => seen.has(id))");
}
END_TEST

/* The other tests find no complaint; this one shows that they would. */
START_TEST(a_request_to_the_network_is_refused_and_seen)
{
	IS("fetch('http://127.0.0.1:9/').then(() => false, () => true)");
	IS("new Promise(r => { const i = new Image(); i.onload = () => r(false); i.onerror = () => r(true); i.src = 'http://127.0.0.1:9/x.png'; })");
	browser_value(&b, "console.error('canary')");
	ck_assert_ptr_nonnull(strstr(str_text(&b.complaints), "Content Security Policy"));
	ck_assert_ptr_nonnull(strstr(str_text(&b.complaints), "canary"));
	str_clear(&b.complaints);
	b.requests = 0;
}
END_TEST

START_TEST(the_page_fits_a_telephone_and_a_dark_screen_is_dark)
{
	browser_size(&b, 390, 800);
	browser_media(&b, "", "dark");
	browser_value(&b, "new Promise(r => setTimeout(r, 300))");
	IS("document.documentElement.scrollWidth <= 390");
	IS("getComputedStyle(document.body).backgroundColor === 'rgb(16, 22, 27)'");
	browser_media(&b, "print", "dark");
	IS("getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)' && getComputedStyle($('bar')).display === 'none'");
}
END_TEST

START_TEST(a_scenario_without_any_need_has_a_map_too)
{
	char url[80];
	run("simulate --generate 24 small 1 | sed -E '/\"(ward|crit)\": \\[/s/[0-9]+\\.[0-9]/0/g' >none.json");
	run("simulate none.json --policy reorder --report none.html >none");
	snprintf(url, sizeof url, "file://%s/none.html", dir);
	browser_open(&b, url);
	IS("document.querySelectorAll('[data-site] .site').length === SITES.length");
	IS("[...document.querySelectorAll('svg')].every(e => !/NaN|Infinity/.test(e.outerHTML))");
}
END_TEST

int
main(void)
{
	if (!browser_is_there()) {
		puts("no " BROWSER ": skipped");
		return 77;
	}
	const TTest *tests[] = { everything_can_be_used_without_a_complaint_or_a_request, the_page_shows_the_figures_of_the_result_lines,
		it_is_in_vietnamese_first_and_the_switch_changes_every_text, both_languages_have_the_same_words_with_the_same_gaps, the_time_slider_moves_the_trucks,
		a_truck_is_at_its_stop_when_it_arrives_and_at_home_when_it_is_back, a_keyboard_reaches_every_control_and_the_strip_of_days,
		a_request_to_the_network_is_refused_and_seen, a_scenario_without_any_need_has_a_map_too, the_page_fits_a_telephone_and_a_dark_screen_is_dark };
	return suite_main("simulate/drill", 120, setup, teardown, tests, sizeof tests / sizeof *tests);
}
