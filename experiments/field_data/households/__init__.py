"""A table of households: its columns, what people write in them, who lives where, what they say together."""
