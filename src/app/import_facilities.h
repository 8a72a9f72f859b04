/* import_facilities - hospitals from a CSV file, through the same cards as POST /v1/facilities.
 *
 * Columns, by name: name, lat, lon, province (or province_code), commune (or commune_code), code,
 * level, beds, icu_beds, report_every_h, opened, closed, access_max_t, receives_from, receives_to,
 * contact_role, contact_name, contact_phone (or phone), tank_capacity_t, tank_heel_t, bottles,
 * cylinder_type, supplier; kind_guess, osm_ownership_guess and address may be there (extracts of
 * OpenStreetMap have them). Any other column is refused.
 *
 * - Codes of provinces and communes are those of `edition`. Where that is not said, a code that was
 * reused on 1 July 2025 is refused.
 * - A row without a code gets PROVINCE-Hxxxxxx from its name and place, so that a second import
 * finds it again.
 * - Default assets, where the row says nothing of tanks or bottles: a cylinder pool CODE-C1 of type
 * VN40; and a LOX tank CODE-T1 before it for a central or provincial hospital or one of 300 beds
 * and more. Their sizes stay unknown until somebody says them.
 * - The level, where not said: private for a private owner, commune for a station, else by words of
 * the name, else unknown.
 * - A facility whose code exists with the same name and province is unchanged, whatever else the
 * row says: the register's word stands. With another name or province the row is refused. */
#ifndef OXY_APP_IMPORT_FACILITIES_H
#define OXY_APP_IMPORT_FACILITIES_H

#include "app/import.h"

/* ERR_INVALID when the file as a whole is broken; single rows are refused in *ret. */
err_t app_import_facilities(
    struct act *a, const struct app_import *in, struct wire_import *ret) NODISCARD;

#endif
