# Every function runs as an account of its own with the fewest roles; none has a role on the project
# as a whole, none has a key. What a function may reach stands beside its name in functions.tf.

resource "google_service_account" "function" {
  for_each = local.functions

  # Google Cloud wants at least six characters: `staff` has five.
  account_id   = length(each.key) < 6 ? "${each.key}-function" : replace(each.key, "_", "-")
  display_name = "Function ${each.key}"

  depends_on = [google_project_service.service]
}

locals {
  function_databases = merge([
    for name, function in local.functions : {
      for database in function.databases : "${name}/${database}" => { function = name, database = database }
    }
  ]...)
  function_keys = merge([
    for name, function in local.functions : {
      for key in function.keys : "${name}/${key}" => { function = name, key = key }
    }
  ]...)
  function_secrets = merge([
    for name, function in local.functions : {
      for setting, one in function.secrets : "${name}/${setting}" => { function = name, secret = one.secret }
    }
  ]...)
}

# Firestore has no policy of its own for a database: the role is given on the project, under the
# condition that it is this one database.
resource "google_project_iam_member" "function_database" {
  for_each = local.function_databases

  project = var.project
  role    = "roles/datastore.user"
  member  = google_service_account.function[each.value.function].member

  condition {
    title       = "only ${google_firestore_database.database[each.value.database].name}"
    description = "The database that the function needs, and no other"
    expression  = "resource.name == \"projects/${var.project}/databases/${google_firestore_database.database[each.value.database].name}\""
  }
}

resource "google_kms_crypto_key_iam_member" "function" {
  for_each = local.function_keys

  crypto_key_id = google_kms_crypto_key.key[each.value.key].id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = google_service_account.function[each.value.function].member
}

resource "google_secret_manager_secret_iam_member" "function" {
  for_each = local.function_secrets

  project   = var.project
  secret_id = each.value.secret
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function[each.value.function].member

  depends_on = [google_project_service.service]
}

# Whom the jobs believe. It has no role at all: its name in a token is all it is for.
resource "google_service_account" "scheduler" {
  account_id   = "scheduler"
  display_name = "Cloud Scheduler, as the jobs know it"

  depends_on = [google_project_service.service]
}

# Builds run as this account instead of the project's default one, which could do nearly anything.
resource "google_service_account" "builder" {
  account_id   = "builder"
  display_name = "Builds of the functions"

  depends_on = [google_project_service.service]
}

resource "google_project_iam_member" "builder_logs" {
  project = var.project
  role    = "roles/logging.logWriter"
  member  = google_service_account.builder.member
}

# Our archive, and the bucket to which Cloud Functions copies it before a build.
resource "google_project_iam_member" "builder_sources" {
  project = var.project
  role    = "roles/storage.objectViewer"
  member  = google_service_account.builder.member

  condition {
    title       = "only source archives"
    description = "Neither the Terraform state nor any other bucket"
    expression  = "resource.name.startsWith(\"projects/_/buckets/${google_storage_bucket.source.name}\") || resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-\")"
  }
}

resource "google_artifact_registry_repository_iam_member" "builder" {
  location   = google_artifact_registry_repository.functions.location
  repository = google_artifact_registry_repository.functions.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.builder.member
}

# Who sends news and promotions sends them to apps, too: in the Firebase project of the app, which the
# regions share, and nothing else there.
locals {
  firebase = { for name, project in var.push_settings : var.region => project if name == "FCM_PROJECT" }
  pushers  = { for name in ["deliver_news", "send_promotions"] : name => var.push_settings["FCM_PROJECT"] if length(local.firebase) > 0 }
}

resource "google_project_iam_custom_role" "push" {
  for_each = local.firebase

  project     = each.value
  role_id     = "agogopost_push_${each.key}"
  title       = "agogopost: push messages from ${each.key}"
  description = "What is done with Firebase Cloud Messaging"
  permissions = ["cloudmessaging.messages.create"]
}

resource "google_project_iam_member" "push" {
  for_each = local.pushers

  project = each.value
  role    = google_project_iam_custom_role.push[var.region].id
  member  = google_service_account.function[each.key].member
}
