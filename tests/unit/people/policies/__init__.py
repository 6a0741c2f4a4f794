"""The privacy policy's versions."""
