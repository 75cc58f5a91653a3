"""JupyterLab for people who are no programmers: a notebook prepared, opened, guarded; nothing leaves the machine."""
