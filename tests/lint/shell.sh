#!/bin/sh
# Shell scripts are POSIX and shellcheck has nothing to say about them.
cd "${srcdir:-.}" || exit 99
command -v shellcheck >/dev/null || { echo "no shellcheck: skipped"; exit 77; }
shellcheck -x -s sh run test .ci/run tools/*.sh tests/long/*.sh
