# Every function once, under its one name: the key is the name in main.py, the entry point, and, with
# hyphens for underscores, the name of the service and of the account. A test holds this map against
# main.__all__, the declared operations and the settings.

locals {
  functions = {
    tracking = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = var.min_instances
      max_instances = var.max_instances
      timeout       = 30

      # Behind the load balancer, for everyone.
      public = true
      paths  = ["/v1/carriers", "/v1/carriers/detect", "/v1/waybills/query"]
      job    = null

      databases = ["shipments"]
      keys      = ["shipments", "budgets"]
      bucket    = false
      secrets   = var.carrier_secrets
      settings  = merge(local.carrier_settings, { SANDBOX = var.sandbox })
    }

    carrier_events = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = 5
      timeout       = 30

      # Behind the load balancer, for the aggregators: each push is signed.
      public = true
      paths  = ["/v1/carrier-events/*"]
      job    = null

      databases = ["shipments"]
      keys      = ["shipments"]
      bucket    = false
      secrets   = local.aggregator_secrets
      settings  = merge(local.aggregator_settings, { SANDBOX = "off" })
    }

    forget_nightly = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 570

      public = false
      paths  = []
      # After anonymise_nightly, so that what ended this night is forgotten this night.
      job = { path = "/jobs/forget_nightly", schedule = "30 2 * * *", paused = false }

      databases = ["shipments"]
      keys      = ["shipments", "budgets"]
      bucket    = false
      secrets   = local.aggregator_secrets
      settings  = merge(local.aggregator_settings, local.of_jobs, { SANDBOX = "off" })
    }

    registration = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = var.max_instances
      timeout       = 30

      public = true
      paths = [
        "/v1/accounts", "/v1/regions", "/v1/sessions", "/v1/sessions/*", "/v1/sessions/current", "/v1/sign-in/codes",
        "/v1/sign-in/nonces",
      ]
      job = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "sessions", "limits"]
      bucket    = false
      secrets   = var.message_secrets
      settings  = local.sign_in_settings
    }

    profile = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 40
      min_instances = 0
      max_instances = var.max_instances
      timeout       = 30

      public = true
      paths = [
        "/v1/me", "/v1/me/access-log", "/v1/me/address-proofs", "/v1/me/devices", "/v1/me/devices/*", "/v1/me/devices/*/push", "/v1/me/identities", "/v1/me/identities/*",
        "/v1/me/messages", "/v1/me/portrait", "/v1/me/preferences", "/v1/me/push", "/v1/me/recovery-code",
      ]
      job = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "sessions", "limits"]
      bucket    = true
      secrets   = var.message_secrets
      settings  = merge(local.sign_in_settings, var.push_settings)
    }

    follows = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = var.max_instances
      timeout       = 30

      # /v1/waybills/query stays tracking's: the load balancer takes the rule that says most.
      public = true
      paths  = ["/v1/waybills", "/v1/waybills/*"]
      job    = null

      databases = ["data", "keys", "shipments"]
      keys      = ["people", "lookups", "sessions", "limits", "shipments", "budgets"]
      bucket    = false
      secrets   = var.carrier_secrets
      settings  = merge(local.carrier_settings, { SANDBOX = var.sandbox })
    }

    consents = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = var.max_instances
      timeout       = 30

      public = true
      paths = [
        "/v1/consents", "/v1/consents/receipts", "/v1/events", "/v1/me/location", "/v1/policies/*/acceptance",
        "/v1/policies/upcoming", "/v1/unsubscribe/*",
      ]
      job = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "sessions", "links", "limits"]
      bucket    = false
      secrets   = {}
      settings  = {}
    }

    deletion = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = 5
      timeout       = 30

      public = true
      paths  = ["/v1/account-deletion", "/v1/account-deletion/*"]
      job    = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "sessions", "limits"]
      bucket    = false
      secrets   = var.message_secrets
      settings  = local.message_settings
    }

    # Up to 30 people in one push, which share their queries.
    deletion_worker = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 4
      min_instances = 0
      max_instances = 10
      # Longer than its own deadline of 9 minutes, and shorter than Pub/Sub waits (pubsub.tf).
      timeout = 570

      public = false
      paths  = []
      job    = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "evidence", "months"]
      bucket    = true
      secrets   = {}
      settings  = merge(local.archive_settings, local.of_pushes)
    }

    exports = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = 5
      timeout       = 30

      public = true
      paths  = ["/v1/exports", "/v1/exports/*"]
      job    = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "sessions", "limits"]
      bucket    = false
      secrets   = var.message_secrets
      settings  = merge(local.message_settings, local.archive_settings, local.link_settings)
    }

    export_worker = {
      memory      = "512Mi"
      cpu         = "1"
      concurrency = 1
      # One archive at a time: making one keeps a processor busy.
      min_instances = 0
      max_instances = 10
      # Longer than its own deadline of 9 minutes, and shorter than Pub/Sub waits (pubsub.tf).
      timeout = 570

      public = false
      paths  = []
      job    = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "limits"]
      bucket    = true
      secrets   = var.message_secrets
      settings  = merge(local.message_settings, local.archive_settings, local.of_pushes)
    }

    deliver_message = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 20
      min_instances = 0
      max_instances = 5
      # Longer than an operation may take, and shorter than Pub/Sub waits (pubsub.tf).
      timeout = 30

      public = false
      paths  = []
      job    = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "limits"]
      bucket    = false
      secrets   = var.message_secrets
      settings  = merge(local.message_settings, local.of_pushes)
    }

    # One instance: it keeps to the pace of news, for whose turns as many wait in it. Apart from
    # deliver_message, which waits for no news.
    deliver_news = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 20
      min_instances = 0
      max_instances = 1
      # Longer than an operation may take, and shorter than Pub/Sub waits (pubsub.tf).
      timeout = 60

      public = false
      paths  = []
      job    = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "links", "limits"]
      bucket    = false
      secrets   = local.news_secrets
      settings  = merge(local.message_settings, local.of_pushes, local.stop_links, var.push_settings)
    }

    # Every minute, while a promotion is on: to those who agree. One instance, which keeps the pace.
    send_promotions = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 60

      public = false
      paths  = []
      job    = { path = "/jobs/send_promotions", schedule = "* * * * *", paused = false }

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "links", "limits"]
      bucket    = false
      secrets   = local.news_secrets
      settings  = merge(local.message_settings, local.of_jobs, local.stop_links, var.push_settings)
    }

    # Every minute: what is due is counted and handed out.
    refresh_waybills = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 60

      public = false
      paths  = []
      job    = { path = "/jobs/refresh_waybills", schedule = "* * * * *", paused = false }

      databases = ["data", "shipments"]
      keys      = []
      bucket    = false
      secrets   = {}
      settings  = local.of_jobs
    }

    # Asks carriers for people, and can write to nobody.
    refresh_batch = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 4
      min_instances = 0
      max_instances = 10
      # Longer than an operation may take, and shorter than Pub/Sub waits (pubsub.tf).
      timeout = 60

      public = false
      paths  = []
      job    = null

      databases = ["data", "keys", "shipments"]
      keys      = ["people", "lookups", "shipments", "budgets", "months"]
      bucket    = false
      secrets   = var.carrier_secrets
      settings  = merge(local.carrier_settings, local.of_pushes, { SANDBOX = var.sandbox })
    }

    sweep_messages = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 60

      public = false
      paths  = []
      job    = { path = "/jobs/sweep_messages", schedule = "* * * * *", paused = false }

      databases = ["data"]
      keys      = []
      bucket    = false
      secrets   = {}
      settings  = merge(local.of_jobs, local.news_paces)
    }

    policies = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = var.max_instances
      timeout       = 30

      public = true
      paths  = ["/v1/data-map", "/v1/policies", "/v1/policies/*", "/v1/policies/*/changes", "/v1/policies/current"]
      job    = null

      databases = ["data"]
      keys      = []
      bucket    = false
      secrets   = {}
      settings  = {}
    }

    policy_notices = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 570

      public = false
      paths  = []
      # While no version of the policy is to be announced a run reads nothing.
      job = { path = "/jobs/policy_notices", schedule = "0 * * * *", paused = false }

      databases = ["data", "keys"]
      keys      = ["people", "lookups"]
      bucket    = false
      secrets   = var.message_secrets
      settings  = merge(local.message_settings, local.of_jobs)
    }

    rights = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = 5
      timeout       = 30

      # For people and visitors; the mail provider signs what it hands in.
      public = true
      paths  = ["/v1/inbound-mail", "/v1/rights-requests", "/v1/rights-requests/*", "/v1/rights-requests/query"]
      job    = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "sessions", "links", "limits", "requests"]
      bucket    = false
      secrets   = local.rights_secrets
      settings  = local.message_settings
    }

    staff = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 40
      min_instances = 0
      max_instances = 5
      timeout       = 30

      # Behind the load balancer, for the operator's own staff: each call is signed by their issuer.
      public = true
      paths = [
        "/staff/v1/people/*", "/staff/v1/people/*/minor", "/staff/v1/people/*/minor/call-off",
        "/staff/v1/people/*/minor/confirm", "/staff/v1/people/*/unmask", "/staff/v1/people/*/unmaskings/*/confirm",
        "/staff/v1/people/lookup", "/staff/v1/rights-requests", "/staff/v1/rights-requests/*",
      ]
      job = null

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "limits", "requests"]
      bucket    = false
      secrets   = var.message_secrets
      settings  = merge(local.message_settings, var.staff_settings)
    }

    reference = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 80
      min_instances = 0
      max_instances = 5
      timeout       = 30

      public = true
      paths  = ["/openapi.json"]
      job    = null

      databases = []
      keys      = []
      bucket    = false
      secrets   = {}
      settings  = {}
    }

    anonymise_nightly = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      # Longer than its own deadline of 9 minutes, which lets it end with a report.
      timeout = 570

      # For the platform only: reached from inside the project, by a token of the scheduler.
      public = false
      paths  = []
      job    = { path = "/jobs/anonymise_nightly", schedule = "0 2 * * *", paused = false }

      databases = ["data", "keys"]
      keys      = []
      bucket    = false
      secrets   = var.message_secrets
      settings  = merge(local.of_jobs, local.message_settings)
    }

    anonymise_shard = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 4
      min_instances = 0
      max_instances = 8
      # Longer than its own deadline of 9 minutes, and shorter than Pub/Sub waits (pubsub.tf).
      timeout = 570

      public = false
      paths  = []
      job    = null

      databases = ["data", "keys", "shipments"]
      keys      = ["people", "lookups", "months", "limits"]
      bucket    = false
      secrets   = var.message_secrets
      settings  = merge(local.message_settings, local.archive_settings, local.of_pushes)
    }

    rewrap = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 570

      public = false
      paths  = []
      job    = { path = "/jobs/rewrap", schedule = "0 3 * * *", paused = false }

      databases = ["data", "keys", "shipments"]
      keys      = local.keyrings
      bucket    = false
      secrets   = {}
      settings  = local.of_jobs
    }

    replay_stops = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 570

      public = false
      paths  = []
      # After a restore only, by hand, before people are let in: ../playbooks/restore.md.
      job = { path = "/jobs/replay_stops", schedule = "0 5 * * *", paused = true }

      databases = ["data", "keys"]
      keys      = ["people", "lookups", "evidence", "months"]
      bucket    = true
      secrets   = {}
      settings  = merge(local.archive_settings, local.of_jobs)
    }

    reseal = {
      memory        = "512Mi"
      cpu           = "1"
      concurrency   = 1
      min_instances = 0
      max_instances = 1
      timeout       = 570

      public = false
      paths  = []
      # After a compromise only, by hand: `gcloud scheduler jobs run reseal`, until it says it is finished.
      job = { path = "/jobs/reseal", schedule = "0 4 * * *", paused = true }

      databases = ["data", "keys"]
      keys      = ["people", "lookups"]
      bucket    = true
      secrets   = {}
      settings  = local.of_jobs
    }
  }

  public = { for name, function in local.functions : name => function if function.public }
  jobs   = { for name, function in local.functions : name => function if function.job != null }

  # The carriers' settings, and those of the aggregators among them: an aggregator keeps what it is
  # told, so it also pushes and has to forget.
  carrier_settings = merge(var.carrier_settings, { SUPPLIERS_OFF = join(",", var.suppliers_off) })
  aggregators      = ["SEVENTEEN_TRACK"]
  aggregator_secrets = {
    for name, one in var.carrier_secrets : name => one
    if anytrue([for prefix in local.aggregators : startswith(name, "${prefix}_")])
  }
  aggregator_settings = {
    for name, value in local.carrier_settings : name => value
    if name == "SUPPLIERS_OFF" || anytrue([for prefix in local.aggregators : startswith(name, "${prefix}_")])
  }

  # Settings of who writes to people, and of who signs them in and lets them change by what: mail and SMS
  # can be switched off too.
  message_settings = merge(var.message_settings, { SUPPLIERS_OFF = join(",", var.suppliers_off) })
  # How much the sweep hands on in a minute.
  news_paces       = { for name, one in var.message_settings : name => one if endswith(name, "_PER_SECOND") }
  news_secrets     = merge(var.message_secrets, var.push_secrets)
  rights_secrets   = merge(var.message_secrets, var.inbound_mail_secrets)
  sign_in_settings = merge(local.message_settings, var.quick_login_settings)

  # Settings of every job.
  of_jobs = {
    PLATFORM_ACCOUNTS = google_service_account.scheduler.email
    PLATFORM_AUDIENCE = local.platform_audience
    # Not behind the load balancer: Cloud Run's own front end writes the one entry.
    TRUSTED_HOPS = "1"
  }

  # Settings of every function that messages are pushed to.
  of_pushes = {
    PLATFORM_ACCOUNTS = google_service_account.pubsub.email
    PLATFORM_AUDIENCE = local.platform_audience
    TRUSTED_HOPS      = "1"
  }

  # Settings of every function: where it is.
  place = {
    BUCKET               = google_storage_bucket.sealed.name
    GOOGLE_CLOUD_PROJECT = var.project
    KMS_LOCATION         = var.location
    REGION               = var.region
  }

  # Settings of public functions: behind the global load balancer the client is the second entry from
  # the right of X-Forwarded-For; the last is the load balancer's own address.
  edge = {
    CORS_ORIGINS = join(",", var.site_origins)
    REGION_URLS  = local.region_urls
    TRUSTED_HOPS = "2"
  }
  region_urls = join(",", [for region, url in merge({ (var.region) = "https://${var.domain}" }, var.region_urls) : "${region}=${url}"])

  # Of who writes links into messages.
  stop_links = { REGION_URLS = local.region_urls }

  # Of functions-framework, not of ours: serve the asynchronous functions with uvicorn from the start.
  # Without it the framework starts in Flask mode and finds out later, and the platform's
  # LOG_EXECUTION_ID disables loggers on the way.
  framework = {
    FUNCTION_USE_ASGI = "true"
    # Or every start searches all packages for some, and whatever it finds sees what is validated.
    PYDANTIC_DISABLE_PLUGINS = "__all__"
  }
}

