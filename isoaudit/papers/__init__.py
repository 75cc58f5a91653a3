"""Word documents out: their values, their templates, how they are rendered, printed and measured."""
