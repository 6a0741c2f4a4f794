# Logs stay in the region, 30 days, and hold nothing about anyone: our own lines are a closed list
# (shared/kernel/log.py), and the platform's request logs, which name the client's address and device, are
# not kept at all.

locals {
  # What Google's own `_Default` sink takes: all but what goes to `_Required` in any case.
  not_required = join(" AND ", [
    for name in [
      "cloudaudit.googleapis.com/activity",
      "externalaudit.googleapis.com/activity",
      "cloudaudit.googleapis.com/system_event",
      "externalaudit.googleapis.com/system_event",
      "cloudaudit.googleapis.com/access_transparency",
      "externalaudit.googleapis.com/access_transparency",
    ] : "NOT LOG_ID(\"${name}\")"
  ])
}

resource "google_logging_project_bucket_config" "region" {
  project        = var.project
  location       = var.location
  bucket_id      = "agogopost"
  description    = "All logs of the region"
  retention_days = 30

  depends_on = [google_project_service.service]
}

resource "google_logging_project_sink" "region" {
  name                   = "region"
  description            = "Everything into the region's bucket, but no line with a client's address"
  destination            = "logging.googleapis.com/projects/${var.project}/locations/${var.location}/buckets/${google_logging_project_bucket_config.region.bucket_id}"
  filter                 = local.not_required
  unique_writer_identity = true

  exclusions {
    name        = "requests"
    description = "Cloud Run's and the load balancer's request logs"
    filter      = "LOG_ID(\"run.googleapis.com/requests\") OR LOG_ID(\"requests\")"
  }
}

# Google makes this sink with the project, and its bucket lies anywhere ("global"): it is taken over
# and turned off. It cannot be deleted.
import {
  to = google_logging_project_sink.default
  id = "projects/${var.project}/sinks/_Default"
}

resource "google_logging_project_sink" "default" {
  name                   = "_Default"
  destination            = "logging.googleapis.com/projects/${var.project}/locations/global/buckets/_Default"
  filter                 = local.not_required
  disabled               = true
  unique_writer_identity = true

  # Not before the region's own sink takes over.
  depends_on = [google_logging_project_sink.region]
}

# Who used a key or read a secret, and when: service accounts, never users. A warm function makes no
# such call, so these are few. Firestore's data access logs stay off: one line for every read.
resource "google_project_iam_audit_config" "used" {
  for_each = toset(["cloudkms.googleapis.com", "secretmanager.googleapis.com"])

  project = var.project
  service = each.key

  audit_log_config {
    log_type = "ADMIN_READ"
  }
  audit_log_config {
    log_type = "DATA_READ"
  }
  audit_log_config {
    log_type = "DATA_WRITE"
  }

  depends_on = [google_project_service.service]
}

resource "google_monitoring_notification_channel" "email" {
  for_each = toset(var.alert_emails)

  display_name = "Operator"
  type         = "email"
  labels       = { email_address = each.key }

  depends_on = [google_project_service.service]
}

# How often a carrier used a code that its table (shared/parcels/carriers/*_codes.py) does not have.
resource "google_logging_metric" "carrier_codes_unknown" {
  name        = "carrier_codes_unknown"
  description = "Codes of a carrier that were shown as unknown"
  filter      = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"carrier-code-unknown\""

  label_extractors = {
    supplier = "EXTRACT(jsonPayload.supplier)"
  }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"

    labels {
      key         = "supplier"
      value_type  = "STRING"
      description = "The carrier, or the aggregator"
    }
  }

  depends_on = [google_project_service.service]
}

locals {
  alerts = {
    "something broke" = {
      filter = "resource.type=\"cloud_run_revision\" AND severity>=ERROR AND NOT jsonPayload.message=(\"misconfigured\" OR \"not-admitted\" OR \"quota-exhausted\")"
      remedy = "The line tells the error's types and places. `crash` is ours; anything else is the platform's."
    }
    "something is set up wrongly" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=(\"misconfigured\" OR \"not-admitted\")"
      remedy = "Callers are told 503 until it is put right. `service` and `code` tell what refuses: PERMISSION_DENIED a role of the function's account, FAILED_PRECONDITION a missing index or a key that is switched off, NOT_FOUND a database, key, topic or bucket, UNIMPLEMENTED an API. `not-admitted`: the platform gives the function's account no access token. Plan anew: what differs is what somebody changed by hand."
    }
    "a quota is used up" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"quota-exhausted\""
      remedy = "`service` lets no more through, and callers are told 503. See the project's quotas: a launch needs more, a flood is to be found by the requests' operations."
    }
    "a job could not be called" = {
      filter = "resource.type=\"cloud_scheduler_job\" AND severity>=ERROR"
      remedy = "401 or 403: audience or account differ from the function's settings. 5xx: see the function's own lines."
    }
    "a message was not understood" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"message-refused\""
      remedy = "One of our functions published what another one does not know: compare their releases. It is not pushed again."
    }
    "a rights request is due" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"rights-due\""
      remedy = "`soon`: due within seven days; `overdue`: the month is over. Answer them (../playbooks/rights.md)."
    }
    "the nightly run left something" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"retention-run\" AND jsonPayload.left>0"
      remedy = "Something that it needs did not answer (the bucket of exports, the mail relay), or set_aside>0: a record makes no sense. It is tried again every night."
    }
    "a replay left something" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"stops-replayed\" AND jsonPayload.left>0"
      remedy = "After a restore something that was stopped is not stopped again: let nobody in (../playbooks/restore.md). An erasure that goes on ends by itself: run it again. What stays left does not open: look at the person's records."
    }
    "a lid on codes is nearly spent" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"lid-nearly-spent\""
      remedy = "Four fifths of what the region sends in an hour are gone: `mail` and `sms` all of it, `mail-strangers` and `sms-strangers` what people without session or known device may use. A launch: raise MAIL_PER_HOUR or SMS_PER_HOUR. A flood: leave it, whoever is known is still served."
    }
    "messages are late" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"messages-late\""
      remedy = "The oldest message of `lane` (a: the account's, e: news by mail, s: by SMS, p: by push) should have gone `minutes` ago: its worker does not run, its relay takes nothing, or more comes than its pace lets through (../playbooks/messages.md)."
    }
    "followed parcels are looked at late" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"wheel-late\""
      remedy = "`refresh_waybills` was silent for `minutes`; it has now handed out all that was due (../playbooks/watching.md)."
    }
    "a supplier's day does not do" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"polls-short\""
      remedy = "Of `supplier`'s day less is open than followed parcels are due: whoever has waited longest comes first. Ask for a larger day, and raise <SUPPLIER>_DAILY_BUDGET (../playbooks/watching.md)."
    }
    "somebody is not erased in time" = {
      filter = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"erasures-late\""
      remedy = "An erasure is older than a day. deletion_worker's lines tell what does not answer; it is asked for again every night."
    }
  }
}

