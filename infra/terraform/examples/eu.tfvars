region       = "eu"
project      = "agogopost-eu"
location     = "europe-west1"
domain       = "eu.api.example.com"
site_origins = ["https://www.example.com"]
alert_emails = ["operations@example.com"]

# The secret is made by hand (README.md); leave it out and DHL is "not configured".
carrier_secrets = {
  DHL_API_KEY = { secret = "dhl-api-key", version = "1" }
}
dhl_daily_budget = 250

rate_limit = { requests = 600, seconds = 60 }
