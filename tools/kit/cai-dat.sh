#!/bin/sh
# Finds a CPython 3.11.5 to 3.13 and hands over to install.py; "sh cai-dat.sh --remove" removes.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
for python in "$here"/python/linux/bin/python3.1[123] python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys; sys.exit(not (3, 11, 5) <= sys.version_info[:3] < (3, 14))' 2>/dev/null; then
        exec "$python" -B "$here/install.py" "$@"
    fi
done
echo "Máy chưa có Python 3.11, 3.12 hoặc 3.13. Đề nghị người làm bộ cài làm lại bộ có kèm Python." >&2
exit 1
