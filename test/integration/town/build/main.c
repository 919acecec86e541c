#include <stdio.h>
#include <stdlib.h>
#include "area.h"
int main(int count, char **words) {
  if (count < 3) return 2;
  puts(label(area(atol(words[1]), atol(words[2]))));
  return 0;
}
