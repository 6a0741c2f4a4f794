region       = "asia"
project      = "agogopost-asia"
location     = "asia-southeast1"
domain       = "asia.api.example.com"
site_origins = ["https://www.example.com"]
alert_emails = ["operations@example.com"]

# The secrets are made by hand (README.md); a carrier that is left out is "not configured".
carrier_secrets = {
  DHL_API_KEY             = { secret = "dhl-api-key", version = "1" }
  SEVENTEEN_TRACK_API_KEY = { secret = "seventeen-track-api-key", version = "1" }
  UPS_CLIENT_ID           = { secret = "ups-client-id", version = "1" }
  UPS_CLIENT_SECRET       = { secret = "ups-client-secret", version = "1" }
}
carrier_settings = { DHL_DAILY_BUDGET = "250" }

# Mail and SMS: without them nobody can register but by a quick login. The relay's host also stands in
# shared/platform/suppliers/register.toml.
message_secrets = {
  SMTP_PASSWORD = { secret = "smtp-password", version = "1" }
}
message_settings = {
  SMTP_HOST      = "smtp.example.com"
  SMTP_USER      = "agogopost"
  MAIL_FROM      = "no-reply@example.com"
  CONTACT_DOMAIN = "example.com"
}
# Mail to agogopost@CONTACT_DOMAIN: the key that the mail provider signs it with.
inbound_mail_secrets = {
  INBOUND_MAIL_KEY = { secret = "inbound-mail-key", version = "1" }
}
# Push messages: the keys by which browsers know you (../playbooks/messages.md), and the Firebase project of your app.
push_secrets = {
  VAPID_PRIVATE_KEYS = { secret = "vapid-private-keys", version = "1" }
}
push_settings = {
  FCM_PROJECT       = "agogopost-app"
  VAPID_PUBLIC_KEYS = "BDqPxU_5gS3XZjZxVdY6hnEPgEqz_FZn1JGip8LhySLBqBCSzTOEX9hWqlu5Htk1zF1KMhm7GwDCgRymZaHSilQ"
}
# Quick login: the client ids of your app and site at each provider; without them it is off.
quick_login_settings = {
  QUICK_LOGIN_APPLE_AUDIENCES  = "com.example.app,com.example.site"
  QUICK_LOGIN_GOOGLE_AUDIENCES = "1234567890-app.apps.googleusercontent.com,1234567890-site.apps.googleusercontent.com"
}
# Your own OpenID issuer, by which the staff sign in; its host also stands in the register. Without it
# nobody is staff.
staff_settings = {
  STAFF_ISSUER   = "https://login.example.com"
  STAFF_KEYS     = "https://login.example.com/jwks"
  STAFF_AUDIENCE = "agogopost-staff"
}
region_urls = {
  eu   = "https://eu.api.example.com"
  us   = "https://us.api.example.com"
  asia = "https://asia.api.example.com"
}

rate_limit = { requests = 600, seconds = 60 }