resource "google_cloudfunctions2_function" "function" {
  for_each = local.functions

  name        = replace(each.key, "_", "-")
  location    = var.location
  description = "agogopost: ${each.key}"

  build_config {
    runtime           = "python313"
    entry_point       = each.key
    docker_repository = google_artifact_registry_repository.functions.id
    service_account   = google_service_account.builder.id

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.source.name
      }
    }
  }

  service_config {
    service_account_email            = google_service_account.function[each.key].email
    available_memory                 = each.value.memory
    available_cpu                    = each.value.cpu
    max_instance_request_concurrency = each.value.concurrency
    min_instance_count               = each.value.min_instances
    max_instance_count               = each.value.max_instances
    timeout_seconds                  = each.value.timeout
    ingress_settings                 = each.value.public ? "ALLOW_INTERNAL_AND_GCLB" : "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision   = true

    environment_variables = merge(
      local.framework,
      local.place,
      each.value.public ? local.edge : {},
      each.value.settings,
    )

    dynamic "secret_environment_variables" {
      for_each = each.value.secrets

      content {
        key        = secret_environment_variables.key
        project_id = var.project
        secret     = secret_environment_variables.value.secret
        version    = secret_environment_variables.value.version
      }
    }
  }

  # A revision starts only if its account can already read its secrets, and a build only if its
  # account can read the source and push the image.
  depends_on = [
    google_artifact_registry_repository_iam_member.builder,
    google_project_iam_member.builder_logs,
    google_project_iam_member.builder_sources,
    google_project_service.service,
    google_secret_manager_secret_iam_member.function,
  ]
}

# Who may knock at Cloud Run's own door: everyone, at every function, and each function decides.
#
# Of the public ones this is plain. Of a job it is deliberate. Cloud Run's own check would want the
# service's address as audience, and when it passes a token on it replaces the signature by
# SIGNATURE_REMOVED_BY_GOOGLE; the function then could verify nothing itself and would have to trust
# whatever stands in front of it. So the platform's check is left out and the function's own is
# complete: ingress lets in only what comes from inside this project (Cloud Scheduler counts as such),
# and shared/edge/authentication.py verifies signature, issuer, time, the audience `agogopost` and the one
# account in PLATFORM_ACCOUNTS, before it reads anything else. So with Pub/Sub's pushes.
resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = local.functions

  location = var.location
  name     = google_cloudfunctions2_function.function[each.key].name
  role     = "roles/run.invoker"
  member   = "allUsers"
}