resource "google_monitoring_alert_policy" "alert" {
  for_each = local.alerts

  display_name          = "${var.region}: ${each.key}"
  combiner              = "OR"
  notification_channels = [for one in google_monitoring_notification_channel.email : one.id]

  conditions {
    display_name = each.key

    condition_matched_log {
      filter = each.value.filter
    }
  }

  alert_strategy {
    auto_close = "86400s"

    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content   = each.value.remedy
    mime_type = "text/markdown"
  }
}

# Each turn of the wheel, so that its silence is heard: a job that is never called writes no line.
resource "google_logging_metric" "wheel_turns" {
  name        = "wheel_turns"
  description = "How often followed parcels that are due were handed out"
  filter      = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"request\" AND jsonPayload.operation=\"POST /jobs/refresh_waybills\" AND jsonPayload.status=200"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }

  depends_on = [google_project_service.service]
}

resource "google_monitoring_alert_policy" "wheel_silent" {
  display_name          = "${var.region}: nobody looks at followed parcels"
  combiner              = "OR"
  notification_channels = [for one in google_monitoring_notification_channel.email : one.id]

  conditions {
    display_name = "no turn of the wheel for ten minutes"

    condition_absent {
      filter   = "resource.type=\"cloud_run_revision\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.wheel_turns.name}\""
      duration = "600s"

      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_SUM"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }

  documentation {
    content   = "Cloud Scheduler does not call refresh_waybills, or it answers no call: see the job's last attempts and the function's lines (../playbooks/watching.md). What is missed meanwhile is handed out by the next turn."
    mime_type = "text/markdown"
  }
}

# News by mail, and what came back of it within a day: what relays do to who sends what does not
# arrive, or is not wanted, is done to codes as well.
resource "google_logging_metric" "news_mails" {
  name        = "news_mails"
  description = "Mails of news that were handed to the relay"
  filter      = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"deliver-news\" AND jsonPayload.message=\"mail-sent\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }

  depends_on = [google_project_service.service]
}

locals {
  # Of a hundred mails of news, how many may come back so.
  reports = {
    bounces    = { outcomes = ["no_such_address", "failed"], most = 0.05 }
    complaints = { outcomes = ["complaint"], most = 0.003 }
  }
}

resource "google_logging_metric" "news_reports" {
  for_each = local.reports

  name        = "news_${each.key}"
  description = "Reports that came back about news by mail"
  filter      = "resource.type=\"cloud_run_revision\" AND jsonPayload.message=\"mail-reported\" AND jsonPayload.outcome=(${join(" OR ", [for one in each.value.outcomes : "\"${one}\""])})"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }

  depends_on = [google_project_service.service]
}

resource "google_monitoring_alert_policy" "news_comes_back" {
  for_each = local.reports

  display_name          = "${var.region}: too many ${each.key} about news"
  combiner              = "OR"
  notification_channels = [for one in google_monitoring_notification_channel.email : one.id]

  conditions {
    display_name = "${each.key} of a day, of the mails of a day"

    condition_threshold {
      filter             = "resource.type=\"cloud_run_revision\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.news_reports[each.key].name}\""
      denominator_filter = "resource.type=\"cloud_run_revision\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.news_mails.name}\""
      comparison         = "COMPARISON_GT"
      threshold_value    = each.value.most
      duration           = "0s"

      aggregations {
        alignment_period     = "86400s"
        per_series_aligner   = "ALIGN_SUM"
        cross_series_reducer = "REDUCE_SUM"
      }
      denominator_aggregations {
        alignment_period     = "86400s"
        per_series_aligner   = "ALIGN_SUM"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  alert_strategy {
    auto_close = "86400s"
  }

  documentation {
    content   = "More of the news comes back than relays put up with (../playbooks/messages.md): look at `mail-reported` and `news-paused`. Bounces all at once: a provider refuses us, or our own relay. Complaints: look at what is sent, and to whom."
    mime_type = "text/markdown"
  }
}
