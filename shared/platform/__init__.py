"""What lies outside, behind ports: keys, databases, buckets, topics, suppliers."""
