"""The inspection on site as a book of the form: answers, head of the minutes, samples, meeting, exchange, signing."""
