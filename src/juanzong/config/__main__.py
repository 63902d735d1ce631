"""`python -m juanzong.config` is the `juanzong` command."""

from juanzong.config.main import main

main()
