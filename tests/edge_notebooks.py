"""Small notebooks, each with one way of showing, printing or stopping: the cells of each by its name."""

from __future__ import annotations

from pathlib import Path

import nbformat

RUNS: dict[str, tuple[str, ...]] = {
    "streams": (
        "import sys\nprint('a'); print('b', file=sys.stderr); print('c')",
        "import time\nprint('đầu'); time.sleep(0.5); print('giữa', file=sys.stderr); time.sleep(0.5); print('cuối')",
        "print('không xuống dòng', end=''); sys.stdout.write('một'); sys.stdout.writelines(['hai', 'ba'])",
        "print('trước'); sys.stdout.flush(); print('sau'); 'kết quả'",
        "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.writable()",
        "import threading\nt = threading.Thread(target=lambda: print('luồng')); t.start(); t.join()",
        "import logging\nlogging.warning('nhật ký')",
        "import warnings\nwarnings.warn('cảnh báo')\nwarnings.warn('sắp bỏ', DeprecationWarning)",
        "try:\n    sys.stdout.write(b'byte')\nexcept TypeError as error:\n    print(error)",
        "print('\\x1b[31mđỏ\\x1b[0m', '\\r\\n', 'x\\by')",
    ),
    "display": (
        "from IPython.display import HTML, JSON, Image, Latex, Markdown, SVG, clear_output, display, update_display",
        "handle = display(HTML('<b>1</b>'), display_id='một')",
        "print('trước'); handle.update(HTML('<b>2</b>')); print('sau')",
        "display('x', display_id='một'); update_display(Markdown('**ba**'), display_id='một')",
        "display({'text/plain': 'thô', 'text/html': '<i>x</i>'}, raw=True, metadata={'text/html': {'a': 1}})",
        "print('bị xóa'); display(1); clear_output(wait=True); print('còn lại')",
        "print('bị xóa'); clear_output(); display('sau khi xóa')",
        "display('không có gì đến sau'); clear_output(wait=True)",
        "JSON({'khóa': [1, 2.5, None, True], 'lồng': {'a': (1, 2)}})",
        "display(Latex('$x^2$'), SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>'))",
        "import base64\ndot = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg"
        "YGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==')\nImage(dot, width=3)",
        "class Shy:\n    def _repr_html_(self):\n        return '<u>x</u>'\n    def __repr__(self):\n"
        "        return 'Shy'\nShy()",
        "class Mime:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'text/plain': 'p', 'application/x+json': [1]}, {'application/x+json': {'m': 1}}\nMime()",
        "display(1, 2); 3",
    ),
    "history": (
        "1 + 1",
        "_ + 1",
        "_, __, _2, Out, In[1], _i1",
        "7;",
        "None",
        "len(In), sorted(Out), get_ipython().execution_count",
        "from IPython import get_ipython as found\nfound() is get_ipython(), type(found())",
        "get_ipython().config.get('IPKernelApp') is not None, hasattr(get_ipython(), 'kernel')",
        "__name__, __builtins__ is not None, __import__('__main__').__dict__ is globals()",
        "class Local:\n    pass\nimport pickle\ntype(pickle.loads(pickle.dumps(Local()))) is Local, Local.__module__",
        "get_ipython().history_manager.hist_file, get_ipython().history_manager.session_number",
        "sorted(name for name in globals() if not name.startswith('_'))",
    ),
    "magics": (
        "%time sum(range(10))",
        "%%time\nx = 3",
        "%%capture held\nprint('giữ lại'); 5",
        "held.stdout, held.stderr, held.outputs",
        "%matplotlib inline",
        "%who",
        "%env ISOAUDIT_THỬ=1\nimport os; os.environ['ISOAUDIT_THỬ']",
        "%%writefile ghi.txt\nnội dung",
        "%cat ghi.txt",
        "%%bash\necho từ bash; echo lỗi >&2",
        "%precision 3\n3.14159265",
        "%xmode Plain",
        "?len",
        "found = !echo một; echo hai\nfound",
    ),
    "programs": (
        "!echo vỏ Tiếng Việt",
        "!echo ra; echo lỗi >&2; exit 3",
        "_exit_code",
        "import os, subprocess, sys, time\nos.system('echo hệ thống'); time.sleep(0.4)",
        "subprocess.run(['echo', 'chương trình con']); time.sleep(0.4)",
        "subprocess.run([sys.executable, '-c', 'import sys; print(1, file=sys.stderr)']); time.sleep(0.4)",
        "os.write(1, 'thẳng vào 1\\n'.encode()); time.sleep(0.4)",
        "print('trước'); sys.stdout.flush(); os.system('echo giữa'); time.sleep(0.4); print('sau')",
        "child = os.fork()\nif not child:\n    print('từ tiến trình con'); sys.stdout.flush(); os._exit(0)\n"
        "os.waitpid(child, 0)[1], time.sleep(0.4)",
        "subprocess.run(['cat'], stdin=subprocess.DEVNULL).returncode",
    ),
    "asynchronous": (
        "import asyncio\nawait asyncio.sleep(0.01)\n'đã chờ'",
        "async def half(n):\n    await asyncio.sleep(0.01)\n    print('nửa', n)\n    return n / 2",
        "await asyncio.gather(half(1), half(2))",
        "task = asyncio.create_task(half(3)); await task",
        "asyncio.get_running_loop().is_running(), type(asyncio.get_running_loop()).__name__",
        "[n async for n in (await half(k) for k in (4, 6))]",
        "later = asyncio.get_running_loop().create_task(half(8))",
        "await later",
        "try:\n    asyncio.run(half(1))\nexcept RuntimeError as error:\n    print(error)",
    ),
    "tables": (
        "import pandas as pd\nfrom IPython.display import display",
        "frame = pd.DataFrame({'tên': ['Sở Tư pháp', 'dài ' * 40], 'số': [1.5, None]})\nframe",
        "print(frame)",
        "wide = pd.DataFrame({f'cột thứ {n}': range(100) for n in range(40)})\nwide",
        "print(wide)",
        "frame['tên']",
        "frame.describe()",
        "frame.style.format(precision=1).set_uuid('x')",
        "frame.info(memory_usage=False)",
        "pd.get_option('display.max_columns'), pd.get_option('display.width'), pd.get_option('display.max_rows')",
        "list(range(200)), {'a' * 30: 'b' * 60, 'c': {'d': set('e')}}",
        "import numpy as np\nnp.arange(2000).reshape(40, 50)",
        "np.random.seed(1); np.random.rand(3)",
    ),
    "pictures": (
        "import matplotlib\nimport matplotlib.pyplot as plt\nmatplotlib.get_backend()",
        "print('trước'); plt.plot([1, 3, 2]); plt.title('Đồ thị'); plt.show(); print('giữa')",
        "plt.plot([2, 1]); print('cuối')",
        "figure, axes = plt.subplots(1, 2, figsize=(4, 2)); axes[0].bar(['a', 'ô'], [1, 2]); figure",
        "plt.close('all'); plt.hist([1, 1, 2]);",
        "%config InlineBackend.figure_formats = ['svg', 'png']",
        "plt.rcParams['svg.hashsalt'] = 'x'; plt.rcParams['figure.figsize']",
        "import pandas as pd\npd.DataFrame({'n': [1, 4]}).plot()",
        "plt.get_fignums()",
    ),
    "environment": (
        "import os\nnames = 'MPLBACKEND', 'PAGER', 'GIT_PAGER', 'CLICOLOR', 'FORCE_COLOR', 'TERM'",
        "{name: os.environ.get(name) for name in names}",
    ),
    "empty": ("", "   ", "# lời ghi", "x = 1", ""),
    "progress": (
        "from tqdm.auto import tqdm\nimport warnings",
        "from tqdm import tqdm as plain\nfor n in plain(range(2), mininterval=99, bar_format='{n}'):\n    pass",
    ),
}
"""Notebooks that run to their end."""

