/* import_units - provinces, communes and their mergers from CSV files; the heading says which of
 * the four a file is:
 *
 *   provinces            code, name_vi, valid_from [name_en, centroid_lat, centroid_lon]
 *   communes             code, province_code, name_vi, valid_from [name_en, centroid_lat,
 * centroid_lon] provinces_63_to_34   old_code, new_code [old_name]: checked against the program's
 * own table communes_old_to_new  old_ward_code, old_province_code, new_ward_code: an old commune
 * that went to several has no successor
 *
 * Other columns are passed over. Importing twice changes nothing. */
#ifndef OXY_APP_IMPORT_UNITS_H
#define OXY_APP_IMPORT_UNITS_H

#include "app/import.h"

/* ERR_INVALID when the file as a whole is broken; single rows are refused in *ret. */
err_t app_import_units(
    struct act *a, const struct app_import *in, struct wire_import *ret) NODISCARD;

#endif
