variable "region" {
  description = "The region that this deployment serves."
  type        = string

  validation {
    condition     = contains(["eu", "us", "asia"], var.region)
    error_message = "A region is eu, us or asia."
  }
}

variable "project" {
  description = "The Google Cloud project of this region, and of no other."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "A project's id, not its name or number."
  }
}

variable "location" {
  description = "Where everything of the region lies. Fixed for ever: databases and keys cannot move."
  type        = string

  validation {
    condition = can(regex({
      eu   = "^europe-[a-z]+[0-9]+$"
      us   = "^us-[a-z]+[0-9]+$"
      asia = "^asia-[a-z]+[0-9]+$"
    }[var.region], var.location))
    error_message = "A single Google Cloud location inside the region, for example europe-west1 for eu."
  }
}

variable "domain" {
  description = "The name under which the API of this region is reached."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "A host name in lower case, without scheme, port or final dot."
  }
}

variable "site_origins" {
  description = "Origins of the site that may call the API from a browser."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.site_origins) <= 20 && alltrue([for one in var.site_origins : can(regex("^https://[a-z0-9.-]+(:[0-9]{1,5})?$", one))])
    error_message = "At most 20 origins of the form https://host, without a path."
  }
}

variable "carrier_secrets" {
  description = <<-EOT
    The carriers' keys: which setting takes which version of which secret. The secrets are made
    outside (README.md), so that no key is ever in a state or a plan. A version is a number:
    rotating and rolling back are changes of this number.
  EOT
  type = map(object({
    secret  = string
    version = string
  }))
  default = {}

  validation {
    condition = alltrue([
      for name, one in var.carrier_secrets :
      can(regex("^[A-Z][A-Z0-9_]*_(API_KEY|CLIENT_ID|CLIENT_SECRET)$", name)) && can(regex("^[A-Za-z0-9_-]{1,255}$", one.secret)) && can(regex("^[1-9][0-9]*$", one.version))
    ])
    error_message = "SETTING = { secret = its short name, version = a number }, where SETTING ends in _API_KEY, _CLIENT_ID or _CLIENT_SECRET."
  }
}

variable "carrier_settings" {
  description = "What is set for carriers beside their keys: calls a day and calls a second in this region, as the contract allows, and addresses other than the published ones."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for name, value in var.carrier_settings :
      (can(regex("^[A-Z][A-Z0-9_]*_DAILY_BUDGET$", name)) && can(regex("^[0-9]{1,8}$", value))) || (can(regex("^[A-Z][A-Z0-9_]*_PER_SECOND$", name)) && can(regex("^[0-9]{1,4}([.][0-9]{1,3})?$", value))) || (can(regex("^[A-Z][A-Z0-9_]*_URL$", name)) && can(regex("^https://[a-z0-9.-]+$", value)))
    ])
    error_message = "CARRIER_DAILY_BUDGET = a whole number, CARRIER_PER_SECOND = a number, or CARRIER_URL = https://host."
  }
}

variable "suppliers_off" {
  description = "The kill switch: carriers and aggregators that are not to be asked, by code; mail and sms too."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.suppliers_off : can(regex("^[a-z][a-z0-9_-]*$", one))])
    error_message = "Codes such as dhl, seventeen_track or web-push-mozilla."
  }
}

variable "message_secrets" {
  description = "The passwords of the mail relay and of the SMS provider, as carrier_secrets: SMTP_PASSWORD, SMS_TOKEN."
  type = map(object({
    secret  = string
    version = string
  }))
  default = {}

  validation {
    condition = alltrue([
      for name, one in var.message_secrets :
      contains(["SMTP_PASSWORD", "SMS_TOKEN"], name) && can(regex("^[A-Za-z0-9_-]{1,255}$", one.secret)) && can(regex("^[1-9][0-9]*$", one.version))
    ])
    error_message = "SMTP_PASSWORD or SMS_TOKEN = { secret = its short name, version = a number }."
  }
}

variable "inbound_mail_secrets" {
  description = "The key by which the mail provider signs mail to the contact address, as carrier_secrets: INBOUND_MAIL_KEY, at least 32 characters. Without it no mail is taken."
  type = map(object({
    secret  = string
    version = string
  }))
  default = {}

  validation {
    condition = alltrue([
      for name, one in var.inbound_mail_secrets :
      name == "INBOUND_MAIL_KEY" && can(regex("^[A-Za-z0-9_-]{1,255}$", one.secret)) && can(regex("^[1-9][0-9]*$", one.version))
    ])
    error_message = "INBOUND_MAIL_KEY = { secret = its short name, version = a number }."
  }
}

variable "message_settings" {
  description = "What is set for messages: SMTP_HOST, SMTP_PORT, SMTP_USER, MAIL_FROM, SMS_ACCOUNT, SMS_FROM, SMS_PREFIXES, SMS_PER_HOUR, SMS_URL, MAIL_PER_HOUR; of news of parcels NEWS_MAIL_PER_HOUR, NEWS_MAIL_PER_SECOND, NEWS_SMS_PER_HOUR, NEWS_SMS_PER_SECOND, NEWS_PUSH_PER_HOUR, NEWS_PUSH_PER_SECOND; of promotions PROMOTIONS_PER_HOUR, PROMOTIONS_PER_SECOND, PROMOTIONS_SMS_PER_HOUR; CONTACT_DOMAIN, of the contact address agogopost@ it."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, _ in var.message_settings : can(regex("^(CONTACT_DOMAIN|SMTP_(HOST|PORT|USER)|MAIL_(FROM|PER_HOUR)|SMS_(ACCOUNT|FROM|PREFIXES|PER_HOUR|URL)|NEWS_(MAIL|SMS|PUSH)_PER_(HOUR|SECOND)|PROMOTIONS_(SMS_)?PER_HOUR|PROMOTIONS_PER_SECOND)$", name))])
    error_message = "One of these has another name."
  }
}

