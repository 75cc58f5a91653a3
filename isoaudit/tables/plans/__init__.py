"""Plans whose sheets are no plain lists yet: halves side by side, forms told by titles."""
