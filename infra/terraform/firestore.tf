# The region's databases, and how long what is deleted from them can still be brought back: an
# erasure's receipt promises no more than this. Tests hold both maps against the data map.

locals {
  databases = {
    data      = { recovery = true, backup_days = 14 }
    keys      = { recovery = true, backup_days = 7 }
    shipments = { recovery = false, backup_days = null }
  }

  # The collections of the data map; `ends`: its records carry `expires` and `due`; `dated`: only `due`;
  # `owned`: they say in clear whose they are, by a random id.
  collections = {
    budgets              = { database = "shipments", ends = true, dated = true, owned = false }
    cells                = { database = "data", ends = true, dated = true, owned = false }
    claimed_requests     = { database = "data", ends = true, dated = true, owned = true }
    consent_states       = { database = "data", ends = false, dated = false, owned = true }
    consents             = { database = "data", ends = false, dated = false, owned = true }
    contributions        = { database = "data", ends = true, dated = true, owned = false }
    devices              = { database = "data", ends = false, dated = false, owned = true }
    disclosures          = { database = "data", ends = true, dated = true, owned = true }
    erasures             = { database = "keys", ends = true, dated = true, owned = false }
    evidence             = { database = "data", ends = true, dated = true, owned = false }
    exports              = { database = "data", ends = true, dated = true, owned = true }
    follows              = { database = "data", ends = true, dated = true, owned = true }
    identities           = { database = "data", ends = false, dated = false, owned = true }
    interests            = { database = "data", ends = true, dated = true, owned = true }
    keyrings             = { database = "shipments", ends = false, dated = false, owned = false }
    lookups              = { database = "shipments", ends = true, dated = true, owned = false }
    known_devices        = { database = "data", ends = true, dated = true, owned = true }
    month_keys           = { database = "keys", ends = true, dated = true, owned = false }
    nightly_parts        = { database = "data", ends = false, dated = false, owned = false }
    nightly_runs         = { database = "data", ends = false, dated = false, owned = false }
    number_calls         = { database = "shipments", ends = true, dated = true, owned = false }
    messages             = { database = "data", ends = true, dated = true, owned = true }
    outgoing             = { database = "data", ends = true, dated = true, owned = true }
    paces                = { database = "shipments", ends = true, dated = true, owned = false }
    people               = { database = "data", ends = false, dated = true, owned = false }
    people_keyrings      = { database = "data", ends = false, dated = false, owned = false }
    people_salts         = { database = "data", ends = true, dated = true, owned = false }
    person_keys          = { database = "keys", ends = false, dated = true, owned = false }
    places               = { database = "data", ends = true, dated = true, owned = true }
    policy_announcements = { database = "data", ends = false, dated = false, owned = false }
    policy_notices       = { database = "data", ends = false, dated = false, owned = true }
    preferences          = { database = "data", ends = false, dated = false, owned = true }
    promotion_runs       = { database = "data", ends = true, dated = true, owned = false }
    pushes               = { database = "shipments", ends = true, dated = true, owned = false }
    refresh_ticks        = { database = "data", ends = true, dated = true, owned = false }
    replays              = { database = "data", ends = false, dated = false, owned = false }
    origins              = { database = "data", ends = true, dated = true, owned = true }
    replies              = { database = "data", ends = true, dated = true, owned = true }
    rings                = { database = "shipments", ends = true, dated = true, owned = false }
    rights_requests      = { database = "data", ends = true, dated = true, owned = true }
    salts                = { database = "shipments", ends = true, dated = true, owned = false }
    sessions             = { database = "data", ends = true, dated = true, owned = true }
    shipments            = { database = "shipments", ends = true, dated = true, owned = false }
    sign_in_codes        = { database = "data", ends = true, dated = true, owned = false }
    sent_codes           = { database = "data", ends = true, dated = true, owned = false }
    sign_in_counters     = { database = "data", ends = true, dated = true, owned = false }
    sign_in_nonces       = { database = "data", ends = true, dated = true, owned = false }
    stops                = { database = "keys", ends = true, dated = true, owned = true }
    traces               = { database = "data", ends = true, dated = true, owned = true }
    unmaskings           = { database = "data", ends = true, dated = true, owned = true }
    usage_counts         = { database = "data", ends = true, dated = true, owned = false }
    used_proofs          = { database = "data", ends = true, dated = true, owned = false }
    visitor_requests     = { database = "data", ends = true, dated = true, owned = false }
    withdrawals          = { database = "data", ends = false, dated = true, owned = true }
  }

  # By the database too (TTL), but for follows: the night that deletes one ends its lines of the access log.
  ending = { for name, collection in local.collections : name => collection if collection.ends && name != "follows" }
  dated  = { for name, collection in local.collections : name => collection if collection.dated }
  owned  = { for name, collection in local.collections : name => collection if collection.owned }
}

