"""Ways to run the same notebooks, and the whole run at three sizes: see :mod:`ways`.

Each process of a run imports the file it was started from, as those of the installed command import that one. So it
holds nothing: what is measured must not be the imports of a benchmark.
"""

if __name__ == "__main__":
    from ways import main

    main()
