/* product - what is stored and shipped. */
#ifndef OXY_DOMAIN_PRODUCT_H
#define OXY_DOMAIN_PRODUCT_H

#include "domain/names.h"

/* What an asset holds or makes. */
enum grade { GRADE_NONE, GRADE_LOX, GRADE_O2_GAS, GRADE_O2_93 };
extern const struct names product_grades; /* lox o2_gas o2_93 */

/* What a supplier sells, a delivery carries and a report counts. */
enum product { PRODUCT_NONE, PRODUCT_LOX, PRODUCT_CYLINDER };
extern const struct names product_names; /* lox cylinder */

#endif
