"""The shapes that `--format` prints, a file or a folder for each."""
