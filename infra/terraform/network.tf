# The one way in: a global external application load balancer. It stores nothing; its request logs,
# which would hold the clients' addresses, are off.

resource "google_compute_global_address" "api" {
  for_each = toset(["IPV4", "IPV6"])

  name       = "api-${lower(each.key)}"
  ip_version = each.key

  depends_on = [google_project_service.service]
}

# A function of the 2nd generation is a Cloud Run service of the same name.
resource "google_compute_region_network_endpoint_group" "function" {
  for_each = local.public

  name                  = replace(each.key, "_", "-")
  region                = var.location
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = google_cloudfunctions2_function.function[each.key].name
  }
}

resource "google_compute_backend_service" "function" {
  for_each = local.public

  name                  = replace(each.key, "_", "-")
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = one(google_compute_security_policy.rate_limit[*].id)

  backend {
    group = google_compute_region_network_endpoint_group.function[each.key].id
  }

  log_config {
    enable = false
  }
}

locals {
  fixed_paths    = { for name, one in local.public : name => [for path in one.paths : path if !strcontains(path, "*")] }
  path_templates = { for name, one in local.public : name => [for path in one.paths : path if strcontains(path, "*")] }
}

# Exactly the declared paths; one without a parameter before all that have one. Everything else goes to `reference`, which answers 404 in our own words;
# no path leads to a job.
resource "google_compute_url_map" "api" {
  name            = "api"
  default_service = google_compute_backend_service.function["reference"].id

  host_rule {
    hosts        = [var.domain]
    path_matcher = "api"
  }

  path_matcher {
    name            = "api"
    default_service = google_compute_backend_service.function["reference"].id

    dynamic "route_rules" {
      for_each = [for name, paths in local.fixed_paths : name if length(paths) > 0]

      content {
        priority = 1 + route_rules.key
        service  = google_compute_backend_service.function[route_rules.value].id

        dynamic "match_rules" {
          for_each = local.fixed_paths[route_rules.value]

          content {
            full_path_match = match_rules.value
          }
        }
      }
    }

    dynamic "route_rules" {
      for_each = [for name, paths in local.path_templates : name if length(paths) > 0]

      content {
        priority = 1001 + route_rules.key
        service  = google_compute_backend_service.function[route_rules.value].id

        dynamic "match_rules" {
          for_each = local.path_templates[route_rules.value]

          content {
            path_template_match = match_rules.value
          }
        }
      }
    }
  }
}

# A certificate cannot change its name: a new domain gets a new one, before the old one goes.
resource "google_compute_managed_ssl_certificate" "api" {
  name = "api-${substr(sha256(var.domain), 0, 8)}"

  managed {
    domains = [var.domain]
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.service]
}

resource "google_compute_ssl_policy" "modern" {
  name            = "modern"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"

  depends_on = [google_project_service.service]
}

resource "google_compute_target_https_proxy" "api" {
  name             = "api"
  url_map          = google_compute_url_map.api.id
  ssl_certificates = [google_compute_managed_ssl_certificate.api.id]
  ssl_policy       = google_compute_ssl_policy.modern.id
}

resource "google_compute_global_forwarding_rule" "https" {
  for_each = google_compute_global_address.api

  name                  = "https-${lower(each.key)}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = each.value.address
  port_range            = "443"
  target                = google_compute_target_https_proxy.api.id
}

resource "google_compute_url_map" "redirect" {
  name = "redirect"

  default_url_redirect {
    https_redirect         = true
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }

  depends_on = [google_project_service.service]
}

resource "google_compute_target_http_proxy" "redirect" {
  name    = "redirect"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_global_forwarding_rule" "http" {
  for_each = google_compute_global_address.api

  name                  = "http-${lower(each.key)}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = each.value.address
  port_range            = "80"
  target                = google_compute_target_http_proxy.redirect.id
}

# Optional, because it costs a fixed sum a month. The functions count by themselves as well, for each
# instance (REQUESTS_PER_SECOND) and for all of them (UNCACHED_PER_SOURCE); this stops a flood before
# it starts instances.
resource "google_compute_security_policy" "rate_limit" {
  #checkov:skip=CKV_GCP_73:there is no Java and no Log4j behind it
  count = var.rate_limit == null ? 0 : 1

  name = "rate-limit"
  type = "CLOUD_ARMOR"

  rule {
    description = "At most so many requests of one address"
    action      = "throttle"
    priority    = 1000

    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }

    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"

      rate_limit_threshold {
        count        = var.rate_limit.requests
        interval_sec = var.rate_limit.seconds
      }
    }
  }

  rule {
    description = "Everyone else"
    action      = "allow"
    priority    = 2147483647

    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }

  depends_on = [google_project_service.service]
}
