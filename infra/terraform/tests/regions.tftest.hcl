# `terraform test`: plans every region with made-up answers of the cloud. Needs the providers (`init
# -backend=false` fetches them), no project and no credentials.

mock_provider "google" {}
mock_provider "archive" {}

# It is imported, which a made-up provider cannot do.
override_resource {
  target = google_logging_project_sink.default
}

variables {
  region       = "eu"
  project      = "agogopost-eu"
  location     = "europe-west1"
  domain       = "eu.api.example.com"
  site_origins = ["https://www.example.com", "https://app.example.com"]
  alert_emails = ["operations@example.com"]
  carrier_secrets = {
    DHL_API_KEY = { secret = "dhl-api-key", version = "3" }
  }
  carrier_settings = { DHL_DAILY_BUDGET = "300" }
  region_urls      = { eu = "https://eu.api.example.com", us = "https://us.api.example.com" }
  suppliers_off    = ["ups"]
}

run "eu" {
  command = plan

  assert {
    condition     = toset([for one in google_firestore_database.database : one.name]) == toset(["eu-data", "eu-keys", "eu-shipments"])
    error_message = "The databases are not the region's."
  }
  assert {
    condition = {
      for name, one in google_firestore_database.database : name => one.point_in_time_recovery_enablement
      } == {
      data      = "POINT_IN_TIME_RECOVERY_ENABLED"
      keys      = "POINT_IN_TIME_RECOVERY_ENABLED"
      shipments = "POINT_IN_TIME_RECOVERY_DISABLED"
    }
    error_message = "Recovery is not what the receipts promise."
  }
  assert {
    condition     = { for name, one in google_firestore_backup_schedule.daily : name => one.retention } == { data = "1209600s", keys = "604800s" }
    error_message = "Backups are not what the receipts promise."
  }
  assert {
    condition     = google_project_iam_member.function_database["tracking/shipments"].condition[0].expression == "resource.name == \"projects/agogopost-eu/databases/eu-shipments\""
    error_message = "tracking reaches more than its database."
  }
  assert {
    condition     = keys(google_kms_crypto_key_iam_member.function) == ["anonymise_shard/limits", "anonymise_shard/lookups", "anonymise_shard/months", "anonymise_shard/people", "carrier_events/shipments", "consents/limits", "consents/links", "consents/lookups", "consents/people", "consents/sessions", "deletion/limits", "deletion/lookups", "deletion/people", "deletion/sessions", "deletion_worker/evidence", "deletion_worker/lookups", "deletion_worker/months", "deletion_worker/people", "deliver_message/limits", "deliver_message/lookups", "deliver_message/people", "deliver_news/limits", "deliver_news/links", "deliver_news/lookups", "deliver_news/people", "export_worker/limits", "export_worker/lookups", "export_worker/people", "exports/limits", "exports/lookups", "exports/people", "exports/sessions", "follows/budgets", "follows/limits", "follows/lookups", "follows/people", "follows/sessions", "follows/shipments", "forget_nightly/budgets", "forget_nightly/shipments", "policy_notices/lookups", "policy_notices/people", "profile/limits", "profile/lookups", "profile/people", "profile/sessions", "refresh_batch/budgets", "refresh_batch/lookups", "refresh_batch/months", "refresh_batch/people", "refresh_batch/shipments", "registration/limits", "registration/lookups", "registration/people", "registration/sessions", "replay_stops/evidence", "replay_stops/lookups", "replay_stops/months", "replay_stops/people", "reseal/lookups", "reseal/people", "rewrap/budgets", "rewrap/evidence", "rewrap/limits", "rewrap/links", "rewrap/lookups", "rewrap/months", "rewrap/people", "rewrap/requests", "rewrap/sessions", "rewrap/shipments", "rights/limits", "rights/links", "rights/lookups", "rights/people", "rights/requests", "rights/sessions", "send_promotions/limits", "send_promotions/links", "send_promotions/lookups", "send_promotions/people", "staff/limits", "staff/lookups", "staff/people", "staff/requests", "tracking/budgets", "tracking/shipments"]
    error_message = "More may use a key than those who open what lies under it."
  }
  assert {
    condition = {
      for name, one in google_cloudfunctions2_function.function : one.name => one.service_config[0].ingress_settings
      } == {
      anonymise-nightly = "ALLOW_INTERNAL_ONLY"
      anonymise-shard   = "ALLOW_INTERNAL_ONLY"
      carrier-events    = "ALLOW_INTERNAL_AND_GCLB"
      consents          = "ALLOW_INTERNAL_AND_GCLB"
      deletion          = "ALLOW_INTERNAL_AND_GCLB"
      deletion-worker   = "ALLOW_INTERNAL_ONLY"
      deliver-message   = "ALLOW_INTERNAL_ONLY"
      deliver-news      = "ALLOW_INTERNAL_ONLY"
      send-promotions   = "ALLOW_INTERNAL_ONLY"
      export-worker     = "ALLOW_INTERNAL_ONLY"
      exports           = "ALLOW_INTERNAL_AND_GCLB"
      follows           = "ALLOW_INTERNAL_AND_GCLB"
      forget-nightly    = "ALLOW_INTERNAL_ONLY"
      policies          = "ALLOW_INTERNAL_AND_GCLB"
      policy-notices    = "ALLOW_INTERNAL_ONLY"
      profile           = "ALLOW_INTERNAL_AND_GCLB"
      reference         = "ALLOW_INTERNAL_AND_GCLB"
      refresh-batch     = "ALLOW_INTERNAL_ONLY"
      refresh-waybills  = "ALLOW_INTERNAL_ONLY"
      registration      = "ALLOW_INTERNAL_AND_GCLB"
      replay-stops      = "ALLOW_INTERNAL_ONLY"
      reseal            = "ALLOW_INTERNAL_ONLY"
      rewrap            = "ALLOW_INTERNAL_ONLY"
      rights            = "ALLOW_INTERNAL_AND_GCLB"
      staff             = "ALLOW_INTERNAL_AND_GCLB"
      sweep-messages    = "ALLOW_INTERNAL_ONLY"
      tracking          = "ALLOW_INTERNAL_AND_GCLB"
    }
    error_message = "A function can be reached by a way it should not."
  }
  assert {
    condition = google_cloudfunctions2_function.function["tracking"].service_config[0].environment_variables == tomap({
      BUCKET               = "agogopost-eu-sealed"
      CORS_ORIGINS         = "https://www.example.com,https://app.example.com"
      DHL_DAILY_BUDGET     = "300"
      FUNCTION_USE_ASGI    = "true"
      GOOGLE_CLOUD_PROJECT = "agogopost-eu"
      KMS_LOCATION         = "europe-west1"
      REGION               = "eu"
      REGION_URLS          = "eu=https://eu.api.example.com,us=https://us.api.example.com"
      SANDBOX              = "off"
      SUPPLIERS_OFF        = "ups"
      TRUSTED_HOPS         = "2"
    })
    error_message = "tracking is set up differently."
  }
  assert {
    condition     = one(google_cloudfunctions2_function.function["tracking"].service_config[0].secret_environment_variables).version == "3"
    error_message = "The key's version is not the one given."
  }
  assert {
    condition     = keys(google_cloud_scheduler_job.job) == ["anonymise_nightly", "forget_nightly", "policy_notices", "refresh_waybills", "replay_stops", "reseal", "rewrap", "send_promotions", "sweep_messages"] && google_cloud_scheduler_job.job["reseal"].paused && google_cloud_scheduler_job.job["replay_stops"].paused && google_cloud_scheduler_job.job["anonymise_nightly"].attempt_deadline == "600s"
    error_message = "The nightly run is not called, or is cut short."
  }
  assert {
    condition     = { for name, one in google_pubsub_topic.topic : one.name => one.message_storage_policy[0].allowed_persistence_regions } == { eu-anonymise_shard = toset(["europe-west1"]), eu-deletion_worker = toset(["europe-west1"]), eu-deliver_message = toset(["europe-west1"]), eu-deliver_news = toset(["europe-west1"]), eu-export_worker = toset(["europe-west1"]), eu-refresh_batch = toset(["europe-west1"]) }
    error_message = "A message lies outside the region."
  }
  assert {
    condition     = keys(google_pubsub_topic_iam_member.publisher) == ["anonymise_nightly/anonymise_shard", "anonymise_nightly/deletion_worker", "anonymise_shard/anonymise_shard", "anonymise_shard/deletion_worker", "deletion/deletion_worker", "exports/deliver_message", "exports/export_worker", "profile/deliver_message", "refresh_waybills/refresh_batch", "registration/deliver_message", "rights/deletion_worker", "rights/deliver_message", "rights/export_worker", "staff/deletion_worker", "sweep_messages/deliver_message", "sweep_messages/deliver_news"]
    error_message = "More may tell the workers than those who do."
  }
  assert {
    condition     = keys(google_storage_bucket_iam_member.archives) == ["anonymise_shard", "deletion_worker", "export_worker", "exports", "replay_stops"] && google_project_iam_custom_role.archives["anonymise_shard"].permissions == toset(["storage.objects.delete"])
    error_message = "More may be done with archives than is needed."
  }
  assert {
    condition     = google_storage_bucket.archives.location == "europe-west1" && google_storage_bucket.archives.name == "agogopost-eu-exports"
    error_message = "Exports leave the region."
  }
  assert {
    condition     = google_logging_project_sink.default.disabled && google_logging_project_sink.region.destination == "logging.googleapis.com/projects/agogopost-eu/locations/europe-west1/buckets/agogopost"
    error_message = "Logs leave the region."
  }
  assert {
    condition     = length(google_compute_security_policy.rate_limit) == 0
    error_message = "Cloud Armor was not asked for."
  }
}

