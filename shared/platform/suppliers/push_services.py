"""Who relays push messages, by their ids on the register."""

FCM = "fcm"
"""Firebase Cloud Messaging: to apps."""
BROWSERS = ("web-push-apple", "web-push-google", "web-push-microsoft", "web-push-mozilla")
"""The push services of browsers."""