FAULTS: tuple[str, ...] = (
    "def deep(table):\n    return table['không có']",
    "print('trước')\ndeep({})",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('hỏng: «x»') from error",
    "import json\njson.loads('{')",
    "if True:\nx = 1",
    "import getpass\ngetpass.getpass()",
    "raise KeyboardInterrupt",
    "%no_such_magic",
    "%%bash\nexit 3",
    "class Bad:\n    def __repr__(self):\n        raise OSError('hỏng khi in')\nBad()",
    "raise ExceptionGroup('nhóm', [ValueError(1), TypeError(2)])",
    "import asyncio\nasync def fail():\n    raise KeyError('x')\nawait asyncio.gather(fail())",
    "print(chưa_có)",
    "raise StopIteration",
    "import sys\nsys.exit('lời cuối')",
    "class OurError(Exception):\n    pass\nraise OurError",
    "'vẫn chạy tiếp'",
)
"""Cells that may stop, in one notebook that goes on."""

STOPS: dict[str, tuple[str, ...]] = {
    "allowed": FAULTS,
    "raises": ("def deep(table):\n    return table['không có']", "print('trước')\ndeep({})", "'không tới'"),
    "syntax": ("'một'", "x = = 1", "2"),
    "exits": ("import sys\nprint('trước'); sys.exit(3)", "1"),
    "exits_well": ("import sys\nprint('trước'); sys.exit(0)", "print('sau')"),
    "asks": ("input('?')", "1"),
}
"""Notebooks in which a cell stops."""


def write(cells: tuple[str, ...], path: Path) -> Path:
    """Write a notebook for the Python kernel; the cells of :data:`FAULTS` may raise."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.cells.append(nbformat.v4.new_markdown_cell("# Đầu đề", id="markdown"))
    for number, source in enumerate(cells):
        tags = ["raises-exception"] if cells is FAULTS else []
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=f"cell-{number}", metadata={"tags": tags}))
    nbformat.write(notebook, path)
    return path
