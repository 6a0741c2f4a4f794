region       = "eu"
project      = "agogopost-eu"
location     = "europe-west1"
domain       = "eu.api.example.com"
site_origins = ["https://www.example.com"]
alert_emails = ["operations@example.com"]

# The secrets are made by hand (README.md); a carrier that is left out is "not configured".
carrier_secrets = {
  DHL_API_KEY       = { secret = "dhl-api-key", version = "1" }
  UPS_CLIENT_ID     = { secret = "ups-client-id", version = "1" }
  UPS_CLIENT_SECRET = { secret = "ups-client-secret", version = "1" }
}
carrier_settings = { DHL_DAILY_BUDGET = "250" }

rate_limit = { requests = 600, seconds = 60 }
