/* acknowledge_alert - somebody has it in hand. */
#ifndef OXY_APP_ACKNOWLEDGE_ALERT_H
#define OXY_APP_ACKNOWLEDGE_ALERT_H

#include "app/app.h"
#include "store/alert.h"
#include "wire/status_shape.h"

/* ERR_NOT_FOUND outside the scope. */
err_t app_acknowledge_alert_find(struct act *a, struct id id, struct store_alert *ret) NODISCARD;

/* Acknowledging twice leaves the first one standing and is no error; one that is closed already is ERR_CONFLICT. */
err_t app_acknowledge_alert(struct act *a, struct store_alert *alert, const char *note) NODISCARD;

/* Alerts as the API shows them; the duty telephone for those who run the register. Sites outside the directory are left out. */
err_t app_acknowledge_alert_shape(struct act *a, const struct store_alert *alerts, size_t n, enum lang lang, struct wire_alert *ret) NODISCARD;

#endif
