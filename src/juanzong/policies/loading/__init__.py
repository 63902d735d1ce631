"""Reading packs from TOML: every fault of every file is found in one go and told with file, line and key."""
