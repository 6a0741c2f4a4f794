"""The description, tried by Schemathesis against the whole local stack: ``make contract-fuzz``."""
