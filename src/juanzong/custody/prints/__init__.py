"""The papers of the archive room. Plain data in, PDF/A out."""
