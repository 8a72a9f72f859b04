/* show_resilience - the world as a plan sees it, and the planner's study of it in words. */
#include "app/show_resilience.h"

#include "app/plan_world.h"
#include "planner/resilience.h"

static const struct {
	const char *en, *vi;
} METHOD = {
	"One flow of gas over the horizon from the same world, trucks as a fluid counted in whole trips, solved with everything and then without "
	"each; its goal is weighted patient-hours unmet. It ranks losses: routes, whole bottles and hours inside a day make true figures larger.",
	"Một bài toán luồng khí cho cả kỳ trên cùng dữ liệu, năng lực xe tính theo số chuyến nguyên, giải khi đủ mọi thứ rồi khi thiếu từng thứ; mục tiêu "
	"là số giờ-bệnh nhân thiếu oxy có trọng số. Kết quả dùng để xếp hạng: tuyến đường, số chai nguyên và giờ giấc trong ngày làm con số thật lớn hơn.",
};

/* What is lost, and the hours that it costs. */
static const struct {
	const char *en, *vi;
} LOSS[PLANNER_LOSSES] = {
	[PLANNER_LOSS_TANKER] = { "without tanker %s of %s: %.0f patient-hours more", "mất xe bồn %s của %s: thêm %.0f giờ-bệnh nhân" },
	[PLANNER_LOSS_CYLINDER_TRUCK] = { "without truck %s of %s: %.0f patient-hours more", "mất xe chở chai %s của %s: thêm %.0f giờ-bệnh nhân" },
	[PLANNER_LOSS_PLANT] = { "without the plant for %s at %s: %.0f patient-hours more", "mất nhà máy %s tại %s: thêm %.0f giờ-bệnh nhân" },
	[PLANNER_LOSS_FILLING_STATION] = { "without the filling of %s at %s: %.0f patient-hours more",
	    "mất trạm nạp %s tại %s: thêm %.0f giờ-bệnh nhân" },
};

static struct wire_resilience_shortage
shortage_of(const struct planner_shortage *s)
{
	return (struct wire_resilience_shortage){ s->unmet_g, s->critical_g, s->ward_h, s->critical_h, s->weighted_h };
}

static struct wire_resilience_loss
loss_of(const struct planner_input *in, const struct planner_loss *l, enum lang lang, struct arena *a)
{
	bool truck = l->kind <= PLANNER_LOSS_CYLINDER_TRUCK;
	int supplier = truck ? in->vehicles[l->index].supplier : in->sources[l->index].supplier;
	const char *product = truck ? NULL : in->products[in->sources[l->index].product].code;
	const char *vehicle = truck ? in->vehicles[l->index].code : NULL;
	return (struct wire_resilience_loss){ .kind = (enum wire_resilience_kind)(l->kind + 1), .supplier = in->suppliers[supplier].code,
		.vehicle = vehicle, .product = product, .cost_patient_hours = l->cost_h, .without = shortage_of(&l->without),
		.detail = arena_printf(a, lang == LANG_VI ? LOSS[l->kind].vi : LOSS[l->kind].en, truck ? vehicle : product, in->suppliers[supplier].code,
		    l->cost_h) };
}

static err_t
study(struct act *a, const struct app_plan_world_ask *ask, struct app_plan_world *w, struct planner_resilience *ret)
{
	CLEANUP(db_release_ptr) struct db_conn *job = NULL;
	err_t e = db_acquire(a->app->db, DB_JOB, &job, a->faults);
	if (!e)
		e = db_begin(job, DB_READ, NULL, a->faults);
	if (!e)
		e = app_plan_world_load(a, job, ask, w);
	return e ? e : planner_resilience(&w->in, a->arena, ret, a->faults);
}

err_t
app_show_resilience(struct act *a, const char *province, int horizon_days, enum lang lang, struct wire_resilience *ret)
{
	struct app_plan_world_ask ask = { .province = province, .at = { a->at.now, a->at.recorded_by }, .days = horizon_days };
	struct app_plan_world w;
	struct planner_resilience r;
	err_t e = study(a, &ask, &w, &r);
	if (e)
		return e;
	wire_init(&wire_resilience_shape, ret);
	ret->province = province;
	ret->as_of = a->at.now;
	ret->horizon_days = horizon_days;
	ret->method = lang == LANG_VI ? METHOD.vi : METHOD.en;
	ret->critical_weight = planner_config_default()->critical_weight;
	ret->with_all = shortage_of(&r.with_all);
	ret->losses.n = (size_t)r.n;
	ret->losses.items = arena_array(a->arena, (size_t)r.n + 1, sizeof *ret->losses.items);
	for (int i = 0; i < r.n; i++)
		ret->losses.items[i] = loss_of(&w.in, &r.losses[i], lang, a->arena);
	return ERR_OK;
}
