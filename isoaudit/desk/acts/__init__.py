"""What happened: acts in the order of the law, each with its paper, one by one or from the office's books."""
