"""The acts of service to customers, each subject in a module of its own."""
