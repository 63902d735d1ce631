"""The demo company: invented people, files and history, made by seed."""
