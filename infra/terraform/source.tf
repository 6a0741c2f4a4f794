# What is deployed, and nothing else: a list of what belongs, so that no test, note, environment file
# or cache can slip in. A test holds the list against what lies in functions/ and shared/.

locals {
  root = abspath("${path.module}/../..")
  deployed = toset(concat(
    ["main.py", "requirements.txt"],
    tolist(fileset(local.root, "functions/**/*.{json,py,toml}")),
    tolist(fileset(local.root, "shared/**/*.{json,py,toml}")),
  ))
}

data "archive_file" "source" {
  type             = "zip"
  output_path      = "${path.module}/.terraform/source.zip"
  output_file_mode = "0644"

  dynamic "source" {
    for_each = local.deployed

    content {
      filename = source.value
      content  = file("${local.root}/${source.value}")
    }
  }
}

resource "google_storage_bucket" "source" {
  #checkov:skip=CKV_GCP_62:no data of anyone; who reads it is in the audit log
  name                        = "${var.project}-source"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  # An old release can be rebuilt from its commit; its archive is kept only to look at.
  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = var.image_retention_days
      with_state                 = "ARCHIVED"
    }
  }

  depends_on = [google_project_service.service]
}

# The name changes with the content: that is what makes a new release.
resource "google_storage_bucket_object" "source" {
  name   = "source-${data.archive_file.source.output_sha256}.zip"
  bucket = google_storage_bucket.source.name
  source = data.archive_file.source.output_path
}

resource "google_artifact_registry_repository" "functions" {
  #checkov:skip=CKV_GCP_84:images hold the public source, no data and no secret
  repository_id          = "functions"
  location               = var.location
  format                 = "DOCKER"
  description            = "Images that the platform builds of the functions"
  cleanup_policy_dry_run = false

  cleanup_policies {
    id     = "keep-newest"
    action = "KEEP"

    most_recent_versions {
      keep_count = var.kept_images
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      tag_state  = "ANY"
      older_than = "${var.image_retention_days * 86400}s"
    }
  }

  depends_on = [google_project_service.service]
}
