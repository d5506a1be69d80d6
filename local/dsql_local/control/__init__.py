"""The control plane of the stand-in: what boto3's `dsql` client talks to (rest-json, signed requests)."""
