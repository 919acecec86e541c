#include "area.h"
int main(void) { return area(3, 4) == 12 ? 0 : 1; }
