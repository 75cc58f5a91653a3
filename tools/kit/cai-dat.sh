#!/bin/sh
# Finds a CPython 3.11 to 3.13 and hands over to install.py; "sh cai-dat.sh --remove" removes.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
for python in "$here/python/bin/python3" python3.13 python3.12 python3.11 python3; do
    if "$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        exec "$python" -B "$here/install.py" "$@"
    fi
done
echo "Máy chưa có Python 3.11, 3.12 hoặc 3.13 (kèm venv). Đề nghị người làm bộ cài đặt thêm thư mục python cạnh tệp này." >&2
exit 1
