#!/bin/sh
echo "converted to ${1:-100}" | sed 's/to/by/'
