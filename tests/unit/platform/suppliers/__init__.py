"""The register, and the one way out."""
