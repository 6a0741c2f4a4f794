# The region's bucket of sealed objects: portraits. What is in it is sealed under its person's own key
# before it gets here; what is deleted is gone at once, so there is neither versioning nor soft delete.

resource "google_storage_bucket" "sealed" {
  #checkov:skip=CKV_GCP_62:who reads it is in the audit log
  #checkov:skip=CKV_GCP_78:a version kept would be a deletion not done
  name                        = "${var.project}-sealed"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.service]
}

resource "google_storage_bucket_iam_member" "function" {
  for_each = toset([for name, function in local.functions : name if function.bucket])

  bucket = google_storage_bucket.sealed.name
  role   = "roles/storage.objectUser"
  member = google_service_account.function[each.key].member
}
