# One deployment is one region is one Google Cloud project with a state of its own.
terraform {
  required_version = ">= 1.9, < 2.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.7"
    }
  }

  # The bucket lies in the same region; its name is given to `init` (README.md).
  backend "gcs" {}
}

provider "google" {
  project = var.project
  region  = var.location

  default_labels = {
    service = "agogopost"
    region  = var.region
  }
}
