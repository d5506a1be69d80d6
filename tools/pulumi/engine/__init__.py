"""Where a usable Pulumi engine comes from: what counts as one, the cache, the installer, the Go build."""
