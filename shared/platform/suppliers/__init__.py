"""The register of outside suppliers, and the only way to reach them."""
