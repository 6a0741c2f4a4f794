# People's exports: archives that are not sealed by us, because a browser opens them. So they have a
# bucket of their own, encrypted under a key of ours in KMS; nobody but the worker writes to it, nobody
# but `exports` gives links into it, and nothing stays in it for longer than an export is promised for.

locals {
  # Who may do what with the archives. `exports` itself reads only in the name of the links it signs.
  archive_roles = {
    exports           = "roles/storage.objectViewer"
    export_worker     = "roles/storage.objectUser"
    anonymise_nightly = google_project_iam_custom_role.archive_eraser.id
  }

  # Settings of these.
  archive_settings = {
    ARCHIVE_BUCKET = "${var.project}-exports"
  }
  # A function's account is known before the function: its name is the function's.
  link_settings = {
    LINK_ACCOUNT = "exports@${var.project}.iam.gserviceaccount.com"
  }
}

data "google_storage_project_service_account" "this" {
  project = var.project

  depends_on = [google_project_service.service]
}

resource "google_kms_crypto_key" "archives" {
  name                       = "archives"
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

# Cloud Storage itself encrypts under it; no function has a role on this key.
resource "google_kms_crypto_key_iam_member" "archives" {
  crypto_key_id = google_kms_crypto_key.archives.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${data.google_storage_project_service_account.this.email_address}"
}

resource "google_storage_bucket" "archives" {
  #checkov:skip=CKV_GCP_62:who reads it is in the audit log
  #checkov:skip=CKV_GCP_78:a version kept would be a deletion not done
  name                        = "${var.project}-exports"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  encryption {
    default_kms_key_name = google_kms_crypto_key.archives.id
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  # The nightly run deletes an archive after its seven days; this is the backstop, also for what a
  # killed worker has left behind.
  lifecycle_rule {
    condition {
      age = 8
    }
    action {
      type = "Delete"
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.archives]
}

# Deleting by name is all that the nightly run needs: it can neither read nor list.
resource "google_project_iam_custom_role" "archive_eraser" {
  role_id     = "archiveEraser"
  title       = "Deletes archives"
  description = "Deletes objects by their names"
  permissions = ["storage.objects.delete"]
}

resource "google_storage_bucket_iam_member" "archives" {
  for_each = local.archive_roles

  bucket = google_storage_bucket.archives.name
  role   = each.value
  member = google_service_account.function[each.key].member
}

# `exports` signs links in its own name, without ever having a key.
resource "google_service_account_iam_member" "links" {
  service_account_id = google_service_account.function["exports"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.function["exports"].member
}
