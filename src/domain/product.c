/* product - the words of grades and products. */
#include "domain/product.h"

static const char *const grade_words[] = {
	[GRADE_LOX] = "lox",
	[GRADE_O2_GAS] = "o2_gas",
	[GRADE_O2_93] = "o2_93",
};
const struct names product_grades = NAMES(grade_words);

static const char *const words[] = {
	[PRODUCT_LOX] = "lox",
	[PRODUCT_CYLINDER] = "cylinder",
};
const struct names product_names = NAMES(words);
