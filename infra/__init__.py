"""Terraform, the local stack and the decisions behind them. Nothing here is deployed as code."""
