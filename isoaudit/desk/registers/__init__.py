"""Who is inspected and who inspects: the registers of agencies and inspectors."""
