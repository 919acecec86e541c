#include <stdio.h>
#include "area.h"
const char *label(long value) {
  static char text[32];
  snprintf(text, sizeof text, "area %ld", value);
  return text;
}
