"""What an inspection unit does with a year: run the notebooks, write the letters, make the papers, show the whole."""
