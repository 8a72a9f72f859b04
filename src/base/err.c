/* err - texts and HTTP statuses of the outcome classes. */
#include "base/err.h"

static const struct {
	int http;
	const char *slug, *title[2];
} rows[ERR_COUNT] = {
#define X(id, h, s, en, vi) [ERR_##id] = { h, s, { [LANG_VI] = vi, [LANG_EN] = en } },
	ERR_MAP(X)
#undef X
};

int
err_http(err_t e)
{
	return rows[e].http;
}

const char *
err_slug(err_t e)
{
	return rows[e].slug;
}

const char *
err_title(err_t e, enum lang lang)
{
	return rows[e].title[lang];
}
