"""The tests: unit, contract, functions, promises, faults. README says how to run them."""
