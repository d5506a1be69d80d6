"""The AWS side: the control plane of clusters; endpoints, tokens and connections."""
