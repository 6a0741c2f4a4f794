"""The privacy policy: its versions, when each takes effect, and who was told and has accepted."""
