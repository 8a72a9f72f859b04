#include "lib/suite.h"
START_TEST(x){}END_TEST
SUITE("x",x)
