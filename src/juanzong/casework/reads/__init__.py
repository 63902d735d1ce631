"""What people may know of work: obligations, cases, routes, signatures, channels, each in its module."""
