"""Yearly evaluations (P00-2.6): audit findings, on-time rates by clause, satisfaction, improvements agreed and closed."""
