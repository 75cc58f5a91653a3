"""What an agency sends back: the reply form and the outline of its report, in Excel or in Word."""
