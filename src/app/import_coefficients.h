/* import_coefficients - oxygen per patient by modality, from the annex that a ministry publishes:
 *
 *     set,as_of,item,value,unit,source
 *     VN-2747-2025,2025-09-01,hfnc,40,L/min,Annex 2 table 1
 * item: nasal_cannula simple_mask reservoir_mask hfnc niv imv (per patient), bed icu_bed field_bed (mean per bed), leak (lost on top).
 * unit: L/min (gas at 20 C and 101.325 kPa, as the built-in sets), L/min@0C @15C @20C @21C, g/day, kg/day; for leak % or 1.
 * The column item may be called modality; source may be missing. What is built in whole cannot be imported over. Importing
 * twice changes nothing; another value for the same item and date is a correction, kept beside what was said before. */
#ifndef OXY_APP_IMPORT_COEFFICIENTS_H
#define OXY_APP_IMPORT_COEFFICIENTS_H

#include "app/import.h"

/* ERR_INVALID when the file as a whole is broken; single rows are refused in *ret. */
err_t app_import_coefficients(struct act *a, const struct app_import *in, struct wire_import *ret) NODISCARD;

#endif
