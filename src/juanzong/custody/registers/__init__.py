"""Ledgers as clerks know them. Each register says what its lines are; screen, paper and sheet are the same for all."""
