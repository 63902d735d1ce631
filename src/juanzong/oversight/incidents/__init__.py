"""Incidents: reported, contained, notified as the law asks, made good, learned from, closed."""
