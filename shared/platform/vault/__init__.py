"""Keys and sealing: envelope encryption under keys held in Cloud KMS."""
