# People's exports: archives that are not sealed by us, because a browser opens them. So they have a
# bucket of their own, encrypted under a key of ours in KMS; nobody but the worker writes to it, nobody
# but `exports` gives links into it, and nothing stays in it for longer than an export is promised for.

locals {
  # Who may do what with the archives, and nothing else: `exports` gets in the name of the links that it
  # signs, the worker cannot read what it has written, the nightly run deletes by name; who erases a
  # person, now or again after a restore, finds whatever lies in their folder.
  archive_permissions = {
    exports         = ["storage.objects.get"]
    export_worker   = ["storage.objects.create", "storage.objects.delete"]
    anonymise_shard = ["storage.objects.delete"]
    deletion_worker = ["storage.objects.delete", "storage.objects.list"]
    replay_stops    = ["storage.objects.delete", "storage.objects.list"]
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

# No predefined role is as narrow as these.
resource "google_project_iam_custom_role" "archives" {
  for_each = local.archive_permissions

  role_id     = "archives_${each.key}"
  title       = "Archives: ${each.key}"
  description = "What ${each.key} does with the archives of exports"
  permissions = each.value

  depends_on = [google_project_service.service]
}

resource "google_storage_bucket_iam_member" "archives" {
  for_each = local.archive_permissions

  bucket = google_storage_bucket.archives.name
  role   = google_project_iam_custom_role.archives[each.key].id
  member = google_service_account.function[each.key].member
}

# `exports` signs links in its own name, without ever having a key.
resource "google_service_account_iam_member" "links" {
  service_account_id = google_service_account.function["exports"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.function["exports"].member
}
