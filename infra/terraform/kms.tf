# The keys at the top of the key hierarchy. Their paths are those that shared/setup/google_cloud.py names:
# projects/P/locations/L/keyRings/agogopost/cryptoKeys/ and a name of the list below.

locals {
  keyrings = [
    "people", "lookups", "sessions", "links", "limits", "evidence", "requests", "months", "shipments", "budgets",
  ]
}

resource "google_kms_key_ring" "agogopost" {
  name     = "agogopost"
  location = var.location

  depends_on = [google_project_service.service]
}

# One for each keyring (shared/platform/vault/uses.py), because separate functions may use them. Whoever destroys one makes everything under it
# unreadable for ever: hence the guard here and the 30 days in which a version can be restored.
resource "google_kms_crypto_key" "key" {
  for_each = toset(local.keyrings)

  name                       = each.key
  key_ring                   = google_kms_key_ring.agogopost.id
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = "7776000s" # 90 days
  destroy_scheduled_duration = "2592000s" # 30 days

  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = var.kms_protection_level
  }

  lifecycle {
    prevent_destroy = true
  }
}
