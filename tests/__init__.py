"""The tests: unit, contract, functions, promises, faults. The README here says how to run them."""