variable "push_secrets" {
  description = "The private keys by which browsers' push services know you, as carrier_secrets: VAPID_PRIVATE_KEYS. Without them browsers are sent no push messages."
  type = map(object({
    secret  = string
    version = string
  }))
  default = {}

  validation {
    condition = alltrue([
      for name, one in var.push_secrets :
      name == "VAPID_PRIVATE_KEYS" && can(regex("^[A-Za-z0-9_-]{1,255}$", one.secret)) && can(regex("^[1-9][0-9]*$", one.version))
    ])
    error_message = "VAPID_PRIVATE_KEYS = { secret = its short name, version = a number }."
  }
}

variable "push_settings" {
  description = "What is set for push messages: FCM_PROJECT (the Firebase project of your app; without it apps are sent none), VAPID_PUBLIC_KEYS (what belongs to push_secrets, the newest first)."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for name, value in var.push_settings :
      (name == "FCM_PROJECT" && can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", value))) || (name == "VAPID_PUBLIC_KEYS" && can(regex("^[A-Za-z0-9_-]{87}(,[A-Za-z0-9_-]{87})*$", value)))
    ])
    error_message = "FCM_PROJECT = a project's id, or VAPID_PUBLIC_KEYS = keys of 87 characters, separated by commas."
  }
}

variable "quick_login_settings" {
  description = "Which quick logins are on: QUICK_LOGIN_GOOGLE_AUDIENCES (client ids, comma-separated), and the same for APPLE and FACEBOOK; ..._ISSUER and ..._KEYS only if they moved."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for name, value in var.quick_login_settings :
      can(regex("^QUICK_LOGIN_(GOOGLE|APPLE|FACEBOOK)_AUDIENCES$", name)) || (can(regex("^QUICK_LOGIN_(GOOGLE|APPLE|FACEBOOK)_(ISSUER|KEYS)$", name)) && can(regex("^https://[a-z0-9.-]+(/|$)", value)))
    ])
    error_message = "QUICK_LOGIN_GOOGLE_AUDIENCES (APPLE, FACEBOOK), or _ISSUER or _KEYS = https://..."
  }
}

variable "staff_settings" {
  description = "By what the staff sign in: STAFF_ISSUER, STAFF_KEYS (your issuer and its key set), STAFF_AUDIENCE (the client id), STAFF_ROLE_CLAIM. Without them nobody is staff."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for name, value in var.staff_settings :
      can(regex("^STAFF_(AUDIENCE|ROLE_CLAIM)$", name)) || (can(regex("^STAFF_(ISSUER|KEYS)$", name)) && can(regex("^https://[a-z0-9.-]+(/|$)", value)))
    ])
    error_message = "STAFF_AUDIENCE, STAFF_ROLE_CLAIM, or STAFF_ISSUER or STAFF_KEYS = https://..."
  }
}

variable "region_urls" {
  description = "Where each region's API is, this one's too: people of another region's country are told."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for region, url in var.region_urls : contains(["eu", "us", "asia"], region) && can(regex("^https://[a-z0-9.-]+$", url))])
    error_message = "Regions (eu, us, asia) with https://host."
  }
}

variable "sandbox" {
  description = "Whether the sandbox carrier answers: on for a staging project, off for production."
  type        = string
  default     = "off"

  validation {
    condition     = contains(["on", "off"], var.sandbox)
    error_message = "on or off."
  }
}

variable "min_instances" {
  description = "Instances of `tracking` that are kept warm. Each costs money day and night."
  type        = number
  default     = 0
}

variable "max_instances" {
  description = "The most instances of `tracking`: the lid on what a flood can cost."
  type        = number
  default     = 20
}

variable "kms_protection_level" {
  description = "SOFTWARE, or HSM for keys that never leave a hardware module. Affects new versions."
  type        = string
  default     = "SOFTWARE"

  validation {
    condition     = contains(["SOFTWARE", "HSM"], var.kms_protection_level)
    error_message = "SOFTWARE or HSM."
  }
}

variable "kept_images" {
  description = "The newest images of each function that are kept: as far as traffic can be turned back."
  type        = number
  default     = 5
}

variable "image_retention_days" {
  description = "Days after which older images and old source archives are deleted."
  type        = number
  default     = 30
}

variable "rate_limit" {
  description = "Requests of one address in an interval that Cloud Armor lets pass; null: no Cloud Armor."
  type = object({
    requests = number
    seconds  = number
  })
  default = null

  validation {
    condition     = var.rate_limit == null || contains([10, 30, 60, 120, 180, 240, 270, 300, 600, 900, 1200, 1800, 2700, 3600], try(var.rate_limit.seconds, 0))
    error_message = "Cloud Armor counts over 10, 30, 60, 120, 180, 240, 270, 300, 600, 900, 1200, 1800, 2700 or 3600 seconds."
  }
}

variable "alert_emails" {
  description = "Who is told when something breaks. Addresses of the operator's staff, never of users."
  type        = list(string)

  validation {
    condition     = length(var.alert_emails) > 0
    error_message = "Somebody must be told."
  }
}
