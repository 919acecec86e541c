long area(long width, long height);
const char *label(long value);
