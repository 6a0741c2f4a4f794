output "dns_records" {
  description = "What the domain must point to before its certificate is issued."
  value = {
    A    = google_compute_global_address.api["IPV4"].address
    AAAA = google_compute_global_address.api["IPV6"].address
  }
}

output "api" {
  description = "Where the API of this region is reached."
  value       = "https://${var.domain}"
}

output "release" {
  description = "The archive that is deployed."
  value       = google_storage_bucket_object.source.name
}

output "functions" {
  description = "The service and the account of every function."
  value = {
    for name, function in google_cloudfunctions2_function.function : name => {
      service = function.name
      account = google_service_account.function[name].email
    }
  }
}

output "databases" {
  description = "The region's databases."
  value       = { for name, database in google_firestore_database.database : name => database.name }
}

output "log_bucket" {
  description = "Where the region's logs are."
  value       = google_logging_project_bucket_config.region.id
}
