/* epoch - PostgreSQL counts time from 2000-01-01 UTC, we from 1970-01-01. */
#ifndef OXY_DB_EPOCH_H
#define OXY_DB_EPOCH_H

#include "base/clock.h"

#define DB_EPOCH_DAYS INT64_C(10957) /* of 30 years with 7 leap days */
#define DB_EPOCH_US (DB_EPOCH_DAYS * INSTANT_DAY)

#endif