# Not encrypted with a key of ours in KMS (CMEK): every personal field is sealed under our own keys
# before it gets here, and Google encrypts the disks beneath.
resource "google_firestore_database" "database" {
  for_each = local.databases

  project                           = var.project
  name                              = "${var.region}-${each.key}"
  location_id                       = var.location
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "OPTIMISTIC"
  point_in_time_recovery_enablement = each.value.recovery ? "POINT_IN_TIME_RECOVERY_ENABLED" : "POINT_IN_TIME_RECOVERY_DISABLED"
  delete_protection_state           = "DELETE_PROTECTION_ENABLED"
  deletion_policy                   = "ABANDON"

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.service]
}

resource "google_firestore_backup_schedule" "daily" {
  for_each = { for name, database in local.databases : name => database if database.backup_days != null }

  project   = var.project
  database  = google_firestore_database.database[each.key].name
  retention = "${each.value.backup_days * 86400}s"

  daily_recurrence {}
}

# Nothing is indexed unless it is said below: an index is a second copy of a value, and an indexed
# timestamp caps a collection at 500 writes a second.
resource "google_firestore_field" "unindexed" {
  for_each = local.collections

  project    = var.project
  database   = google_firestore_database.database[each.value.database].name
  collection = each.key
  field      = "*"

  index_config {}
}

# The nightly run asks for a range of `due` in ascending order.
resource "google_firestore_field" "due" {
  for_each = local.dated

  project    = var.project
  database   = google_firestore_database.database[each.value.database].name
  collection = each.key
  field      = "due"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# A person's own records are listed, and counted, by whose they are.
resource "google_firestore_field" "owner_id" {
  for_each = local.owned

  project    = var.project
  database   = google_firestore_database.database[each.value.database].name
  collection = each.key
  field      = "owner_id"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# Whoever hands out what is to be looked at asks for each place of the wheel.
resource "google_firestore_field" "wheel" {
  project    = var.project
  database   = google_firestore_database.database["data"].name
  collection = "follows"
  field      = "wheel"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# The sweep asks for messages that are overdue.
resource "google_firestore_field" "send" {
  project    = var.project
  database   = google_firestore_database.database["data"].name
  collection = "outgoing"
  field      = "send"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# The rotation asks for the keys of people that are under one epoch, and how many there are.
resource "google_firestore_field" "epoch" {
  project    = var.project
  database   = google_firestore_database.database["keys"].name
  collection = "person_keys"
  field      = "epoch"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# The nightly run asks for the erasures that are not finished.
resource "google_firestore_field" "state" {
  project    = var.project
  database   = google_firestore_database.database["keys"].name
  collection = "erasures"
  field      = "state"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# The nightly run and the operator's staff ask for the rights requests that wait.
resource "google_firestore_field" "rights_state" {
  for_each = toset(["rights_requests", "visitor_requests", "claimed_requests"])

  project    = var.project
  database   = google_firestore_database.database["data"].name
  collection = each.key
  field      = "state"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# Requests that came from an address are found by a keyed hash of it.
resource "google_firestore_field" "mailbox" {
  for_each = toset(["visitor_requests", "claimed_requests"])

  project    = var.project
  database   = google_firestore_database.database["data"].name
  collection = each.key
  field      = "mailbox"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# Closing a month asks for its rows.
resource "google_firestore_field" "month" {
  project    = var.project
  database   = google_firestore_database.database["data"].name
  collection = "contributions"
  field      = "month"

  index_config {
    indexes {
      order       = "ASCENDING"
      query_scope = "COLLECTION"
    }
  }
}

# The backstop behind the nightly run: the database itself deletes what has ended, usually within a day.
resource "google_firestore_field" "expires" {
  for_each = local.ending

  project    = var.project
  database   = google_firestore_database.database[each.value.database].name
  collection = each.key
  field      = "expires"

  ttl_config {}
  index_config {}
}
