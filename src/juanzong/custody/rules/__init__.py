"""The rules of the archive room, all pure; one file for each subject."""
