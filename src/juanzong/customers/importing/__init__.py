"""Sheets of customers on their way in: columns, rows, duplicates, and the work that goes on in the background."""
