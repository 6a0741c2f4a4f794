# What functions have one another do later: a topic for each function that is told something, named as
# it is; a subscription that pushes to it, and to nothing else; a topic for what could not be
# delivered. Messages hold opaque ids only. A test holds this map against shared/platform/jobs/port.py and
# against who publishes in the code.

locals {
  # Who may tell whom: receiver => publishers.
  topics = {
    anonymise_shard = ["anonymise_nightly", "anonymise_shard"]
    deliver_message = ["exports", "profile", "registration", "rights", "sweep_messages"]
    deliver_news    = ["sweep_messages"]
    deletion_worker = ["anonymise_nightly", "anonymise_shard", "deletion", "rights", "staff"]
    export_worker   = ["exports", "rights"]
    refresh_batch   = ["refresh_waybills"]
  }

  publishers = merge([
    for topic, functions in local.topics : { for function in functions : "${function}/${topic}" => { function = function, topic = topic } }
  ]...)

  pubsub_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

data "google_project" "this" {
  project_id = var.project
}

# Whom the receivers believe. It has no role at all: its name in a token is all it is for.
resource "google_service_account" "pubsub" {
  account_id   = "pubsub-push"
  display_name = "Pub/Sub, as the functions know it"

  depends_on = [google_project_service.service]
}

# Pub/Sub itself makes the tokens in that account's name.
resource "google_service_account_iam_member" "pubsub_tokens" {
  service_account_id = google_service_account.pubsub.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent
}

resource "google_pubsub_topic" "topic" {
  #checkov:skip=CKV_GCP_83:messages hold opaque ids only
  for_each = local.topics

  name = "${var.region}-${each.key}"

  message_storage_policy {
    allowed_persistence_regions = [var.location]
  }

  depends_on = [google_project_service.service]
}

resource "google_pubsub_topic" "dead" {
  #checkov:skip=CKV_GCP_83:messages hold opaque ids only
  for_each = local.topics

  name = "${var.region}-${each.key}-dead"

  message_storage_policy {
    allowed_persistence_regions = [var.location]
  }

  depends_on = [google_project_service.service]
}

# Exactly who publishes, on exactly that topic.
resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = local.publishers

  topic  = google_pubsub_topic.topic[each.value.topic].name
  role   = "roles/pubsub.publisher"
  member = google_service_account.function[each.value.function].member
}

resource "google_pubsub_subscription" "push" {
  for_each = local.topics

  name                       = "${var.region}-${each.key}"
  topic                      = google_pubsub_topic.topic[each.key].id
  ack_deadline_seconds       = 600
  message_retention_duration = "604800s"

  expiration_policy {
    ttl = ""
  }

  push_config {
    # The service's run.app address: by any other, Pub/Sub would not count as internal.
    push_endpoint = "${google_cloudfunctions2_function.function[each.key].service_config[0].uri}/events/${each.key}"

    oidc_token {
      service_account_email = google_service_account.pubsub.email
      audience              = local.platform_audience
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  # About eight hours of trying.
  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead[each.key].id
    max_delivery_attempts = 50
  }

  depends_on = [google_cloud_run_v2_service_iam_member.invoker, google_service_account_iam_member.pubsub_tokens]
}

# What could not be delivered waits here for a week, and an alert says so.
resource "google_pubsub_subscription" "dead" {
  for_each = local.topics

  name                       = "${var.region}-${each.key}-dead"
  topic                      = google_pubsub_topic.dead[each.key].id
  message_retention_duration = "604800s"

  expiration_policy {
    ttl = ""
  }
}

# To set a message aside, Pub/Sub itself takes it from one and gives it to the other.
resource "google_pubsub_topic_iam_member" "dead_letters" {
  for_each = local.topics

  topic  = google_pubsub_topic.dead[each.key].name
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = local.topics

  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

resource "google_monitoring_alert_policy" "dead_letters" {
  display_name          = "${var.region}: a message could not be delivered"
  combiner              = "OR"
  notification_channels = [for one in google_monitoring_notification_channel.email : one.id]

  conditions {
    display_name = "a message was set aside"

    condition_threshold {
      filter          = "resource.type=\"pubsub_subscription\" AND metric.type=\"pubsub.googleapis.com/subscription/dead_letter_message_count\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_SUM"
      }
    }
  }

  documentation {
    content   = "The receiver failed fifty times over: its own lines say why. Once that is mended, publish the message again from the subscription ending in -dead."
    mime_type = "text/markdown"
  }
}
