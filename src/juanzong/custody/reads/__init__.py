"""Reads of the archive room, each scoped to what the viewer may see, each with a known number of SQL statements."""
