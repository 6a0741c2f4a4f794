locals {
  # What a token of ours is for. Not an address, so that Cloud Run takes no interest in it (functions.tf).
  platform_audience = "agogopost"

  # The regional time without summer time, in which 02:00 comes exactly once a day; the names of these
  # zones count westwards (Etc/GMT-1 is UTC+1).
  time_zones = {
    eu   = "Etc/GMT-1"
    us   = "Etc/GMT+6"
    asia = "Etc/GMT-8"
  }
}

# A job that runs twice does no harm, and one that missed a night catches up the next: what has ended
# is unreadable in between.
resource "google_cloud_scheduler_job" "job" {
  for_each = local.jobs

  name             = replace(each.key, "_", "-")
  region           = var.location
  description      = "agogopost: calls ${each.key}"
  schedule         = each.value.job.schedule
  paused           = each.value.job.paused
  time_zone        = local.time_zones[var.region]
  attempt_deadline = "${each.value.timeout + 30}s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "60s"
    max_backoff_duration = "600s"
    max_doublings        = 3
  }

  http_target {
    http_method = "POST"
    # The service's run.app address: by any other, Cloud Scheduler would not count as internal.
    uri = "${google_cloudfunctions2_function.function[each.key].service_config[0].uri}${each.value.job.path}"

    oidc_token {
      service_account_email = google_service_account.scheduler.email
      audience              = local.platform_audience
    }
  }

  depends_on = [google_cloud_run_v2_service_iam_member.invoker]
}
