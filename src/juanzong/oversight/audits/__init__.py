"""Internal audits (P00-1.7): a run draws samples, each is judged, findings get follow-ups, two people sign."""