run "us" {
  command = plan

  variables {
    region          = "us"
    project         = "agogopost-us"
    location        = "us-central1"
    domain          = "us.api.example.com"
    site_origins    = []
    carrier_secrets = {}
    rate_limit      = { requests = 600, seconds = 60 }
  }

  assert {
    condition     = length(google_secret_manager_secret_iam_member.function) == 0 && length(google_compute_security_policy.rate_limit) == 1
    error_message = "No secret was given, and Cloud Armor was asked for."
  }
}

run "asia" {
  command = plan

  variables {
    region   = "asia"
    project  = "agogopost-asia"
    location = "asia-southeast1"
    domain   = "asia.api.example.com"
  }

  assert {
    condition     = google_cloud_scheduler_job.job["anonymise_nightly"].time_zone == "Etc/GMT-8"
    error_message = "02:00 is not the region's."
  }
}

run "an_aggregators_key_goes_to_those_who_talk_to_aggregators" {
  command = plan

  variables {
    carrier_secrets = {
      DHL_API_KEY             = { secret = "dhl-api-key", version = "3" }
      SEVENTEEN_TRACK_API_KEY = { secret = "seventeen-track-api-key", version = "1" }
    }
    carrier_settings = { DHL_DAILY_BUDGET = "300", SEVENTEEN_TRACK_DAILY_BUDGET = "50" }
  }

  assert {
    condition = keys(google_secret_manager_secret_iam_member.function) == [
      "carrier_events/SEVENTEEN_TRACK_API_KEY",
      "follows/DHL_API_KEY",
      "follows/SEVENTEEN_TRACK_API_KEY",
      "forget_nightly/SEVENTEEN_TRACK_API_KEY",
      "refresh_batch/DHL_API_KEY",
      "refresh_batch/SEVENTEEN_TRACK_API_KEY",
      "tracking/DHL_API_KEY",
      "tracking/SEVENTEEN_TRACK_API_KEY",
    ]
    error_message = "A carrier's key goes to a function that does not need it."
  }
  assert {
    condition     = google_cloudfunctions2_function.function["carrier_events"].service_config[0].environment_variables["SEVENTEEN_TRACK_DAILY_BUDGET"] == "50" && !contains(keys(google_cloudfunctions2_function.function["carrier_events"].service_config[0].environment_variables), "DHL_DAILY_BUDGET")
    error_message = "carrier_events is set up differently."
  }
}

run "a_location_outside_the_region_is_refused" {
  command = plan

  variables {
    location = "us-central1"
  }

  expect_failures = [var.location]
}

run "what_cannot_be_is_refused" {
  command = plan

  variables {
    domain          = "https://eu.api.example.com/"
    site_origins    = ["http://www.example.com"]
    carrier_secrets = { DHL_API_KEY = { secret = "dhl-api-key", version = "latest" } }
    rate_limit      = { requests = 1, seconds = 61 }
    alert_emails    = []
    sandbox         = "yes"
    suppliers_off   = ["DHL"]

    carrier_settings = { DHL_DAILY_BUDGET = "many" }
    staff_settings   = { STAFF_ISSUER = "http://login.example.com" }
  }

  expect_failures = [
    var.alert_emails, var.carrier_secrets, var.carrier_settings, var.domain, var.rate_limit, var.sandbox,
    var.site_origins, var.staff_settings, var.suppliers_off,
  ]
}
